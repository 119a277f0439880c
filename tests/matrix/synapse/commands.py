"""What people type, and what they get."""

from contextlib import suppress

from harness.bot import Setup
from harness.room import Room
from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, shows, support_room
from harness.waiting import Disappointed, expect


@scenario("a command is answered with a card that replies to it")
async def a_card(world: World) -> None:
    await world.start()
    scene = await support_room(world)

    card = await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)

    expect(card.sender == scene.bot.user, "the bot answers")
    expect(card.content["msgtype"] == "m.notice", "a card is an m.notice, which no bot answers")
    expect(card.content["format"] == "org.matrix.custom.html", "a card is HTML")
    expect(SAMPLE_SUBJECT in card.content["formatted_body"], "the HTML has the subject")
    expect(SAMPLE in card.body and SAMPLE_SUBJECT in card.body, "the plain text has number and subject")
    expect("second reply" in card.words, "the card has the latest reply")
    expect(card.content.get("m.mentions") == {}, "a card mentions nobody")


async def each_is_answered(room: Room, bodies: dict[str, dict[str, object]]) -> None:
    asked = {body: await room.say(body, **more) for body, more in bodies.items()}
    for body, event in asked.items():
        number = body.split()[-1].removeprefix("#")
        await room.answer(event, f"viewticket.php?tid={number}")  # the link on its card


@scenario("a command can be written in every way that Matrix clients let through")
async def every_way(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    mention: dict[str, object] = {"m.mentions": {"user_ids": [scene.bot.user]}}

    await each_is_answered(
        scene.room,
        {
            "!ticket 900001": {},
            "/ticket 900002": {},
            "//ticket 900003": {},
            "!TICKET  #900004": {},
            f"{scene.bot.user}: ticket 900005": {},
            f"{scene.bot.user} ticket 900005": mention,
            "usher: ticket 900007": mention,
            "usher, ticket 900008": mention,
        },
    )


@scenario("in a direct chat the number is enough")
async def direct_chat(world: World) -> None:
    await world.start()
    anna, account = await world.person("anna"), await world.account()
    room = await anna.open_room(account.user, direct=True)
    await world.synapse.join(account, room.id)
    await world.bot(account, Setup(conversations=[shows(room)])).start()

    await each_is_answered(room, {"900001": {}, "ticket 900002": {}, "!ticket 900003": {}})


@scenario("an unknown ticket is answered with just that")
async def unknown_ticket(world: World) -> None:
    await world.start()
    scene = await support_room(world)

    answer = await scene.room.answer(await scene.room.say("!ticket 100001"), "100001")

    expect(SAMPLE_SUBJECT not in answer.words, "no ticket is shown")
    await scene.last_word()
    expect(len(await scene.room.messages_of(scene.bot.user)) == 2, "one answer each")


@scenario("a command in a thread is answered in that thread")
async def in_a_thread(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    root = await scene.room.say("The customer called again.")

    command = await scene.room.say_in_thread(root, f"!ticket {SAMPLE}")
    card = await scene.room.answer(command, SAMPLE_SUBJECT)

    expect(card.thread == root, "the answer is in the thread of the command")


@scenario("a command in a reply is answered, its quotation ignored")
async def in_a_reply(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    quoted = await scene.room.say("Which one was it?")

    old_client = await scene.room.reply(quoted, f"> <{scene.anna.user}> Which one was it?\n\n!ticket {SAMPLE}")

    card = await scene.room.answer(old_client, SAMPLE_SUBJECT)
    expect(not card.thread, "no thread is begun for it")


@scenario("what is no command is left alone: chat, notices, other people's bots, the bot's own words")
async def no_command(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room

    await room.say("!important 900001")
    await room.say("Is ticket 900002 done?")
    await room.say("!ticket 900003", msgtype="m.notice")
    await room.say("> !ticket 900004")
    await room.say("")
    await world.synapse.say_as(scene.account, room.id, "!ticket 900005")
    await scene.last_word()

    answers = [m for m in await room.messages_of(scene.bot.user) if m.replies_to]
    expect(len(answers) == 1, f"only the last command is answered, not {len(answers)}")


@scenario("malformed events do no harm")
async def malformed(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room
    command, chat = await room.say("!ticket 900001"), await room.say("Good morning.")

    relations = ["x", 7, [], {"rel_type": 7}, {"rel_type": "m.replace"}, {"m.in_reply_to": []}, {"event_id": chat}]
    contents: list[object] = ["x", {}, {"body": 7}, {"msgtype": [], "body": []}]
    mentions: list[object] = ["x", [], {}, {"user_ids": [7]}]
    edit: dict[str, object] = {"m.relates_to": {"rel_type": "m.replace", "event_id": chat}}
    hostile: list[dict[str, object]] = [{"m.relates_to": relation} for relation in relations]
    hostile += [{"m.new_content": content} | edit for content in contents]
    hostile += [{"m.mentions": mention, "formatted_body": []} for mention in mentions]
    hostile += [{"body": "!ticket \u202e\0" + "9" * 5000}, {"body": "\n" * 9000 + "!ticket"}]
    for more in hostile:
        with suppress(Disappointed):  # What the homeserver refuses cannot reach the bot.
            await scene.anna.send(room.id, "m.room.message", {"msgtype": "m.text", "body": "hello"} | more)
    for key in ("", "🔄" * 100):
        await room.react(command, key)
    await scene.last_word()

    await room.answer(command, "900001")
    expect(scene.bot.running, "the bot goes on")
