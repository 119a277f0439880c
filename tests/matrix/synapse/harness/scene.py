"""The usual beginning: Anna, a room, and the bot in it, ready."""

from __future__ import annotations

from dataclasses import dataclass

from .bot import Bot, Setup
from .people import Person
from .room import Room
from .scenario import World
from .server import Account

SAMPLE = "516757"
SAMPLE_SUBJECT = "This is a sample ticket"


@dataclass
class Scene:
    anna: Person
    account: Account
    room: Room
    bot: Bot

    async def last_word(self, number: str = "900999") -> None:
        """Asks something and sees it answered: whatever was said before has been looked at by then."""
        await self.room.answer(await self.room.say(f"!ticket {number}"), number)


def shows(room: Room, level: str = "internal") -> dict[str, str]:
    return {"match": f"matrix:{room.id}", "level": level}


async def support_room(world: World, setup: Setup | None = None, version: str | None = None) -> Scene:
    """The bot is configured for the room, has joined it before its first start, and is ready."""
    anna, account = await world.person("anna"), await world.account()
    room = await anna.open_room(account.user, version=version)
    await world.synapse.join(account, room.id)
    setup = setup or Setup()
    setup.conversations = setup.conversations or [shows(room)]
    bot = world.bot(account, setup)
    await bot.start()
    return Scene(anna, account, room, bot)
