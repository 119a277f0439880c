"""People change their minds."""

from harness.room import part
from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, Scene, support_room
from harness.waiting import expect


@scenario("an edited command edits its answer")
async def edited(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    command = await scene.room.say("!ticket 900017")
    first = await scene.room.answer(command, "900017")

    await scene.room.edit(command, f"!ticket {SAMPLE}")

    card = await scene.room.answer(command, SAMPLE_SUBJECT)
    expect(card.event == first.event, "the same message became the other card")
    expect(card.edits, "by an edit")
    await scene.last_word()
    expect(len(await scene.room.messages_of(scene.bot.user)) == 2, "the edit is answered with no message of its own")


@scenario("a message edited into a command is answered")
async def edited_into_a_command(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    command = await scene.room.say("!tcket 516757")
    await scene.last_word()

    await scene.room.edit(command, f"!ticket {SAMPLE}")

    await scene.room.answer(command, SAMPLE_SUBJECT)


async def what_is_left(scene: Scene, command: str) -> list[str]:
    """The bot's answers to the command and whatever shows the ticket, on the server, where an erased event is empty."""
    left = []
    for event in await scene.room.seen_by(scene.anna).events():
        relation = part(event["content"], "m.relates_to")
        answers = part(relation, "m.in_reply_to").get("event_id") == command
        if event["sender"] == scene.bot.user and (answers or SAMPLE_SUBJECT in str(event["content"])):
            left.append(event["event_id"])
    return left


@scenario("a command edited into something else loses its answer")
async def edited_away(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    command = await scene.room.say(f"!ticket {SAMPLE}")
    await scene.room.answer(command, SAMPLE_SUBJECT)

    await scene.room.edit(command, "Never mind.")

    async def erased() -> bool:
        return not await what_is_left(scene, command)

    await scene.anna.until("the card is erased", erased)


@scenario("somebody else's edit of a command changes nothing")
async def edited_by_another(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    command = await scene.room.say("!ticket 900017")
    card = await scene.room.answer(command, "900017")

    await scene.room.seen_by(scene.ben).edit(command, f"!ticket {SAMPLE}")

    await scene.last_word()
    now = await scene.room.answer(command)
    expect(now.event == card.event and "900017" in now.words, "the card is what its author asked for")


@scenario("a removed command takes its card and every edit of the card with it")
async def removed(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    command = await scene.room.say("!ticket 900017")
    await scene.room.answer(command, "900017")
    await scene.room.edit(command, f"!ticket {SAMPLE}")
    card = await scene.room.answer(command, SAMPLE_SUBJECT)

    await scene.room.redact(command)

    async def erased() -> bool:
        gone = [not (await scene.room.event(event))["content"] for event in [card.event, *card.edits]]
        return all(gone)

    await scene.anna.until("card and edits are erased", erased)
    expect(not await what_is_left(scene, command), "nothing is left on the server")


@scenario("a command removed while the desk is slow leaves no card behind")
async def removed_early(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    await world.desk.fault({"at": "ticket", "do": "slow", "ms": 1500, "times": 2})
    command = await scene.room.say(f"!ticket {SAMPLE}")

    await scene.room.redact(command)

    await scene.last_word()  # As slow, so that by now the first would be answered too.

    async def erased() -> bool:
        return not await what_is_left(scene, command)

    await scene.anna.until("whatever the bot said is erased", erased)
    await scene.last_word()
    expect(not await what_is_left(scene, command), "nothing comes later")


@scenario("the card of a slow desk is the command's one answer")
async def slow_desk(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    await world.desk.fault({"at": "ticket", "do": "slow", "ms": 3000})

    command = await scene.room.say(f"!ticket {SAMPLE}")

    # A placeholder is fine, if it is edited: a second answer fails here.
    await scene.room.answer(command, SAMPLE_SUBJECT)
