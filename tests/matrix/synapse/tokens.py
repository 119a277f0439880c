"""Tokens end."""

from harness.bot import Setup
from harness.scenario import World, scenario
from harness.scene import support_room
from harness.waiting import eventually, expect


@scenario("a revoked token is said clearly, and the bot is not ready any more")
async def revoked(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    await scene.last_word()

    await world.synapse.delete_device(scene.account)

    await scene.bot.until_not_ready()
    line = await scene.bot.complaint("token")
    expect("matrix" in str(line).lower(), "the line names Matrix")


@scenario("a wrong token is said clearly at the start")
async def wrong(world: World) -> None:
    await world.start()
    bot = world.bot(await world.account(), Setup(secret="syt_wrong"))

    bot.spawn()

    line = await bot.complaint("token")
    expect("matrix" in str(line).lower(), "the line names Matrix")
    await bot.until_not_ready()


@scenario("a bot with a password outlives its tokens, running and stopped")
async def refreshed(world: World) -> None:
    lifetime = {"refreshable_access_token_lifetime": "5s"}
    await world.start(settings=lifetime)
    scene = await support_room(world, Setup(with_password=True))

    def refreshes() -> int:
        return world.synapse.requests("POST /_matrix/client/v3/refresh")

    for number in ("900001", "900002", "900003"):
        before = refreshes()

        async def renewed_or_expired(before: int = before) -> bool:
            return refreshes() > before or world.synapse.refreshable_tokens_have_expired(scene.bot.user)

        await eventually("the access token is renewed, or expires", renewed_or_expired)
        await scene.room.answer(await scene.room.say(f"!ticket {number}"), number)
    expect(refreshes() >= 2, f"refreshed for each, not {refreshes()} times")

    await scene.bot.kill()
    missed = await scene.room.say("!ticket 900004")

    async def expired() -> bool:
        return world.synapse.refreshable_tokens_have_expired(scene.bot.user)

    await eventually("the token expires while the bot is down", expired)
    await scene.bot.start()

    await scene.room.answer(missed, "900004")
    await scene.last_word()
