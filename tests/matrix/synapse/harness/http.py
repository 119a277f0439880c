"""The homeserver's and the bot's HTTP, for what no Matrix client offers: admin API, health, metrics."""

from __future__ import annotations

from typing import Any

import aiohttp
from yarl import URL

Json = dict[str, Any]


class Refused(AssertionError):
    def __init__(self, what: str, status: int, body: str) -> None:
        super().__init__(f"{what} answered {status}: {body[:300]}")
        self.status = status


class Http:
    """Requests relative to one base address."""

    def __init__(self, base: str) -> None:
        self.base = base.rstrip("/")
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))

    async def close(self) -> None:
        await self._session.close()

    async def status(self, path: str) -> int:
        """0 if nobody listens."""
        return (await self.get(path))[0]

    async def get(self, path: str) -> tuple[int, str]:
        try:
            async with self._session.get(self.base + path) as answer:
                return answer.status, await answer.text()
        except aiohttp.ClientError:
            return 0, ""

    async def ask(self, method: str, path: str, body: Json | list[Any] | None = None, token: str = "") -> Json:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = URL(self.base + path, encoded=True)  # else aiohttp would decode %23 and the like
        async with self._session.request(method, url, json=body, headers=headers) as answer:
            text = await answer.text()
            if answer.status >= 400:
                raise Refused(f"{method} {path}", answer.status, text)
            return await answer.json() if text else {}
