"""Synapse's own limits: ten messages at once, then one in five seconds."""

import asyncio

from harness.scenario import World, scenario
from harness.scene import support_room
from harness.waiting import expect


@scenario("commands beyond the homeserver's rate limit are answered later, once each")
async def rate_limited(world: World) -> None:
    await world.start(default_limits=True)
    scene = await support_room(world)
    await world.synapse.lift_limits(scene.anna.account)
    numbers = range(900100, 900113)

    events = await asyncio.gather(*(scene.room.say(f"!ticket {number}") for number in numbers))

    for event, number in zip(events, numbers, strict=True):
        await scene.room.answer(event, str(number), 180)
    counts = [len(await scene.room.answers(event)) for event in events]
    expect(counts == [1] * len(counts), f"one answer each, not {counts}")
    expect(await scene.bot.ready(), "the bot is ready all the while")
