"""The bot: the real binary, as somebody would run it."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass, field
from pathlib import Path

from .http import Http, Json
from .process import Process
from .server import Account, Synapse
from .waiting import PATIENCE, Disappointed, eventually, expect


@dataclass
class Setup:
    """What stands in the configuration beyond where the homeserver and the desk are."""

    invite: dict[str, list[str]] = field(default_factory=dict)
    conversations: list[Json] = field(default_factory=list)
    admins: list[str] = field(default_factory=list)
    command: str = "!ticket"
    with_password: bool = False
    secret: str = ""
    """Instead of the account's token or password."""
    slack: Json | None = None
    homeserver: str = ""
    """Instead of Synapse's own address."""


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def _table(header: str, values: Json) -> str:
    return "\n".join([header, *(f"{key} = {_toml(value)}" for key, value in values.items()), ""])


class Bot:
    """One installation: a configuration, a store, an account. It can be started, killed and started again."""

    def __init__(self, usher: str, folder: Path, synapse: Synapse, account: Account, keliweb: Json, setup: Setup):
        folder.mkdir()
        self._usher = usher
        self._folder = folder
        self._configuration = folder / "usher.toml"
        self._log = folder / "log"
        self._process: Process | None = None
        self._seen = 0
        self.account = account
        self.user = account.user
        self.http: Http | None = None
        secret = folder / "secret"
        secret.write_text(setup.secret or (account.password if setup.with_password else account.token))
        secret.chmod(0o400)
        matrix = {
            "homeserver": setup.homeserver or synapse.url,
            "user": account.user,
            "password" if setup.with_password else "access_token": {"file": str(secret)},
            "device_id": account.device,
            "command": setup.command,
            "invite": {"people": [], "servers": [], "rooms": []} | setup.invite,
        }
        tables = [_table("[keliweb]", keliweb), _table("[matrix]", matrix)]
        if setup.slack:
            tables.append(_table("[slack]", setup.slack))
        if setup.admins:
            tables.append(_table("[access]", {"admins": setup.admins}))
        tables.append(_table("[store]", {"url": f"sqlite:{folder / 'usher.db'}"}))
        tables.append(_table("[ops]", {"listen": "127.0.0.1:0", "log": "json"}))
        tables += [_table("[[conversation]]", conversation) for conversation in setup.conversations]
        self._configuration.write_text("\n".join(tables))

    async def start(self) -> None:
        """Returns when the bot is ready: it has synced and listens."""
        await self.launch()
        await eventually("the bot is ready (/readyz)", self._ready_or_gone)
        expect(self.running, "the bot keeps running")

    def spawn(self) -> None:
        self._seen = len(self.log())
        self._process = Process([self._usher, "run", "--config", str(self._configuration)], self._log, self._folder)

    async def launch(self) -> None:
        """Returns when the bot's health is served."""
        self.spawn()

        async def address() -> str | None:
            gone = not self.running
            urls = [line["url"] for line in self.log_lines() if line["event"] == "ops_listening"]
            if gone and not urls:
                raise Disappointed("the bot ended while it started")
            return str(urls[0]) if urls else None

        url = await eventually("the bot serves its health", address)
        await self._forget_http()
        self.http = Http(url)

    async def _ready_or_gone(self) -> bool:
        return await self.ready() or not self.running

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    async def ready(self) -> bool:
        return await self.readyz() == 200

    async def readyz(self) -> int:
        """The status of /readyz; 0 if nobody answers."""
        return await self.http.status("/readyz") if self.http else 0

    async def until_not_ready(self) -> None:
        """Not ready, or ended by itself."""

        async def unready() -> bool:
            return not await self.ready()

        await eventually("the bot is not ready any more", unready, 60)

    async def until_ended(self) -> int:
        """The exit code."""

        async def ended() -> bool:
            return not self.running

        await eventually("the bot ends by itself", ended)
        return self._process.wait(0) if self._process else 0

    async def metrics(self) -> dict[str, float]:
        """By name with labels, as in the text format."""
        if not self.http:
            return {}
        _, body = await self.http.get("/metrics")
        lines = (line.rpartition(" ") for line in body.splitlines() if line and not line.startswith("#"))
        return {name: float(value) for name, _, value in lines}

    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def log_lines(self) -> list[Json]:
        """Of this run: what its log says, line by line."""
        whole, _, _ = self.log()[self._seen :].rpartition("\n")
        return [json.loads(line) for line in whole.splitlines() if line.startswith("{")]

    async def complaint(self, about: str) -> Json:
        """Waits for an error in the log of this run that says the word."""

        async def line() -> Json | None:
            errors = (line for line in self.log_lines() if line["level"] in ("error", "critical"))
            return next((line for line in errors if about in json.dumps(line).lower()), None)

        return await eventually(f'the bot\'s log has an error about "{about}"', line)

    def log_tail(self) -> str:
        return "\n".join(self.log().splitlines()[-40:])

    async def kill(self) -> None:
        """kill -9."""
        if self._process:
            self._process.signal(signal.SIGKILL)
            self._process.wait(PATIENCE)

    async def stop(self) -> None:
        """As a service manager does; the bot has to end well."""
        if self.running and self._process:
            code = self._process.end(PATIENCE)
            expect(code == 0, f"the bot ends with 0 after SIGTERM, not with {code}")

    async def dispose(self) -> None:
        if self._process:
            self._process.end(5)
        await self._forget_http()

    async def _forget_http(self) -> None:
        if self.http:
            await self.http.close()
            self.http = None
