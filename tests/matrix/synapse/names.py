"""Messages that only name a ticket."""

from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, support_room
from harness.waiting import expect


@scenario("a message that names a ticket gets its card in a thread, once in a while")
async def named(world: World) -> None:
    await world.start()
    scene = await support_room(world)

    first = await scene.room.say(f"Does anybody know ticket {SAMPLE}?")
    card = await scene.room.answer(first, SAMPLE_SUBJECT)
    second = await scene.room.say(f"I mean ticket {SAMPLE}.")
    await scene.last_word()

    expect(card.thread == first, "the card is in a thread of the message")
    expect(not await scene.room.answers(second), "no second card for the same ticket")


@scenario("a card that nobody asked for goes with the message that named the ticket")
async def named_no_more(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    message = await scene.room.say(f"Does anybody know ticket {SAMPLE}?")
    card = await scene.room.answer(message, SAMPLE_SUBJECT)

    await scene.room.redact(message)

    async def erased() -> bool:
        return not (await scene.room.event(card.event))["content"]

    await scene.anna.until("the card is erased", erased)
