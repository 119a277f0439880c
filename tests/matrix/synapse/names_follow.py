"""Cards that nobody asked for follow their messages, and outlive the bot."""

import json
import secrets
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from harness.bot import Setup
from harness.http import Json
from harness.line import Fault
from harness.room import Room, text
from harness.scenario import World, scenario
from harness.scene import SAMPLE, support_room
from harness.waiting import eventually, expect

OTHER, THIRD = "482913", "902347"
SEND = r"^PUT .*/send/m\.room\.message/"


async def until_erased(room: Room, events: list[str]) -> None:
    async def erased() -> bool:
        left = [event for event in events if (await room.event(event))["content"]]
        return not left

    await room.person.until("all is erased", erased)


@scenario("a card that nobody asked for goes with the message that named the ticket, and so do its edits")
async def named_no_more(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    message = await scene.room.say(f"Does anybody know ticket {SAMPLE}?")
    (card,) = await scene.room.shows(message, SAMPLE)
    await scene.room.react(card.event, "🔄")

    async def edited() -> bool:
        (card,) = await scene.room.standing(message)
        return bool(card.edits)

    await scene.anna.until("the card is written anew", edited)
    (card,) = await scene.room.standing(message)

    await scene.room.redact(message)

    await until_erased(scene.room, [card.event, *card.edits])
    await scene.room.shows(await scene.room.say(f"ticket {SAMPLE}"), SAMPLE)


@scenario("cards follow the edits of their message")
async def edited(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room
    message = await room.say(f"look at #{SAMPLE}")
    (first,) = await room.shows(message, SAMPLE)

    await room.edit(message, f"please look at #{SAMPLE}!")
    await scene.last_word()
    (kept,) = await room.standing(message)
    expect(kept.event == first.event and not kept.edits, "what names the same ticket changes nothing")

    await room.edit(message, f"look at #{SAMPLE} and #{OTHER}")
    kept, second = await room.shows(message, SAMPLE, OTHER)
    expect(kept.event == first.event and second.thread == message, "a number added is one card more")

    await room.edit(message, f"look at #{OTHER} and #{THIRD}")
    kept, third = await room.shows(message, OTHER, THIRD)
    expect(kept.event == second.event, "a number replaced is a card replaced")

    await room.edit(message, "never mind")
    await room.shows(message)
    await until_erased(room, [first.event, second.event, third.event])
    await scene.last_word()
    expect(not await room.standing(message), "nothing comes later")


@scenario("a message edited until it names a ticket gets a card, by what the edit puts there and by its author alone")
async def edited_into_naming(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room
    message = await room.say("good morning")
    relation = {"rel_type": "m.replace", "event_id": message}

    await room.seen_by(scene.ben).edit(message, f"ticket {OTHER}")
    await room.say(f"* ticket {OTHER}", **{"m.new_content": text("good evening"), "m.relates_to": relation})
    await scene.last_word()
    expect(not await room.answers(message), "neither another's edit nor an edit's fallback names anything")

    await room.say("* good night", **{"m.new_content": text(f"ticket {SAMPLE}"), "m.relates_to": relation})
    await room.shows(message, SAMPLE)
    await room.seen_by(scene.ben).edit(message, "never mind")
    await scene.last_word()
    await room.shows(message, SAMPLE)


async def happened(fault: Fault) -> bool:
    return fault.happened > 0


@scenario("a card that nobody asked for is there once though the bot was killed before or just after it was sent")
async def killed(world: World) -> None:
    await world.start()
    line = await world.line()
    scene = await support_room(world, Setup(homeserver=line.url))
    room = scene.room
    messages = {}

    before = line.fault(SEND, "lose_request", times=1000)
    messages[SAMPLE] = await room.say(f"ticket {SAMPLE}")
    await eventually("the bot would post", lambda: happened(before))
    await scene.bot.kill()
    before.times = 0
    await scene.bot.start()
    await room.shows(messages[SAMPLE], SAMPLE)

    after = line.fault(SEND, "hold_answer")
    messages[OTHER] = await room.say(f"ticket {OTHER}")
    await room.shows(messages[OTHER], OTHER)
    await scene.bot.kill()
    after.let_go.set()
    await scene.bot.start()

    again = [await room.say(f"again: ticket {number}") for number in messages]
    await scene.last_word()
    await scene.bot.stop()
    for number, message in messages.items():
        await room.shows(message, number)
    for message in again:
        expect(not await room.answers(message), "that a ticket was just shown is remembered")


@scenario("a ticket named while the bot was away gets its card, unless that was too long ago")
async def long_ago(world: World) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Only an application service may say when something was sent.
        token = secrets.token_hex(16)
        file = Path(folder) / "bridge.yaml"
        bridge = {"id": "bridge", "url": None, "as_token": token, "hs_token": secrets.token_hex(16)}
        users = {"users": [{"exclusive": True, "regex": "@bridged_.*:hs.test"}]}
        file.write_text(json.dumps(bridge | {"sender_localpart": "bridge", "namespaces": users}))
        await world.start(settings={"app_service_config_files": [str(file)]})
    scene = await support_room(world)
    room = quote(scene.room.id, safe="")

    async def as_bridge(method: str, path: str, body: Json) -> Json:
        return await world.synapse.http.ask(method, f"/_matrix/client/v3{path}", body, token)

    carl = "@bridged_carl:hs.test"
    made = {"type": "m.login.application_service", "username": "bridged_carl", "inhibit_login": True}
    await as_bridge("POST", "/register", made)
    await scene.anna.invite(scene.room, carl)
    await as_bridge("POST", f"/join/{room}?user_id={quote(carl)}", {})
    await scene.last_word()
    await scene.bot.stop()

    async def say_earlier(seconds: int, body: str) -> str:
        sent = f"user_id={quote(carl)}&ts={int((time.time() - seconds) * 1000)}"
        path = f"/rooms/{room}/send/m.room.message/{secrets.token_hex(8)}?{sent}"
        return str((await as_bridge("PUT", path, text(body)))["event_id"])

    old = await say_earlier(7200, f"ticket {SAMPLE}")
    recent = await say_earlier(60, f"ticket {OTHER}")
    await scene.bot.start()

    await scene.room.shows(recent, OTHER)
    await scene.last_word()
    expect(not await scene.room.answers(old), "what was said two hours ago gets no card")
    counted = [name for name, value in (await scene.bot.metrics()).items() if "too_old" in name and value == 1]
    expect(counted, "it is counted")


@scenario("a number added to a message in a thread gets its card in that thread")
async def edited_in_a_thread(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room
    root = await room.say("The customer called again.")
    message = await room.say_in_thread(root, f"ticket {OTHER}")
    await room.shows(message, OTHER)
    command = await room.say_in_thread(root, f"!tcket {SAMPLE}")

    await room.edit(message, f"ticket {SAMPLE}")
    await room.edit(command, f"!ticket {SAMPLE}")

    for asked in (message, command):
        (card,) = await room.shows(asked, SAMPLE)
        expect(card.thread == root, "the card is in the thread of its message")


@scenario("only a card that went makes its ticket new again, and only where it stood")
async def new_again(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room
    await room.shows(await room.say(f"ticket {SAMPLE}"), SAMPLE)
    root = await room.say("The customer called again.")

    for go in (room.redact, lambda message: room.edit(message, "never mind")):
        message = await room.say_in_thread(root, f"ticket {SAMPLE}")
        await room.shows(message, SAMPLE)
        await go(message)
        await room.shows(message)
    await room.shows(await room.say_in_thread(root, f"ticket {SAMPLE}"), SAMPLE)
    command = await room.say(f"!ticket {SAMPLE}")
    await room.shows(command, SAMPLE)
    await room.redact(command)
    await room.shows(command)

    again = await room.say(f"ticket {SAMPLE}")
    await scene.last_word()
    expect(not await room.answers(again), "the room's own card still stands")


@scenario("a deleted edit takes its ticket away, and brings back the one that the message named before")
async def edit_deleted(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room
    message = await room.say(f"look at #{SAMPLE}")
    await room.shows(message, SAMPLE)
    edit = await room.edit(message, f"look at #{OTHER}")
    await room.shows(message, OTHER)

    await room.redact(edit)

    await room.shows(message, SAMPLE)
