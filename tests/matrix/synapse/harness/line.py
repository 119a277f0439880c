"""The line between bot and homeserver, which can be bad."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Literal

import aiohttp
from aiohttp import web
from yarl import URL

Deed = Literal["lose_request", "lose_answer", "hold_answer", "bad_gateway"]


@dataclass
class Fault:
    at: str
    """A pattern of "METHOD path"."""
    do: Deed
    times: int = 1
    happened: int = 0
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    """Ends holding back an answer."""


class Line:
    """A reverse proxy on loopback."""

    def __init__(self, homeserver: str) -> None:
        self._homeserver = homeserver
        self._faults: list[Fault] = []
        self.url = ""

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(auto_decompress=False)
        application = web.Application(client_max_size=1 << 20)
        application.router.add_route("*", "/{path:.*}", self._pass_on)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._session.close()

    def fault(self, at: str, do: Deed, times: int = 1) -> Fault:
        self._faults.append(Fault(at, do, times))
        return self._faults[-1]

    def _next_fault(self, request: web.Request) -> Fault | None:
        wanted = f"{request.method} {request.raw_path}"
        for fault in self._faults:
            if fault.happened < fault.times and re.search(fault.at, wanted):
                fault.happened += 1
                return fault
        return None

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        fault = self._next_fault(request)
        if fault and fault.do == "bad_gateway":
            return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")
        if fault and fault.do == "lose_request":
            return self._cut(request)
        headers = {name: value for name, value in request.headers.items() if name not in ("Host", "Content-Length")}
        url = URL(self._homeserver + request.raw_path, encoded=True)
        async with self._session.request(request.method, url, data=await request.read(), headers=headers) as answer:
            body = await answer.read()
        if fault and fault.do == "hold_answer":
            await fault.let_go.wait()
        elif fault:
            return self._cut(request)
        kept = {name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers}
        return web.Response(status=answer.status, body=body, headers=kept)

    @staticmethod
    def _cut(request: web.Request) -> web.StreamResponse:
        if request.transport:
            request.transport.abort()
        return web.Response()
