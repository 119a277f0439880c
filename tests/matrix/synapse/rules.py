"""What people decide in a room: hiding, settings, and what becomes of cards when less may be shown."""

from harness.bot import Setup
from harness.people import Person
from harness.room import Message, Room
from harness.scenario import World, scenario
from harness.scene import SAMPLE, SAMPLE_SUBJECT, Scene, shows, support_room
from harness.waiting import expect

OTHER = "482913"
HIDE, ALL = "🙈", "📜"
CLIENT = "Cynthia"


def by_anna(anna: Person, room: Room) -> Setup:
    """Anna may change what holds in the room."""
    return Setup(admins=[f"matrix:{anna.user}"], conversations=[shows(room)])


async def offers(scene: Scene, message: Message, *keys: str) -> None:
    async def there() -> bool:
        return set(keys) <= await scene.room.reactions(message.event, scene.bot.user)

    await scene.anna.until(f"the reactions {keys} are offered", there)


async def until_shown(room: Room, message: str, wanted: str, unwanted: str) -> None:
    async def reduced() -> bool:
        cards = await room.standing(message)
        return len(cards) == 1 and wanted in cards[0].words and unwanted not in cards[0].words

    await room.person.until(f"the card shows {wanted} and no {unwanted}", reduced)


@scenario("a hidden card does not come back for its message, whatever that is edited to")
async def hidden(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    room = scene.room
    message = await room.say(f"look at #{SAMPLE}")
    (card,) = await room.shows(message, SAMPLE)
    await offers(scene, card, HIDE)

    await room.seen_by(scene.ben).react(card.event, HIDE)
    await room.shows(message)

    await room.edit(message, f"look at #{SAMPLE} and #{OTHER}")
    await room.shows(message, OTHER)
    await scene.bot.kill()
    await scene.bot.start()
    await room.edit(message, f"look at #{OTHER} and, again, #{SAMPLE}")
    await scene.last_word()
    await room.shows(message, OTHER)


@scenario("the same emoji on a card that was asked for changes nothing")
async def not_hidden(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    command = await scene.room.say(f"!ticket {SAMPLE}")
    card = await scene.room.answer(command, SAMPLE_SUBJECT)

    await scene.room.react(card.event, HIDE)
    await scene.last_word()

    expect(len(await scene.room.standing(command)) == 1, "the card is still there")


@scenario("above six tickets a message gets their number, and the list for who asks for it")
async def listed(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    numbers = ["516757", "482913", "902347", "731440", "615208", "483377", "358126"]
    message = await scene.room.say("tickets " + ", ".join(numbers))
    count = await scene.room.answer(message, "7 tickets")
    expect("483377" not in count.words, "the tickets themselves are not shown unasked")
    await offers(scene, count, ALL, HIDE)

    await scene.room.react(count.event, ALL)

    async def list_there() -> bool:
        posts = await scene.room.messages_of(scene.bot.user)
        return any("483377" in post.words and "358126" in post.words for post in posts)

    await scene.anna.until("the list", list_there)


@scenario("what holds in a room is told to everybody, and changed by those who are named, at once and for good")
async def settings(world: World) -> None:
    await world.start()
    scene = await support_room(world, by_anna)
    room, bot, seen_by_ben = scene.room, scene.bot, scene.room.seen_by(scene.ben)

    told = await seen_by_ben.answer(await seen_by_ben.say("!ticket channel"), "`level` = `internal`")
    expect("by the configuration for" in told.body, "it says which rule of the configuration made it so")
    await seen_by_ben.answer(await seen_by_ben.say("!ticket channel level full"), "may change what holds here")
    await room.answer(await room.say("!ticket channel language it"), "Da ora qui vale")
    await room.answer(await room.say("!ticket channel unfurl off"), "`unfurl` = `off`")
    await bot.kill()
    await bot.start()

    quiet = await room.say(f"#{SAMPLE}")
    await room.answer(await room.say(f"!ticket {OTHER}"), "Aperto")

    expect(not await room.answers(quiet), "what was switched off stays off over a restart")


@scenario("a card is reduced when the room's level becomes stricter, and goes when there is none")
async def stricter(world: World) -> None:
    await world.start()
    room = (await support_room(world, by_anna)).room
    named = await room.say(f"look at #{SAMPLE}")
    (card,) = await room.shows(named, SAMPLE)
    expect(CLIENT in card.words, "a private room shows the internal level")
    asked = await room.say(f"!ticket {SAMPLE}")
    await room.answer(asked, CLIENT)

    await room.answer(await room.say("!ticket channel level minimal"), "`level` = `minimal`")
    await until_shown(room, named, SAMPLE_SUBJECT, CLIENT)
    await until_shown(room, asked, SAMPLE_SUBJECT, CLIENT)

    await room.answer(await room.say("!ticket channel level none"), "`level` = `none`")
    await room.shows(named)
    await room.shows(asked)


@scenario("a room named by its alias has all of its rule, for cards that nobody asked for too")
async def by_alias(world: World) -> None:
    await world.start()
    rule = {"match": "matrix:#quiet:hs.test", "unfurl": False}
    room = (await support_room(world, Setup(conversations=[rule]), alias="quiet")).room

    message = await room.say(f"#{SAMPLE}")
    await room.answer(await room.say(f"!ticket {OTHER}"), OTHER)

    expect(not await room.answers(message), "unfurl = false holds by the alias")


@scenario("the window outlives a kill -9")
async def window_outlives(world: World) -> None:
    await world.start()
    scene = await support_room(world)
    await scene.room.shows(await scene.room.say(f"#{SAMPLE}"), SAMPLE)
    await scene.bot.kill()
    await scene.bot.start()

    again = await scene.room.say(f"#{SAMPLE} again")
    await scene.last_word()

    expect(not await scene.room.answers(again), "the ticket stays quiet")


@scenario("a ticket of a department that is not allowed here is not shown to those who only name it")
async def departments(world: World) -> None:
    await world.start()
    rule = {"match": "matrix:*", "departments": ["No Such Department"]}
    room = (await support_room(world, Setup(conversations=[rule]))).room

    message = await room.say(f"#{SAMPLE}")
    await room.answer(await room.say(f"!ticket {SAMPLE}"), "department")

    expect(not await room.answers(message), "nobody asked, so nobody is told")
