"""Where the bot goes, and what it shows there."""

from urllib.parse import quote

from harness.bot import Setup
from harness.room import Room
from harness.scenario import TICKET_TEXT, World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, shows, support_room
from harness.waiting import expect


@scenario("an invitation by somebody on the list is accepted")
async def accepted(world: World) -> None:
    await world.start()
    anna, account = await world.person("anna"), await world.account()
    room = await anna.open_room()
    bot = world.bot(account, Setup(invite={"people": [anna.user]}, conversations=[shows(room)]))
    await bot.start()

    await anna.invite(room, bot.user)
    await anna.until_membership(room, bot.user, "join")

    await room.answer(await room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)


@scenario("an invitation that came before the bot's first start is accepted")
async def accepted_late(world: World) -> None:
    await world.start()
    anna, account = await world.person("anna"), await world.account()
    room = await anna.open_room(account.user)
    bot = world.bot(account, Setup(invite={"servers": ["hs.test"]}, conversations=[shows(room)]))
    await bot.start()

    await anna.until_membership(room, bot.user, "join")

    await room.answer(await room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)


@scenario("an invitation by anybody else is declined")
async def declined(world: World) -> None:
    await world.start()
    carl, account = await world.person("carl"), await world.account()
    bot = world.bot(account, Setup(invite={"people": ["@anna:hs.test"]}))
    await bot.start()
    room = await carl.open_room()

    await carl.invite(room, bot.user)

    await carl.until_membership(room, bot.user, "leave")
    expect(not await world.synapse.joined_rooms(account), "the bot is in no room")
    expect(await bot.ready(), "the bot goes on")


async def no_ticket_text(room: Room, user: str) -> None:
    for message in await room.messages_of(user):
        for words in TICKET_TEXT:
            expect(words not in str(message.content), f'no ticket text such as "{words}"')


@scenario("a room whose history the world may read shows nothing, unless it is named")
async def readable_by_the_world(world: World) -> None:
    await world.start()
    scene = await support_room(world, Setup(invite={"people": ["@anna:hs.test"]}))
    public = await scene.anna.open_room(scene.bot.user, readable_by_the_world=True)
    await scene.anna.until_membership(public, scene.bot.user, "join")

    answer = await public.answer(await public.say(f"!ticket {SAMPLE}"))

    expect(answer.sender == scene.bot.user, "the bot says that it may not")
    await scene.last_word()
    await no_ticket_text(public, scene.bot.user)


@scenario("an ordinary room of the bot's own server needs no entry of its own")
async def ordinary(world: World) -> None:
    await world.start()
    scene = await support_room(world, Setup(invite={"people": ["@anna:hs.test"]}))
    other = await scene.anna.open_room(scene.bot.user)
    await scene.anna.until_membership(other, scene.bot.user, "join")

    await other.answer(await other.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)


@scenario("a room may be named by its alias")
async def by_alias(world: World) -> None:
    await world.start()
    anna, account = await world.person("anna"), await world.account()
    named = await anna.open_room(account.user, alias="support", readable_by_the_world=True)
    other = await anna.open_room(account.user, alias="sales", readable_by_the_world=True)
    for room in (named, other):
        await world.synapse.join(account, room.id)
    bot = world.bot(account, Setup(conversations=[{"match": "matrix:#support:hs.test", "level": "internal"}]))
    await bot.start()

    await named.answer(await named.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)

    await other.answer(await other.say(f"!ticket {SAMPLE}"))
    await no_ticket_text(other, bot.user)


@scenario("where answers are private, the room gets none, and the direct chat does")
async def private_answers(world: World) -> None:
    await world.start()
    private = {"match": "matrix:*", "level": "internal", "answers": "private"}
    scene = await support_room(world, Setup(invite={"people": ["@anna:hs.test"]}, conversations=[private]))

    await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"))
    direct = await scene.anna.open_room(scene.bot.user, direct=True)
    await scene.anna.until_membership(direct, scene.bot.user, "join")
    await direct.answer(await direct.say(SAMPLE), SAMPLE_SUBJECT)

    await no_ticket_text(scene.room, scene.bot.user)


@scenario("a bot that was put out of a room and is let in again answers again, but not what it missed")
async def kicked(world: World) -> None:
    await world.start()
    scene = await support_room(world, Setup(invite={"people": ["@anna:hs.test"]}))
    await scene.last_word()

    await scene.anna.kick(scene.room, scene.bot.user)
    missed = await scene.room.say("!ticket 900001")
    await scene.anna.invite(scene.room, scene.bot.user)
    await scene.anna.until_membership(scene.room, scene.bot.user, "join")

    await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)
    expect(not await scene.room.answers(missed), "what was said in its absence is not answered")


@scenario("an encrypted room gets one notice and no ticket")
async def encrypted(world: World) -> None:
    await world.start()
    scene = await support_room(world, Setup(invite={"people": ["@anna:hs.test"]}))
    room = await scene.anna.open_room(scene.bot.user, encrypted=True)
    await scene.anna.until_membership(room, scene.bot.user, "join")
    secret = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA", "session_id": "x", "device_id": "PERSON"}

    for _ in range(3):
        await scene.anna.send(room.id, "m.room.encrypted", secret)

    async def notices() -> bool:
        return bool(await room.messages_of(scene.bot.user))

    await scene.anna.until("a notice that the room is encrypted", notices)
    await room.say(f"!ticket {SAMPLE}")
    await scene.last_word()
    await scene.bot.stop()
    await scene.bot.start()
    await scene.anna.send(room.id, "m.room.encrypted", secret)
    await scene.last_word()

    said = [m for m in await room.messages_of(scene.bot.user) if not m.replies_to]
    expect(len(said) == 1, f"one notice, not {len(said)}")
    expect("encrypt" in said[0].body.lower(), "it says why")
    await no_ticket_text(room, scene.bot.user)


@scenario("a room of version 12 works like any other")
async def version_12(world: World) -> None:
    await world.start()
    scene = await support_room(world, version="12")
    expect(":" not in scene.room.id, "its id has no domain")

    command = await scene.room.say(f"!ticket {SAMPLE}")
    card = await scene.room.answer(command, SAMPLE_SUBJECT)
    await scene.room.redact(command)

    async def erased() -> bool:
        return not (await scene.room.event(card.event))["content"]

    await scene.anna.until("the card is erased with its command", erased)


@scenario("the bot follows a room to its upgrade")
async def upgrade(world: World) -> None:
    await world.start()
    setup = Setup(
        invite={"people": ["@anna:hs.test"]},
        conversations=[{"match": "matrix:*", "level": "internal", "outsiders": True}],
    )
    scene = await support_room(world, setup)
    await scene.last_word()

    path = f"/rooms/{quote(scene.room.id, safe='')}/upgrade"
    made = await world.synapse.as_user(scene.anna.account, "POST", path, {"new_version": "12"})
    successor = Room(scene.anna, made["replacement_room"])
    await scene.anna.invite(successor, scene.bot.user)
    await scene.anna.until_membership(successor, scene.bot.user, "join")

    await successor.answer(await successor.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)
