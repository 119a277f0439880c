"""A bad line between the bot and the homeserver."""

from urllib.parse import quote

from harness.bot import Setup
from harness.line import Line
from harness.room import Room
from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, Scene, support_room
from harness.waiting import eventually, expect

SEND = r"^PUT .*/send/m\.room\.message/"
SYNC = r"^GET .*/sync\?.*since="


async def over_a_line(world: World) -> tuple[Scene, Line]:
    await world.start()
    line = await world.line()
    return await support_room(world, Setup(homeserver=line.url)), line


async def answered_once(scene: Scene) -> None:
    command = await scene.room.say(f"!ticket {SAMPLE}")
    await scene.room.answer(command, SAMPLE_SUBJECT, 60)
    await scene.last_word()
    answers = await scene.room.messages_of(scene.bot.user)
    expect(len(answers) == 2, f"one answer each, not {len(answers)} to two commands")


@scenario("a card that the homeserver took while its answer was lost is there once")
async def lost_answer(world: World) -> None:
    scene, line = await over_a_line(world)
    fault = line.fault(SEND, "lose_answer", times=2)

    await answered_once(scene)

    expect(fault.happened == 2, "the answer was lost twice")


@scenario("a card that got lost on its way is sent again")
async def lost_request(world: World) -> None:
    scene, line = await over_a_line(world)
    fault = line.fault(SEND, "lose_request", times=2)

    await answered_once(scene)

    expect(fault.happened == 2, "the request was lost twice")


@scenario("a command is answered once though the events that brought it were lost on the way")
async def lost_events(world: World) -> None:
    scene, line = await over_a_line(world)
    await scene.last_word()
    fault = line.fault(SYNC, "lose_answer", times=3)

    command = await scene.room.say(f"!ticket {SAMPLE}")

    await scene.room.answer(command, SAMPLE_SUBJECT, 60)
    await scene.last_word()
    expect(fault.happened == 3, "the events were lost three times")
    expect(len(await scene.room.messages_of(scene.bot.user)) == 3, "one answer each")


@scenario("a proxy that answers in the homeserver's place is waited out")
async def bad_gateway(world: World) -> None:
    scene, line = await over_a_line(world)
    sends = line.fault(SEND, "bad_gateway", times=2)
    line.fault(SYNC, "bad_gateway", times=2)

    await answered_once(scene)

    expect(sends.happened == 2, "the proxy answered twice")
    expect(await scene.bot.ready(), "/readyz is 200")


@scenario("an invitation into an upgraded room counts though the bot is being refused there at that moment")
async def invited_while_refused(world: World) -> None:
    await world.start()
    line = await world.line()
    everywhere = {"match": "matrix:*", "level": "internal"}
    setup = Setup(homeserver=line.url, invite={"people": ["@anna:hs.test"]}, conversations=[everywhere])
    scene = await support_room(world, setup)
    other = await scene.anna.open_room(scene.bot.user)
    await scene.anna.until_membership(other, scene.bot.user, "join")
    refusal = line.fault(r"^POST .*/join/", "hold_answer")

    path = f"/rooms/{quote(scene.room.id, safe='')}/upgrade"
    made = await world.synapse.as_user(scene.anna.account, "POST", path, {"new_version": "11"})
    successor = Room(scene.anna, made["replacement_room"])

    async def refused() -> bool:
        return refusal.happened == 1

    await eventually("the bot tries to follow", refused)
    await scene.anna.invite(successor, scene.bot.user)
    await other.answer(await other.say("!ticket 900001"), "900001")  # The invitation came before it.
    refusal.let_go.set()

    await scene.anna.until_membership(successor, scene.bot.user, "join")
