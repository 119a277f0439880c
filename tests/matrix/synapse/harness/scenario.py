"""Scenarios by name, and the world that each of them gets."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

from .bot import Bot, Setup
from .desk import Desk
from .http import Json
from .line import Line
from .people import Person
from .server import Account, Synapse
from .waiting import expect

Play = Callable[["World"], Awaitable[None]]

TICKET_TEXT = ("This is a sample ticket", "Cynthia", "second reply")
"""Words of ticket 516757, which no log may hold."""

plays: dict[str, Play] = {}


def scenario(name: str) -> Callable[[Play], Play]:
    """CMake reads the names from the source: one literal, on the decorator's line."""

    def register(play: Play) -> Play:
        plays[name] = play
        return play

    return register


class World:
    """One homeserver and one desk; people and bots as the scenario wants them. All of it ends with the scenario."""

    def __init__(self, usher: str) -> None:
        self._usher = usher
        self._folder = Path(tempfile.mkdtemp(prefix="usher-synapse-"))
        self._people: list[Person] = []
        self._bots: list[Bot] = []
        self._secrets: list[str] = []
        self._at_end = AsyncExitStack()
        self._at_end.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self.synapse: Synapse
        self.desk: Desk

    async def start(self, default_limits: bool = False, settings: Json | None = None) -> None:
        self.desk = Desk(self._folder / "desk", self._usher)
        self._at_end.push_async_callback(self.desk.stop)
        self.synapse = Synapse(self._folder / "synapse", default_limits, settings)
        self._at_end.push_async_callback(self.synapse.stop)
        await self.synapse.start()
        await self.desk.start()

    async def account(self, name: str = "usher", device: str = "USHER") -> Account:
        account = await self.synapse.register(name, device)
        self._secrets += [account.password, account.token]
        return account

    async def person(self, name: str) -> Person:
        person = Person(self.synapse, await self.account(name, "PERSON"))
        self._people.append(person)
        self._at_end.push_async_callback(person.stop)
        await person.start()
        return person

    async def line(self) -> Line:
        """To the homeserver, for a bot's Setup."""
        line = Line(self.synapse.url)
        await line.start()
        self._at_end.push_async_callback(line.stop)
        return line

    def bot(self, account: Account, setup: Setup | None = None) -> Bot:
        """Configured, not started."""
        folder = self._folder / f"bot{len(self._bots)}"
        bot = Bot(self._usher, folder, self.synapse, account, self.desk.table("keliweb"), setup or Setup())
        self._bots.append(bot)
        self._at_end.push_async_callback(bot.dispose)
        return bot

    async def check(self) -> None:
        """What holds for every scenario."""
        for bot in self._bots:
            await bot.stop()
            log = bot.log()
            expect("Sanitizer" not in log, "no complaint of a sanitizer")
            for secret in self._secrets:
                expect(secret not in log, "no password and no token in the bot's log")
            for words in TICKET_TEXT:
                expect(words not in log, "no ticket text in the bot's log")
            for words in {words for person in self._people for words in person.said if len(words) > 8}:
                expect(words not in log, f'nothing that people said in the bot\'s log, such as "{words}"')

    def evidence(self) -> str:
        logs = [f"--- the bot's log ({bot.user})\n{bot.log_tail()}" for bot in self._bots]
        if hasattr(self, "synapse"):
            logs.append(f"--- Synapse's log\n{self.synapse.log_tail()}")
        return "\n".join(logs)

    async def end(self) -> None:
        await self._at_end.aclose()
