"""The usual beginning: Anna and Ben in a room, and the bot, ready."""

from __future__ import annotations

from collections.abc import Callable
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
    ben: Person
    account: Account
    room: Room
    bot: Bot

    async def last_word(self, number: str = "900999") -> None:
        """Asks something and sees it answered: whatever was said before has been looked at by then."""
        await self.room.answer(await self.room.say(f"!ticket {number}"), number)


def shows(room: Room, level: str = "internal") -> dict[str, str]:
    return {"match": f"matrix:{room.id}", "level": level}


async def support_room(
    world: World,
    setup: Setup | Callable[[Person, Room], Setup] | None = None,
    version: str | None = None,
    alias: str | None = None,
) -> Scene:
    """The bot is configured for the room, has joined it before its first start, and is ready."""
    anna, ben, account = await world.person("anna"), await world.person("ben"), await world.account()
    room = await anna.open_room(account.user, ben.user, version=version, alias=alias)
    await ben.join(room.id)  # With two, it would be a direct chat.
    await world.synapse.join(account, room.id)
    setup = setup(anna, room) if callable(setup) else setup or Setup()
    setup.conversations = setup.conversations or [shows(room)]
    bot = world.bot(account, setup)
    await bot.start()
    return Scene(anna, ben, account, room, bot)
