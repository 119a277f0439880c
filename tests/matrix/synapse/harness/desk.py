"""The desk of `usher sandbox`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from .http import Http, Json
from .process import Process
from .waiting import Disappointed, eventually


class Desk:
    """Keliweb's API with made-up tickets; docs/sandbox.md lists them."""

    def __init__(self, folder: Path, usher: str) -> None:
        folder.mkdir()
        self.http: Http | None = None
        self._configuration = folder / "sandbox.toml"
        self._process = Process(
            [usher, "sandbox", "--port", "0", "--write-config", str(self._configuration)], folder / "output", folder
        )

    async def start(self) -> None:
        async def address() -> str | None:
            ready = [line for line in self._process.text().splitlines() if line.startswith("ready ")]
            return ready[0].removeprefix("ready ") if ready else None

        self.http = Http(await eventually("the sandbox is ready", address))

    def table(self, name: str) -> Json:
        """[keliweb] or [slack] of a configuration that reaches the sandbox."""
        return dict(tomllib.loads(self._configuration.read_text())[name])

    async def fault(self, *faults: Json | str) -> None:
        """Replaces the script of what goes wrong."""
        await self._ask("PUT", "/_control/faults", list(faults))

    async def until_slack_is_connected(self) -> None:
        async def connected() -> bool:
            return bool((await self._ask("GET", "/_control/connections"))["connected"])

        await eventually("the bot connects to Slack", connected)

    async def ask_in_slack(self, command: str) -> str:
        """The text of the card that answers a command typed in the sandbox's Slack; empty if none does."""
        await self.until_slack_is_connected()
        key = (await self._ask("POST", "/_control/type", {"text": command}))["key"]
        answer = await self._ask("GET", f"/_control/answer?key={key}&card=true&timeout_ms=30000")
        return str(answer.get("text", ""))

    async def _ask(self, method: str, path: str, body: Json | list[Json | str] | None = None) -> Json:
        if not self.http:
            raise Disappointed("the sandbox was not started")
        return await self.http.ask(method, path, body)

    async def stop(self) -> None:
        if self.http:
            await self.http.close()
        self._process.end()
