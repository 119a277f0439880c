"""What was said while the bot was away, and before it was there."""

from harness.bot import Setup
from harness.scenario import World, scenario
from harness.scene import SAMPLE, shows, support_room
from harness.waiting import expect


@scenario("commands among two hundred messages that the bot missed are all answered")
async def missed(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    await scene.last_word()
    await scene.bot.stop()

    asked = {}
    for index in range(200):
        if index in (0, 3, 60, 120, 170, 199):
            number = str(900200 + index)
            asked[await scene.room.say(f"!ticket {number}")] = number
        else:
            await scene.room.say(f"We talk about the weather, {index} times.")
    await scene.bot.start()

    for event, number in asked.items():
        await scene.room.answer(event, number)
    await scene.last_word()
    await scene.bot.stop()
    answers = await scene.room.messages_of(scene.bot.user)
    expect(len(answers) == len(asked) + 2, f"{len(asked)} missed commands are answered once each")


@scenario("what was asked before the bot's first start stays unanswered")
async def first_start(world: World) -> None:
    await world.start()
    anna, account = await world.person("anna"), await world.account()
    room = await anna.open_room(account.user)
    await world.synapse.join(account, room.id)
    old = await room.say(f"!ticket {SAMPLE}")

    bot = world.bot(account, Setup(conversations=[shows(room)]))
    await bot.start()

    await room.answer(await room.say("!ticket 900001"), "900001")
    expect(not await room.answers(old), "the old command is not answered")


@scenario("what was asked before the bot was invited stays unanswered")
async def before_the_invitation(world: World) -> None:
    await world.start()
    anna, account = await world.person("anna"), await world.account()
    room = await anna.open_room()
    setup = Setup(invite={"people": [anna.user]}, conversations=[shows(room)])
    bot = world.bot(account, setup)
    await bot.start()
    old = [await room.say(f"!ticket {900300 + index}") for index in range(30)]

    await anna.invite(room, bot.user)
    await anna.until_membership(room, bot.user, "join")

    await room.answer(await room.say("!ticket 900001"), "900001")
    await bot.stop()
    early = [event for event in old if await room.answers(event)]
    expect(not early, f"{len(early)} commands of before the invitation are answered")
