"""A real Synapse on loopback, for one scenario."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import socket
import sqlite3
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .http import Http, Json
from .process import Process
from .waiting import Disappointed, eventually

SERVER_NAME = "hs.test"

_RATES = (
    "rc_message", "rc_registration", "rc_admin_redaction", "rc_room_creation", "rc_key_requests", "rc_reports",
    "rc_delayed_event_mgmt", "rc_media_create", "rc_third_party_invite",
)  # fmt: skip
_RATES_BY = {
    "rc_login": ("address", "account", "failed_attempts"),
    "rc_joins": ("local", "remote"),
    "rc_joins_per_room": None,
    "rc_invites": ("per_room", "per_user", "per_issuer"),
}


def _no_limits() -> Json:
    free = {"per_second": 1000, "burst_count": 1000}
    limits: Json = {name: free for name in _RATES}
    for name, parts in _RATES_BY.items():
        limits[name] = {part: free for part in parts} if parts else free
    return limits


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Account:
    user: str
    password: str
    token: str
    device: str


class Synapse:
    def __init__(self, folder: Path, default_limits: bool = False, settings: Json | None = None) -> None:
        """`default_limits`: Synapse's own rate limits instead of none. `settings` overrides anything."""
        self._folder = folder
        folder.mkdir()
        self._shared_secret = secrets.token_hex(16)
        self._settings = ({} if default_limits else _no_limits()) | (settings or {})
        self._admin: Account | None = None
        self.url = ""
        self._process: Process | None = None

    async def start(self) -> None:
        for _ in range(5):  # Somebody else may take the port before Synapse does.
            port = free_port()
            self.url = f"http://127.0.0.1:{port}"
            self._write_configuration(port)
            if await self.start_again():
                return
        raise Disappointed(f"Synapse does not start:\n{self.log_tail()}")

    async def start_again(self) -> bool:
        """After a stop, with all it knew, at the same address."""
        console = self._folder / "console.log"
        command = [sys.executable, "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
        process = self._process = Process(command, console, self._folder)
        self.http = Http(self.url)

        async def healthy_or_gone() -> bool:
            return await self.http.status("/health") == 200 or not process.running

        await eventually("Synapse is healthy", healthy_or_gone, seconds=60)
        if not process.running:
            await self.stop()
        return process.running

    def _write_configuration(self, port: int) -> None:
        log = {
            "version": 1,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(request)s %(message)s"}},
            "filters": {"context": {"()": "synapse.logging.context.LoggingContextFilter"}},
            "handlers": {
                "file": {
                    "class": "logging.FileHandler",
                    "filename": "synapse.log",
                    "formatter": "line",
                    "filters": ["context"],
                }
            },
            "root": {"level": "INFO", "handlers": ["file"]},
        }
        (self._folder / "log.yaml").write_text(json.dumps(log))
        resources = [{"names": ["client"], "compress": False}]
        configuration: Json = {
            "server_name": SERVER_NAME,
            "listeners": [
                {"port": port, "bind_addresses": ["127.0.0.1"], "type": "http", "tls": False, "resources": resources}
            ],
            "database": {"name": "sqlite3", "args": {"database": "homeserver.db"}},
            "log_config": "log.yaml",
            "media_store_path": "media",
            "signing_key_path": "signing.key",
            "report_stats": False,
            "registration_shared_secret": self._shared_secret,
            "macaroon_secret_key": secrets.token_hex(16),
            "form_secret": secrets.token_hex(16),
            "trusted_key_servers": [],
            "federation_domain_whitelist": [],
            "presence": {"enabled": False},
            # An identical /sync would be answered from a cache for two minutes.
            "caches": {"sync_response_cache_duration": "0s"},
            "bcrypt_rounds": 4,
        }
        # JSON is YAML.
        (self._folder / "homeserver.yaml").write_text(json.dumps(configuration | self._settings))
        key = self._folder / "signing.key"
        if not key.exists():
            from signedjson.key import generate_signing_key, write_signing_keys

            with key.open("w") as file:
                write_signing_keys(file, [generate_signing_key("test")])

    async def stop(self) -> None:
        if self._process:
            await self.http.close()
            self._process.end()

    def requests(self, line: str) -> int:
        """How many requests it has logged with these words, such as "POST /_matrix/client/v3/refresh"."""
        return (self._folder / "synapse.log").read_text(errors="replace").count(f'"{line}')

    def refreshable_tokens_have_expired(self, user: str) -> bool:
        with closing(sqlite3.connect(f"file:{self._folder / 'homeserver.db'}?mode=ro", uri=True)) as database:
            query = "SELECT max(valid_until_ms) FROM access_tokens WHERE user_id = ?"
            (last,) = database.execute(query, (user,)).fetchone()
        return last is not None and last < time.time() * 1000

    def log_tail(self) -> str:
        logs = [self._folder / "console.log", self._folder / "synapse.log"]
        lines = [line for log in logs if log.exists() for line in log.read_text(errors="replace").splitlines()]
        return "\n".join(line[:240] for line in lines[-15:])

    # Accounts

    async def register(self, name: str, device: str = "PERSON", admin: bool = False) -> Account:
        nonce = (await self.http.ask("GET", "/_synapse/admin/v1/register"))["nonce"]
        password = secrets.token_hex(12)
        words = [nonce, name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(self._shared_secret.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
        made = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        made["inhibit_login"] = True
        user = (await self.http.ask("POST", "/_synapse/admin/v1/register", made))["user_id"]
        return await self.log_in(user, password, device)

    async def log_in(self, user: str, password: str, device: str) -> Account:
        identifier = {"type": "m.id.user", "user": user}
        body = {"type": "m.login.password", "identifier": identifier, "password": password, "device_id": device}
        done = await self.http.ask("POST", "/_matrix/client/v3/login", body)
        return Account(user, password, done["access_token"], done["device_id"])

    async def as_admin(self, method: str, path: str, body: Json | None = None) -> Json:
        if not self._admin:
            self._admin = await self.register("admin", admin=True)
        return await self.http.ask(method, f"/_synapse/admin{path}", body, self._admin.token)

    async def delete_device(self, account: Account) -> None:
        """What an administrator does to a token that has leaked."""
        await self.as_admin("DELETE", f"/v2/users/{quote(account.user)}/devices/{quote(account.device)}")

    async def lift_limits(self, account: Account) -> None:
        free = {"messages_per_second": 0, "burst_count": 0}
        await self.as_admin("POST", f"/v1/users/{quote(account.user)}/override_ratelimit", free)

    # What an account does without a client

    async def as_user(self, account: Account, method: str, path: str, body: Json | None = None) -> Json:
        return await self.http.ask(method, f"/_matrix/client/v3{path}", body, account.token)

    async def join(self, account: Account, room: str) -> None:
        await self.as_user(account, "POST", f"/join/{quote(room, safe='')}", {})

    async def say_as(self, account: Account, room: str, body: str) -> str:
        path = f"/rooms/{quote(room, safe='')}/send/m.room.message/{secrets.token_hex(8)}"
        return str((await self.as_user(account, "PUT", path, {"msgtype": "m.text", "body": body}))["event_id"])

    async def joined_rooms(self, account: Account) -> list[str]:
        return list((await self.as_user(account, "GET", "/joined_rooms"))["joined_rooms"])

    async def membership(self, account: Account, room: str, user: str) -> str:
        """As `account` sees it: invite, join, leave …"""
        path = f"/rooms/{quote(room, safe='')}/state/m.room.member/{quote(user, safe='')}"
        return str((await self.as_user(account, "GET", path))["membership"])
