"""Files in a person's talk: they come in pieces, are looked at, made harmless, sealed, and kept as long as the talk.

    arriving/<hash>     pieces of a file that is not whole yet; gone after an hour
    <2 letters>/<id>    the sealed file, and `<id>.small` of a picture

The folder lies in the data folder, which no web server shows. A file without a row in `talk_file` is swept away, so
whatever erases rows erases files, too. Several gateways must share the folder.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.privacy.contents import Content, Unfit, clean, clean_name
from bot.privacy.masking import mask
from bot.privacy.scanning import Scanner, Unscanned
from bot.privacy.sealing import Sealer, Unsealable
from bot.store import files, messages
from bot.store.clock import Clock, MakeId
from bot.store.database import Database
from bot.store.rows import KeptFile
from bot.words import Attachment

log = logging.getLogger(__name__)

MOST_BYTES = 10_000_000
MOST_FILES = 20  # of each side of a talk
PIECE = 1 << 20  # the largest piece that is taken at once
LINK_LIFE = timedelta(minutes=1)
ARRIVING = timedelta(hours=1)
KEPT = timedelta(days=90)  # beyond the last word of the talk
SWEEP_EVERY = 3_600.0
PICTURES_AT_ONCE = 2
SMALL = ".small"


class NotTaken(Exception):
    """A file that is not taken; `code` is the notice that says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OutOfStep(Exception):
    """A piece that does not follow the ones before; `at`: from where on the file is wanted."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Missing(Exception):
    """The file was erased, or is not what was kept."""


class Files:
    """`key` signs links, `folder` is made when it is needed."""

    def __init__(
        self, database: Database, folder: Path, sealer: Sealer, scanner: Scanner, clock: Clock, new_id: MakeId, key: str
    ) -> None:  # fmt: skip
        self.database = database
        self.folder = folder
        self.sealer = sealer
        self.scanner = scanner
        self.clock = clock
        self.new_id = new_id
        self.key = hashlib.sha256(b"file\x00" + key.encode()).digest()
        self._decoding = asyncio.Semaphore(PICTURES_AT_ONCE)
        self._sweeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to sweep, now and every hour."""
        self._sweeper = asyncio.create_task(self._sweep_for_ever(), name="file-sweeper")

    async def stop(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)

    # ---- coming in

    async def receive(self, sender: str, cid: str, at: int, total: int, piece: bytes) -> int:
        """Take a piece of the file `cid` of `sender` at the offset `at`; return how much of `total` is there now.

        Taking a piece twice changes nothing. Raises `OutOfStep`, and `NotTaken` for one that is empty or too large.
        """
        if total == 0 or (not piece and at < total):
            raise NotTaken("file_empty")
        if total > MOST_BYTES or at + len(piece) > total:
            raise NotTaken("file_large")
        return await asyncio.to_thread(_write_piece, self._arriving(sender, cid), at, piece)

    async def cancel(self, sender: str, cid: str) -> None:
        """Forget what has arrived of a file."""
        await asyncio.to_thread(self._arriving(sender, cid).unlink, missing_ok=True)

    async def keep(self, sender: str, cid: str, name: str) -> Attachment:
        """Look at a file that is whole, and keep it. The caller makes it part of a message, or calls `discard`.

        Raises `NotTaken`; what has arrived of it is forgotten then.
        """
        arrived = self._arriving(sender, cid)
        try:
            content = await self._looked_at(arrived)
        except Unfit as no:
            raise NotTaken(no.code) from None
        except Unscanned:
            log.warning("a file was not taken: the scanner did not answer")
            raise NotTaken("file_unchecked") from None
        except FileNotFoundError:
            raise OutOfStep(0) from None
        finally:
            with suppress(OSError):
                arrived.unlink(missing_ok=True)
        id = self.new_id()
        await asyncio.to_thread(self._seal, id, "", content.data)
        if content.small is not None:
            await asyncio.to_thread(self._seal, id, SMALL, content.small)
        said = mask(clean_name(name[:400], content.kind)).text
        digest = hashlib.sha256(content.data).hexdigest()
        return Attachment(id, said, content.kind, len(content.data), digest, content.small is not None)

    async def discard(self, ids: Sequence[str]) -> None:
        """Take files out of the folder."""
        await asyncio.to_thread(self._unlink, ids)

    async def may_send(self, conversation_id: str, author_kind: str) -> None:
        """Raise `NotTaken` when this side has sent as many files as one may."""
        async with self.database.read() as connection:
            if await files.count(connection, conversation_id, author_kind) >= MOST_FILES:
                raise NotTaken("file_many")

    # ---- going out

    async def of_talk(self, conversation_id: str, id: str, *, staff: bool = False) -> KeptFile | None:
        """Return a file of this talk, or None: another's file is unknown here. What was taken back only `staff` see."""
        visible = messages.FOR_STAFF if staff else messages.PUBLIC
        async with self.database.read() as connection:
            return await files.get(connection, conversation_id, id, visible) if len(id) <= 40 else None

    async def read(self, file: KeptFile, *, small: bool = False) -> bytes:
        """Return what is in a file, or in its small picture. Raises `Missing`."""
        tail = SMALL if small else ""
        try:
            sealed = await asyncio.to_thread(self._place(file.id, tail).read_bytes)
            data = await asyncio.to_thread(self.sealer.open_bytes, sealed, f"file:{file.id}{tail}")
        except (OSError, Unsealable):
            raise Missing from None
        if not small and hashlib.sha256(data).hexdigest() != file.sha256:
            raise Missing
        return data

    def link(self, file: KeptFile) -> str:
        """Return the last part of an address that opens this file of this talk for a minute."""
        said = f"{file.conversation_id}.{file.id}.{int((self.clock() + LINK_LIFE).timestamp())}"
        return f"{said}.{self._sign(said)}"

    async def linked(self, token: str) -> KeptFile | None:
        """Return the file that a link opens; None when it is forged, over, or the file is gone."""
        said, _, signature = token.rpartition(".")
        parts = said.split(".")
        if len(token) > 200 or not token.isascii() or len(parts) != 3:
            return None
        if not hmac.compare_digest(signature, self._sign(said)):
            return None
        if datetime.fromtimestamp(int(parts[2]), UTC) < self.clock():
            return None
        return await self.of_talk(parts[0], parts[1])

    # ---- going away

    async def erase_of(self, person_id: str) -> None:
        """Erase every file in the talks of a person."""
        async with self.database.read() as connection:
            ids = await files.of_person(connection, person_id)
        await self._erase(ids)

    async def sweep(self) -> None:
        """Erase what has outlived its talk, what never became whole, and what belongs to no talk."""
        now = self.clock()
        async with self.database.read() as connection:
            ids = await files.outlived(connection, now - KEPT)
        await self._erase(ids)
        found = await asyncio.to_thread(self._older_than, (now - ARRIVING).timestamp())
        for some in (found[i : i + 500] for i in range(0, len(found), 500)):
            async with self.database.read() as connection:
                known = await files.kept(connection, some)
            await self.discard([id for id in some if id not in known])

    async def _erase(self, ids: list[str]) -> None:
        """First the rows, then the files: what is left by a fault between is swept later."""
        if not ids:
            return
        at = self.clock()

        async def forget(connection: AsyncConnection) -> None:
            await files.forget(connection, ids, at)

        await self.database.write(forget)
        await self.discard(ids)

    async def _sweep_for_ever(self) -> None:
        while True:
            try:
                await self.sweep()
            except Exception:
                log.exception("old files could not be swept; it is tried again")
            await asyncio.sleep(SWEEP_EVERY)

    async def _looked_at(self, arrived: Path) -> Content:
        if not await self.scanner.clean(arrived):
            raise NotTaken("file_unsafe")
        async with self._decoding:
            return await asyncio.to_thread(lambda: clean(arrived.read_bytes()))

    def _older_than(self, moment: float) -> list[str]:
        """Forget pieces that old; return the ids of all kept files that old."""
        ids = set()
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                if path.stat().st_mtime > moment:
                    continue
                if path.parent.name == "arriving":
                    path.unlink(missing_ok=True)
                else:
                    ids.add(path.name.removesuffix(SMALL))
        return sorted(ids)

    def _seal(self, id: str, tail: str, data: bytes) -> None:
        place = self._place(id, tail)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(self.sealer.seal_bytes(data, f"file:{id}{tail}"))
            out.flush()
            os.fsync(out.fileno())

    def _unlink(self, ids: Sequence[str]) -> None:
        for id in ids:
            for tail in ("", SMALL):
                self._place(id, tail).unlink(missing_ok=True)

    def _place(self, id: str, tail: str) -> Path:
        return self.folder / id[-2:] / f"{id}{tail}"

    def _arriving(self, sender: str, cid: str) -> Path:
        return self.folder / "arriving" / hashlib.sha256(f"{sender}\x00{cid}".encode()).hexdigest()

    def _sign(self, said: str) -> str:
        return hmac.new(self.key, said.encode(), hashlib.sha256).hexdigest()


def _write_piece(path: Path, at: int, piece: bytes) -> int:
    """Write at an offset that has been reached; return how far the file reaches now. Raises `OutOfStep`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if at == 0 else 0), 0o600)
    try:
        there = os.fstat(handle).st_size
        if at > there:
            raise OutOfStep(there)
        os.pwrite(handle, piece, at)
        return at + len(piece)
    finally:
        os.close(handle)
