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
from harness.scene import Scene, support_room
from harness.server import Account
from harness.waiting import Disappointed

PEOPLE = 10
"""One alone may ask thirty times a minute."""


def cpu_ms(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def rss_mib(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def people(world: World, room: Room) -> list[Account]:
    accounts = [await world.account(f"person{index}", "PERSON") for index in range(PEOPLE)]
    for account in accounts:
        await room.person.invite(room, account.user)
        await world.synapse.join(account, room.id)
    return accounts


async def ask(scene: Scene, askers: list[Account], count: int) -> list[str]:
    """The commands' events, each asked when the bot was done with the one before: card and button are there."""
    room, commands = scene.room, []
    for index in range(count):
        number = str(900000 + index)
        asker = askers[index % len(askers)]
        commands.append(await room.person.synapse.say_as(asker, room.id, f"!ticket {number}"))
        card = await room.answer(commands[-1], number)

        async def has_button(card: str = card.event) -> bool:
            return bool(await room.reactions(card, scene.bot.user))

        await room.person.until("a button under the card", has_button)
    return commands


async def latencies_ms(room: Room, commands: list[str]) -> list[int]:
    """From the homeserver's taking the command to its taking the answer, by its own clock."""
    events = await room.events()
    asked = {event["event_id"]: event["origin_server_ts"] for event in events if event["event_id"] in commands}
    answered: dict[str, int] = {}
    for event in events:
        command = str(part(part(event["content"], "m.relates_to"), "m.in_reply_to").get("event_id", ""))
        if command in asked:
            answered.setdefault(command, event["origin_server_ts"])
    return [answered[command] - asked[command] for command in commands]


async def own_ms(scene: Scene) -> float:
    """What the bot itself takes from an event to its outcome: all but its waiting for the homeserver to take the post."""
    metrics = await scene.bot.metrics()

    def mean(name: str, label: str) -> float:
        return metrics[f"{name}_sum{{{label}}}"] / metrics[f"{name}_count{{{label}}}"] * 1000

    whole = mean("usher_command_answer_seconds", 'platform="matrix"')
    return whole - mean("usher_outbox_post_seconds", 'op="post",platform="matrix"')


async def measure(world: World, count: int) -> None:
    await world.start()
    scene = await support_room(world, Setup(slack=world.desk.table("slack")))
    await world.desk.until_slack_is_connected()
    await asyncio.sleep(5)
    print(f"idle memory, Slack and Matrix connected (RSS)  {rss_mib(scene.bot.pid):8.1f} MiB")

    askers = await people(world, scene.room)
    before = cpu_ms(scene.bot.pid)
    commands = await ask(scene, askers, count)
    spent = cpu_ms(scene.bot.pid) - before
    latencies = await latencies_ms(scene.room, commands)
    median, p95 = statistics.median(latencies), statistics.quantiles(latencies, n=20)[18]
    print(f"command to answer in the room, {count} commands    p50 {median:.0f} ms, p95 {p95:.0f} ms")
    print(f"of that the bot's own time, desk included      {await own_ms(scene):8.1f} ms")
    print(f"CPU of the bot per command                     {spent / count:8.2f} ms")
    print(f"memory after them (RSS)                        {rss_mib(scene.bot.pid):8.1f} MiB")


async def main() -> None:
    world = World(sys.argv[1])
    try:
        await measure(world, int(sys.argv[2]))
    except Disappointed:
        print(world.evidence())
        raise
    finally:
        await world.end()


asyncio.run(main())
