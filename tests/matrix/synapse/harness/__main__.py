"""Runs one scenario: python -m harness USHER_BINARY SCENARIO_FILE NAME"""

from __future__ import annotations

import asyncio
import importlib
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

from .scenario import World, plays


async def run(usher: str, name: str) -> bool:
    world = World(usher)
    try:
        await plays[name](world)
        await world.check()
    except Exception as failure:
        traceback.print_exc()
        print(world.evidence())
        print(f"FAILED: {name}: {failure}")
        return False
    finally:
        await world.end()
    print(f"passed: {name}")
    return True


def stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    usher, file, name = str(Path(sys.argv[1]).resolve()), sys.argv[2], sys.argv[3]
    signal.signal(signal.SIGTERM, stop)
    sys.path.insert(0, str(Path(file).parent))
    importlib.import_module(Path(file).stem)
    if name not in plays:
        print(f'{file} has no scenario "{name}"')
        return 2
    return 0 if asyncio.run(run(usher, name)) else 1


sys.exit(main())
