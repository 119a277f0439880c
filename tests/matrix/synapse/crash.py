"""Exactly one answer, whatever happens to the process."""

import asyncio
import random

from harness.scenario import World, scenario
from harness.scene import Scene, support_room
from harness.waiting import Disappointed, expect


async def burst(scene: Scene, numbers: range) -> dict[str, str]:
    """Asks for all at once, two people in turn (one alone may ask thirty times a minute); event ids and numbers."""
    rooms = [scene.room, scene.room.seen_by(scene.ben)]
    events = await asyncio.gather(*(rooms[number % 2].say(f"!ticket {number}") for number in numbers))
    return dict(zip(events, map(str, numbers), strict=True))


async def each_answered_once(scene: Scene, asked: dict[str, str], seconds: float = 60) -> None:
    async def unanswered() -> set[str]:
        messages = await scene.room.messages_of(scene.bot.user)
        return set(asked) - {m.replies_to for m in messages if asked.get(m.replies_to, "?") in m.words}

    async def all_answered() -> bool:
        return not await unanswered()

    try:
        await scene.anna.until("every command answered", all_answered, seconds)
    except Disappointed as failure:
        missing = sorted(asked[event] for event in await unanswered())
        raise Disappointed(f"{failure}; {len(missing)} of {len(asked)} are not: {missing}") from None
    await scene.last_word()
    await scene.bot.stop()  # What it still had to say, it has said.
    answers = await scene.room.seen_by(scene.anna).messages_of(scene.bot.user)
    for event, number in asked.items():
        count = sum(answer.replies_to == event for answer in answers)
        expect(count == 1, f"one answer to the command for {number}, not {count}")
    expect(len(answers) == len(asked) + 1, "nothing but answers")


@scenario("fifty commands at once are answered once each")
async def fifty(world: World) -> None:
    await world.start()
    scene = await support_room(world)

    asked = await burst(scene, range(900100, 900150))

    await each_answered_once(scene, asked)


@scenario("commands are answered once each though the bot is killed again and again in the midst of them")
async def killed(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    chance = random.Random(20260302)
    asked: dict[str, str] = {}

    for first in range(900100, 900180, 10):
        asked |= await burst(scene, range(first, first + 10))
        wanted = len(asked) - 10 + chance.randrange(10)

        async def some_answered(wanted: int = wanted) -> bool:
            return len(await scene.room.messages_of(scene.bot.user)) >= wanted

        await scene.anna.until(f"{wanted} answers before the kill", some_answered, 60)
        for _ in range(chance.randrange(200)):
            await asyncio.sleep(0)
        await scene.bot.kill()
        await scene.bot.start()

    await each_answered_once(scene, asked, 90)


@scenario("commands are answered once each though the bot is killed before it has said that it is ready")
async def killed_early(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    asked: dict[str, str] = {}

    for first in range(900100, 900130, 6):
        await scene.bot.kill()
        asked |= await burst(scene, range(first, first + 6))
        await scene.bot.launch()
    await scene.bot.kill()
    await scene.bot.start()

    await each_answered_once(scene, asked, 90)
