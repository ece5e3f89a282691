"""Asks the centre's own virus scanner about a file: a command that is given the path and ends with 0 if it is clean."""

from __future__ import annotations

import asyncio
import shlex
import shutil
from pathlib import Path

PATIENCE = 60.0
CLEAN, INFECTED = 0, 1  # as clamscan and clamdscan end


class Unscanned(Exception):
    """The scanner is missing, too slow, or failed: what it has not looked at is not taken."""


class Scanner:
    """`command` as in a shell, such as `clamdscan --no-summary --fdpass`; the path comes after it. Empty: none."""

    def __init__(self, command: str = "") -> None:
        self.words = shlex.split(command)

    @property
    def there(self) -> bool:
        """Whether there is one that can be started."""
        return bool(self.words) and shutil.which(self.words[0]) is not None

    async def clean(self, path: Path) -> bool:
        """Return whether the file is clean, also when no scanner is set. Raises `Unscanned`."""
        if not self.words:
            return True
        try:
            process = await asyncio.create_subprocess_exec(
                *self.words, str(path), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        except OSError as error:
            raise Unscanned("not started") from error
        try:
            async with asyncio.timeout(PATIENCE):
                ended = await process.wait()
        except TimeoutError:
            raise Unscanned("too slow") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if ended not in (CLEAN, INFECTED):
            raise Unscanned(f"ended with {ended}")
        return ended == CLEAN
