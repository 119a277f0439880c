"""The people in the rooms, played by matrix-nio: a client that knows nothing of Usher."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import nio

from .http import Json
from .room import Room
from .server import Account, Synapse
from .waiting import PATIENCE, Disappointed

Found = TypeVar("Found")

_EVERYTHING = {"room": {"timeline": {"limit": 1}}}
"""The sync only says that something happened; rooms are read gap-free through /messages."""


class Person:
    def __init__(self, synapse: Synapse, account: Account) -> None:
        self.synapse = synapse
        self.account = account
        self.user = account.user
        self.said: list[str] = []
        self._happened = asyncio.Event()
        self._client = nio.AsyncClient(synapse.url, account.user, config=nio.AsyncClientConfig(request_timeout=60))
        self._client.restore_login(account.user, account.device, account.token)
        self._syncing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._sync(0)
        self._syncing = asyncio.create_task(self._keep_syncing())

    async def stop(self) -> None:
        if self._syncing:
            self._syncing.cancel()
            await asyncio.gather(self._syncing, return_exceptions=True)
        await self._client.close()

    async def _sync(self, timeout: int) -> None:
        await self.must(self._client.sync(timeout, sync_filter=_EVERYTHING, set_presence="offline"))
        self._happened.set()

    async def _keep_syncing(self) -> None:
        while True:
            await self._sync(30_000)

    async def must(self, request: Awaitable[Any]) -> Any:
        """nio tells errors by the type of the answer."""
        answer = await request
        if isinstance(answer, nio.ErrorResponse):
            raise Disappointed(f"{self.user}: the homeserver refuses: {answer}")
        return answer

    async def until(self, what: str, probe: Callable[[], Awaitable[Found | None]], seconds: float = PATIENCE) -> Found:
        """Asks after everything that the sync reports, until the probe finds something."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            self._happened.clear()
            found = await probe()
            if found:
                return found
            if self._syncing and self._syncing.done():
                await self._syncing
            try:
                await asyncio.wait_for(self._happened.wait(), end - loop.time())
            except TimeoutError:
                raise Disappointed(f"within {seconds:g} s {self.user} sees: {what}") from None

    # Rooms

    async def open_room(
        self,
        *invited: str,
        version: str | None = None,
        readable_by_the_world: bool = False,
        direct: bool = False,
        encrypted: bool = False,
        alias: str | None = None,
    ) -> Room:
        state = []
        if encrypted:
            state.append({"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}})
        if readable_by_the_world:
            visibility = {"history_visibility": "world_readable"}
            state.append({"type": "m.room.history_visibility", "content": visibility})
        made = await self.must(
            self._client.room_create(
                preset=nio.RoomPreset.private_chat,
                invite=invited,
                alias=alias,
                is_direct=direct,
                room_version=version,
                initial_state=state,
            )
        )
        return Room(self, made.room_id)

    async def join(self, room: str) -> Room:
        await self.must(self._client.join(room))
        return Room(self, room)

    async def invite(self, room: Room, user: str) -> None:
        await self.must(self._client.room_invite(room.id, user))

    async def kick(self, room: Room, user: str) -> None:
        await self.must(self._client.room_kick(room.id, user))

    async def until_membership(self, room: Room, user: str, wanted: str) -> None:
        async def reached() -> bool:
            return await self.synapse.membership(self.account, room.id, user) == wanted

        await self.until(f"{user}'s membership is {wanted}", reached)

    async def send(self, room: str, kind: str, content: Json) -> str:
        """The new event's id."""
        if isinstance(text := content.get("body"), str):
            self.said.append(text)
        return str((await self.must(self._client.room_send(room, kind, content))).event_id)

    async def redact(self, room: str, event: str) -> None:
        await self.must(self._client.room_redact(room, event))

    async def set_state(self, room: str, kind: str, content: Json) -> None:
        await self.must(self._client.room_put_state(room, kind, content))

    async def read(self, room: str, start: str | None) -> tuple[list[Json], str | None]:
        """The room's events after a position (None: from its creation on), and the position after them."""
        events: list[Json] = []
        while True:
            page = await self.must(
                self._client.room_messages(room, start, direction=nio.MessageDirection.front, limit=500)
            )
            events += [event.source for event in page.chunk]
            if not page.end or page.end == start:
                return events, start
            start = page.end
