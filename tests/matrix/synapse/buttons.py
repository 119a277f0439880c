"""Reactions are the buttons of a card."""

from harness.room import Message
from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, Scene, support_room
from harness.waiting import expect

REFRESH, ALL_REPLIES = "🔄", "📜"


async def card_with_buttons(scene: Scene) -> Message:
    card = await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)

    async def buttons() -> bool:
        return await scene.room.reactions(card.event, scene.bot.user) == {REFRESH, ALL_REPLIES}

    await scene.anna.until("the card's two buttons", buttons)
    return card


@scenario("a reaction refreshes the card in place")
async def refresh(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    card = await card_with_buttons(scene)
    before = len(card.edits)

    await scene.room.react(card.event, REFRESH)

    async def edited() -> bool:
        found = [m for m in await scene.room.messages_of(scene.bot.user) if m.event == card.event]
        return len(found[0].edits) > before and SAMPLE_SUBJECT in found[0].words

    await scene.anna.until("the card is written anew", edited)
    await scene.last_word()
    expect(len(await scene.room.messages_of(scene.bot.user)) == 2, "no second card appears")


@scenario("a reaction opens all replies in the card's thread")
async def all_replies(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    card = await card_with_buttons(scene)

    await scene.room.react(card.event, ALL_REPLIES)

    async def in_thread() -> bool:
        posts = [m for m in await scene.room.messages_of(scene.bot.user) if m.thread == card.event]
        return any("first ticket reply" in m.words for m in posts) and any("second reply" in m.words for m in posts)

    await scene.anna.until("every reply in a thread of the card", in_thread)
