"""What an operator sees."""

from harness.bot import Setup
from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, support_room
from harness.waiting import eventually, expect


@scenario("health and metrics tell how the homeserver is doing")
async def health(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    expect(await scene.bot.readyz() == 200, "/readyz is 200 while the bot syncs")

    await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)

    metrics = await scene.bot.metrics()
    expect(any("matrix" in name and value > 0 for name, value in metrics.items()), "metrics name Matrix")


@scenario("the bot outlives its homeserver and goes on when it is back")
async def homeserver_down(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    await scene.last_word()

    await world.synapse.stop()

    async def noticed() -> bool:
        metrics = await scene.bot.metrics()
        return any(name.startswith("usher_matrix_sync_failures_total") for name in metrics)

    await eventually("the metrics count failures", noticed)
    await scene.bot.until_not_ready()
    expect(scene.bot.running, "the bot waits for the homeserver")
    await world.synapse.start_again()

    await scene.room.answer(await scene.room.say("!ticket 900001"), "900001", 60)
    expect(await scene.bot.ready(), "/readyz is 200")


@scenario("one bot answers in Slack and in Matrix")
async def both(world: World) -> None:
    await world.start()
    scene = await support_room(world, Setup(slack=world.desk.table("slack")))

    in_slack = await world.desk.ask_in_slack(f"/ticket {SAMPLE}")
    await scene.room.answer(await scene.room.say(f"!ticket {SAMPLE}"), SAMPLE_SUBJECT)

    expect(SAMPLE_SUBJECT in in_slack, "the card is in Slack")
