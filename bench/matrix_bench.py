"""The bot beside a Synapse and the sandbox's Slack, asked one command after the other. Run by matrix.sh."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
from pathlib import Path

from harness.bot import Setup
from harness.room import Room, part
from harness.scenario import World
from harness.scene import support_room

PEOPLE = 10
"""One alone may ask thirty times a minute."""


def cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def rss_mib(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def ask(world: World, room: Room, count: int) -> list[str]:
    """The commands' events, each asked when the one before was answered."""
    people = [await world.account(f"person{index}", "PERSON") for index in range(PEOPLE)]
    for person in people:
        await room.person.invite(room, person.user)
        await world.synapse.join(person, room.id)
    commands = []
    for index in range(count):
        number = str(900000 + index)
        commands.append(await world.synapse.say_as(people[index % PEOPLE], room.id, f"!ticket {number}"))
        await room.answer(commands[-1], number)
    return commands


async def latencies_ms(room: Room, commands: list[str]) -> list[int]:
    """From the homeserver's taking the command to its taking the answer, by its own clock."""
    events = await room.events()
    asked = {event["event_id"]: event["origin_server_ts"] for event in events if event["event_id"] in commands}
    answered: dict[str, int] = {}
    for event in events:
        command = part(part(event["content"], "m.relates_to"), "m.in_reply_to").get("event_id")
        if command in asked:
            answered.setdefault(command, event["origin_server_ts"])
    return [answered[command] - asked[command] for command in commands]


async def measure(world: World, count: int) -> None:
    await world.start()
    scene = await support_room(world, Setup(slack=world.desk.table("slack")))
    await world.desk.until_slack_is_connected()
    await asyncio.sleep(5)
    print(f"idle memory, Slack and Matrix connected (RSS)  {rss_mib(scene.bot.pid):8.1f} MiB")

    before = cpu_ms(scene.bot.pid)
    commands = await ask(world, scene.room, count)
    spent = cpu_ms(scene.bot.pid) - before
    latencies = await latencies_ms(scene.room, commands)
    parts = statistics.quantiles(latencies, n=20)
    print(
        f"command to answer in the room, {count} commands    p50 {statistics.median(latencies):.0f} ms, p95 {parts[18]:.0f} ms"
    )
    print(f"CPU of the bot per command                     {spent / count:8.2f} ms")
    print(f"memory after them (RSS)                        {rss_mib(scene.bot.pid):8.1f} MiB")


async def main() -> None:
    world = World(sys.argv[1])
    try:
        await measure(world, int(sys.argv[2]))
    finally:
        await world.end()


asyncio.run(main())
