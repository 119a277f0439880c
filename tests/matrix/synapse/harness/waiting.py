"""Waiting for conditions, never for time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE = 30.0
"""Seconds for one condition: far more than it takes, for slow machines and sanitizers."""


class Disappointed(AssertionError):
    """What a scenario expected did not come true."""


def expect(condition: object, what: str) -> None:
    if not condition:
        raise Disappointed(f"expected: {what}")


async def eventually(
    what: str, probe: Callable[[], Awaitable[Found | None]], seconds: float = PATIENCE, every: float = 0.05
) -> Found:
    """Asks until the probe finds something; what it finds is the answer."""
    end = time.monotonic() + seconds
    while True:
        found = await probe()
        if found:
            return found
        if time.monotonic() > end:
            raise Disappointed(f"within {seconds:g} s: {what}")
        await asyncio.sleep(every)
