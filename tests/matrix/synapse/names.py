"""Messages that only name a ticket, and what they get."""

from harness.bot import Setup
from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, support_room
from harness.waiting import expect

HTML = {"format": "org.matrix.custom.html"}


@scenario("a message that names a ticket gets its card in a thread, once in a while in the room and in every thread")
async def named(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room

    first = await room.say(f"Does anybody know ticket {SAMPLE}?")
    card = await room.answer(first, SAMPLE_SUBJECT)
    expect(card.thread == first, "the card is in a thread of the message")
    again = [await room.say(f"I mean ticket {SAMPLE}.")]
    for topic in ("The customer called.", "The customer wrote."):
        root = await room.say(topic)
        card = await room.answer(await room.say_in_thread(root, f"about #{SAMPLE}"), SAMPLE_SUBJECT)
        expect(card.thread == root, "the card is in the thread of its message")
        again.append(await room.say_in_thread(root, f"I said #{SAMPLE}"))
    await scene.last_word()

    for message in again:
        expect(not await room.answers(message), "no second card for the same ticket")


@scenario("three tickets in one message are one list, more than six only their number")
async def lists(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    three, seven = ("516757", "482913", "902347"), [str(number) for number in range(900001, 900008)]

    few = await scene.room.answer(await scene.room.say(f"tickets {', '.join(three)}"))
    many = await scene.room.answer(await scene.room.say(f"tickets {', '.join(seven)}"))

    for number in three:
        expect(number in few.words, f"{number} is in the list")
    expect(SAMPLE_SUBJECT in few.words, "a list has subjects")
    expect("7 tickets" in many.body, "how many there are")
    for number in seven:
        expect(number not in many.words, f"{number} is not shown")
    await scene.last_word()
    expect(len(await scene.room.messages_of(scene.bot.user)) == 3, "one message each")


@scenario("what only looks like a ticket, is said by a bot, is unknown or cannot be fetched gets nothing")
async def nothing(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room, plain = scene.room, f"ticket {SAMPLE}"

    await room.say(f"merged PR #{SAMPLE}, see `ticket {SAMPLE}`\n> ticket {SAMPLE}")
    for html in (
        f"run <code>{plain}</code>",
        f"<pre><code>{plain}</code></pre>",
        f"<blockquote><p>{plain}</p></blockquote>so they say",
        f"it is <span data-mx-spoiler>{plain}</span>",
        f"<mx-reply><blockquote>{plain}</blockquote></mx-reply>thanks",
        f'see <a href="https://matrix.to/#/#{SAMPLE}:hs.test">#{SAMPLE}:hs.test</a>',
    ):
        await room.say(plain, formatted_body=html, **HTML)
    quoted = await room.say("Which one was it?")
    await room.reply(quoted, f"> <{scene.anna.user}> {plain}\n\nNo idea.")
    await room.say(plain, msgtype="m.notice")
    await room.say(plain, msgtype="m.emote")
    await world.synapse.say_as(scene.account, room.id, plain)
    await room.say("ticket 100001")
    await scene.last_word()

    said = [m for m in await room.messages_of(scene.bot.user) if m.content["msgtype"] == "m.notice"]
    expect(len(said) == 1, f"only the last command is answered, not {[m.body[:80] for m in said[:-1]]}")
    bold = await room.say("nothing here", formatted_body=f"<p>ticket <b>{SAMPLE}</b></p>", **HTML)
    await room.answer(bold, SAMPLE_SUBJECT)

    await world.desk.fault({"at": "ticket", "do": "status", "status": 503, "times": 0})
    unreachable = await room.say("ticket 482913")
    await room.answer(await room.say("!ticket 902347"))
    expect(not await room.answers(unreachable), "only who asks is told that the desk is down")


SECRETS = (
    "Vento-Forte", "k7Pm-29xQ", "4111 1111", "IT60", "kQ41x88Z", "k4188QxZ", "ghp_", "AKIA", "zzMadeUp", "eyJhbGci",
    "sk_live", "BEGIN PRIVATE", "bWFkZSB1", "Sole.Mare",
)  # fmt: skip


@scenario("secrets and tricks in a ticket's text do not reach the room")
async def secrets(world: World) -> None:
    await world.start()
    everything = {"match": "matrix:*", "level": "full", "unfurl_level": "full", "replies": 10}
    scene = await support_room(world, Setup(conversations=[everything]))

    await scene.room.answer(await scene.room.say("ticket 640255"), "Accesso FTP")
    await scene.room.answer(await scene.room.say("!ticket 640255 full"), "Accesso FTP")
    tricks = await scene.room.answer(await scene.room.say("ticket 655021"))
    await scene.last_word()

    said = str([event["content"] for event in await scene.room.events() if event["sender"] == scene.bot.user])
    expect("ecco i dati per lo sviluppatore" in said, "the text around them is")
    for secret in SECRETS:
        expect(secret not in said, f"{secret} is not shown")
    expect(tricks.content["m.mentions"] == {}, "nobody is mentioned, whatever the text says")
    html = tricks.content["formatted_body"]
    for trick in ("<script", "<img", 'href="javascript', "</blockquote></p></"):
        expect(trick not in html, f"no {trick} in the HTML")


@scenario("a room that the world may read gets only what is asked for there, even if it is named")
async def readable_by_the_world(world: World) -> None:
    await world.start()
    scene = await support_room(world)

    async def history_is(visibility: str) -> None:
        await scene.anna.set_state(scene.room.id, "m.room.history_visibility", {"history_visibility": visibility})

    await history_is("world_readable")
    public = await scene.room.say(f"ticket {SAMPLE}")
    await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)
    await scene.last_word()
    expect(not await scene.room.answers(public), "no card that nobody asked for")

    await history_is("shared")
    await scene.room.answer(await scene.room.say(f"ticket {SAMPLE}"), SAMPLE_SUBJECT)


@scenario("a room can do without the cards that nobody asked for, and can still be asked")
async def switched_off(world: World) -> None:
    await world.start()
    rule = {"match": "matrix:*", "level": "internal", "unfurl": False}
    scene = await support_room(world, Setup(conversations=[rule]))

    named = await scene.room.say(f"ticket {SAMPLE}")
    await scene.room.edit(named, f"ticket {SAMPLE}!")
    await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)
    await scene.last_word()

    expect(not await scene.room.answers(named), "no card that nobody asked for")


@scenario("a room can have the cards beside its messages, in no thread of their own")
async def beside(world: World) -> None:
    await world.start()
    rule = {"match": "matrix:*", "level": "internal", "place": "conversation"}
    scene = await support_room(world, Setup(conversations=[rule]))
    root = await scene.room.say("The customer called again.")

    card = await scene.room.answer(await scene.room.say(f"ticket {SAMPLE}"), SAMPLE_SUBJECT)
    threaded = await scene.room.answer(await scene.room.say_in_thread(root, f"ticket {SAMPLE}"), SAMPLE_SUBJECT)

    expect(not card.thread, "no thread is begun")
    expect(threaded.thread == root, "what is said in a thread is shown in that thread")


@scenario("a message that no thread may begin at has its card beside it")
async def beside(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    first = await scene.room.say("good morning")
    relation = {"rel_type": "m.reference", "event_id": first}
    message = await scene.room.say(f"#{SAMPLE}", **{"m.relates_to": relation})

    (card,) = await scene.room.shows(message, SAMPLE)

    expect(not card.thread, "it stands in no thread")
