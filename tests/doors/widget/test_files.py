"""Files in a person's talk: taken once and whole, looked at, seen only by the two who talk, gone with the talk."""

from __future__ import annotations

import base64
import json
import os
import re
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.privacy.scanning import Scanner
from bot.privacy.sealing import Sealer
from bot.store import handoffs
from bot.store.clock import new_id
from bot.store.database import Database
from bot.store.tables import access_log, message, talk_file
from bot.talk import files as kept
from bot.talk.files import MOST_BYTES, Files
from tests.conftest import FakeClock
from tests.files import EICAR, HWP, PDF, jpeg, picture
from tests.gateway import Gateway, Window, gateway
from tests.talk.conftest import Talk

SCANNER = "sh -c 'if grep -q X5O \"$0\"; then exit 1; fi; if grep -q SLEEPY \"$0\"; then exit 2; fi'"


@pytest.fixture
def store(database: Database, tmp_path: Path, clock: FakeClock) -> Files:
    return Files(database, tmp_path / "files", Sealer("s" * 32), Scanner(SCANNER), clock, new_id, "k" * 32)


@pytest.fixture
async def house(talk: Talk, store: Files) -> AsyncIterator[Gateway]:
    async with gateway(talk, files=store) as running:
        yield running


class Sender:
    """A citizen's window, and the requests beside it."""

    def __init__(self, house: Gateway, window: Window) -> None:
        self.house = house
        self.window = window
        self.browser = house.browser()

    def hello(self, token: str = "") -> dict[str, str]:
        said = json.dumps({"type": "hello", "token": token or self.window.token}).encode()
        return {"x-hello": base64.urlsafe_b64encode(said).decode().rstrip("=")}

    async def piece(
        self, data: bytes, cid: str = "f1", at: int = 0, size: int | None = None, name: str = "이력서.pdf", **more: str
    ) -> httpx.Response:
        params: dict[str, Any] = {"cid": cid, "at": at, "size": len(data) if size is None else size, "name": name}
        headers = {**self.hello(), "content-type": "application/octet-stream", **more}
        url = f"{self.house.url}/ws/widget/file"
        return await self.browser.post(url, params=params, content=data, headers=headers)

    async def open(self, id: str) -> httpx.Response:
        asked = {"hello": {"type": "hello", "token": self.window.token}, "id": id}
        return await self.browser.post(f"{self.house.url}/ws/widget/file/open", json=asked)


async def with_a_person(house: Gateway, window: Window, desk: httpx.AsyncClient) -> str:
    """Bring the citizen to the counselor; return the talk."""
    await window.say("상담원 불러 주세요")
    await window.until("state", control="queued")
    (waiting,) = (await desk.get("queue")).json()["items"]
    await desk.post(f"handoffs/{waiting['handoff_id']}/accept", json={})
    await window.until("state", control="human")
    return str(waiting["conversation_id"])


async def rows(house: Gateway) -> list[Any]:
    async with house.talk.database.read() as connection:
        return list((await connection.execute(select(talk_file))).mappings())


def on_disk(store: Files) -> list[Path]:
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(("data", "name", "kind"), [
    (PDF, "이력서.pdf", "pdf"), (HWP, "소개서.hwp", "hwp"), (jpeg(), "증명사진.JPG", "jpeg"),
])  # fmt: skip
async def test_a_citizens_file_reaches_the_counselor_and_comes_back_to_the_citizen_only(
    house: Gateway, store: Files, data: bytes, name: str, kind: str
) -> None:
    desk = await house.counselor()
    async with house.window() as window, house.window() as other:
        sender, stranger = Sender(house, window), Sender(house, other)
        talk = await with_a_person(house, window, desk)
        answer = await sender.piece(data, name=name)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        frame = await window.until("msg", cid="f1")
        assert frame["seq"] == told["seq"]
        assert frame["body"]["file"] == told["file"]
        assert told["file"]["kind"] == kind
        assert told["file"]["picture"] is (kind == "jpeg")
        assert "sha256" not in told["file"]

        (line,) = [m for m in (await desk.get(f"conversations/{talk}/messages")).json()["items"] if "file" in m["body"]]
        got = await desk.get(f"conversations/{talk}/files/{told['file']['id']}")
        assert got.status_code == 200
        assert got.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
        assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert line["body"]["file"]["name"] == told["file"]["name"]
        if kind != "jpeg":
            assert got.content == data
        small = await desk.get(f"conversations/{talk}/files/{told['file']['id']}/small")
        assert small.status_code == (200 if kind == "jpeg" else 404)

        url = (await sender.open(told["file"]["id"])).json()["url"]
        own = await sender.browser.get(house.url + url)
        assert own.content == got.content
        assert own.headers["cache-control"] == "no-store"
        assert (await stranger.open(told["file"]["id"])).status_code == 404

        assert on_disk(store)
        for path in on_disk(store):
            assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
            assert got.content[:40] not in path.read_bytes()
    async with house.talk.database.read() as connection:
        seen = (await connection.execute(select(access_log).where(access_log.c.action == "conversation.file"))).all()
    assert len(seen) == 2


async def test_links_end_and_cannot_be_made(house: Gateway, clock: FakeClock) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        await with_a_person(house, window, desk)
        file = (await sender.piece(PDF)).json()["file"]
        url = house.url + (await sender.open(file["id"])).json()["url"]
        assert (await sender.browser.get(url)).status_code == 200
        talk, id, until, signature = url.rsplit("/", 1)[1].split(".")
        for forged in (
            f"{talk}.{id}.{int(until) + 600}.{signature}", f"{talk}.{id}.{until}.{'0' * 64}", f"{talk}.{id}.{until}",
            f"x.{id}.{until}.{signature}", "%2e%2e%2fsecret", f"{talk}.{id}.{until}.{signature}é",
        ):  # fmt: skip
            assert (await sender.browser.get(f"{house.url}/files/{forged}")).status_code == 404, forged
        clock.pass_(61)
        assert (await sender.browser.get(url)).status_code == 404


async def test_another_counselor_without_the_right_sees_nothing(house: Gateway) -> None:
    desk, other = await house.counselor(), await house.counselor("duri")
    admin = await house.counselor("gwan", "admin")
    async with house.window() as window:
        talk = await with_a_person(house, window, desk)
        file = (await Sender(house, window).piece(jpeg())).json()["file"]["id"]
        for who, status in ((other, 404), (admin, 403), (house.browser(), 401)):
            for tail in ("", "/small"):
                assert (await who.get(f"conversations/{talk}/files/{file}{tail}")).status_code == status
        assert (await desk.get(f"conversations/{'0' * 32}/files/{file}")).status_code == 404
        sent = await other.post(
            f"conversations/{talk}/files", params={"cid": "x1", "at": 0, "size": len(PDF), "name": "a.pdf"},
            content=PDF, headers={"content-type": "application/octet-stream"},
        )  # fmt: skip
        assert sent.status_code == 404


async def test_a_counselors_file_reaches_the_citizen(house: Gateway) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        talk = await with_a_person(house, window, desk)
        params = {"cid": "d1", "at": 0, "size": len(PDF), "name": "안내문.pdf"}
        for _ in range(2):  # its answer was lost: it is there once
            sent = await desk.post(
                f"conversations/{talk}/files", params=params, content=PDF,
                headers={"content-type": "application/octet-stream"},
            )  # fmt: skip
            assert sent.status_code == 200, sent.text
        frame = await window.until("msg", author={"kind": "counselor", "name": "hana 님"})
        assert frame["body"]["text"] == "[파일] 안내문.pdf"
        file = frame["body"]["file"]["id"]
        url = house.url + (await sender.open(file)).json()["url"]
        assert (await sender.browser.get(url)).content == PDF
        assert len(await rows(house)) == 1
        await desk.post(f"conversations/{talk}/messages/undo", json={"seq": frame["seq"]})  # taken back: gone for them
        assert (await sender.browser.get(url)).status_code == 404
        assert (await sender.open(file)).status_code == 404
        assert (await desk.get(f"conversations/{talk}/files/{file}")).status_code == 200


@pytest.mark.parametrize("at", [1, 20, 50])
async def test_a_lost_answer_never_doubles_a_file(house: Gateway, store: Files, at: int) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        await with_a_person(house, window, desk)
        size = len(PDF)
        for _ in range(2):
            assert (await sender.piece(PDF[:at], size=size)).json() == {"at": at}
        assert (await sender.piece(PDF[at + 9 :], at=at + 9, size=size)).json()["at"] == at
        first = (await sender.piece(PDF[at:], at=at, size=size)).json()
        again = (await sender.piece(PDF[at:], at=at, size=size)).json()
        assert first == again == (await sender.piece(PDF)).json()
        assert len(await rows(house)) == len(on_disk(store)) == 1


async def test_only_while_a_person_has_the_floor(house: Gateway, store: Files) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        refused = await sender.piece(PDF)
        assert (refused.status_code, refused.json()["code"]) == (422, "file_not_now")
        assert "상담사" in refused.json()["title"]
        await with_a_person(house, window, desk)
        assert (await sender.piece(PDF[:10], size=len(PDF))).json() == {"at": 10}
        async with house.talk.database.read() as connection:
            (held,) = await handoffs.of_state(connection, "active")
        await desk.post(f"handoffs/{held.id}/return", json={"mode": "resume", "outcome": "done"})
        refused = await sender.piece(PDF[10:], at=10, size=len(PDF))
        assert refused.json()["code"] == "file_not_now"
        assert on_disk(store) == []
        assert await rows(house) == []


@pytest.mark.parametrize(("data", "size", "code"), [
    (b"", 0, "file_empty"),
    (b"", 10, "file_empty"),
    (PDF, MOST_BYTES + 1, "file_large"),
    (PDF, 5, "file_large"),
    (b"<svg onload=alert(1)>", None, "file_kind"),
    (b"<html><script>alert(1)</script>", None, "file_kind"),
    (b"\xff\xd8\xff<script>", None, "file_broken"),
    (EICAR, None, "file_unsafe"),
    (PDF + b"SLEEPY", None, "file_unchecked"),
])  # fmt: skip
async def test_what_is_not_taken_is_said_kindly_and_leaves_nothing(
    house: Gateway, store: Files, data: bytes, size: int | None, code: str
) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        await with_a_person(house, window, desk)
        refused = await Sender(house, window).piece(data, size=size, name="사진.jpg")
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert refused.json()["title"].endswith(".")
    assert on_disk(store) == []
    assert await rows(house) == []


async def test_no_more_than_twenty_a_talk(house: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_FILES", 2)
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        await with_a_person(house, window, desk)
        codes = [(await sender.piece(PDF, cid=f"f{n}")).status_code for n in range(3)]
        assert codes == [200, 200, 422]


async def test_strangers_sites_and_forms_are_refused(house: Gateway) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        await with_a_person(house, window, desk)
        assert (await sender.piece(PDF, origin="https://evil.example")).status_code == 403
        assert (await sender.piece(PDF, **{"content-type": "text/plain"})).status_code == 415
        assert (await sender.piece(PDF, **sender.hello("A" * 43))).status_code == 401
        assert (await sender.piece(PDF, **{"x-hello": "!!"})).status_code == 400
        assert (await sender.piece(PDF, cid="../x")).status_code == 400
        assert (await sender.piece(b"x" * 1_100_000)).status_code == 413
        assert await rows(house) == []


async def test_a_masked_number_in_a_name_is_not_kept(house: Gateway) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        await with_a_person(house, window, desk)
        file = (await sender.piece(PDF, name="홍길동 900101-1234567.pdf")).json()["file"]
        assert file["name"] == "홍길동 [주민등록번호].pdf"


async def test_wiping_takes_the_files_along(house: Gateway, store: Files) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        talk = await with_a_person(house, window, desk)
        file = (await sender.piece(jpeg(), name="가족사진.jpg")).json()["file"]
        url = house.url + (await sender.open(file["id"])).json()["url"]
        assert len(on_disk(store)) == 2
        token = window.token
    async with house.window(forget=token):
        pass
    assert on_disk(store) == []
    assert (await sender.browser.get(url)).status_code == 404
    async with house.talk.database.read() as connection:
        bodies = [row.body for row in await connection.execute(select(message.c.body))]
    assert "가족사진" not in json.dumps([*bodies, str(await rows(house))], ensure_ascii=False)
    assert (await desk.get(f"conversations/{talk}/files/{file['id']}")).status_code == 404


async def test_files_go_ninety_days_after_the_last_word_and_what_belongs_nowhere_at_once(
    house: Gateway, store: Files, clock: FakeClock
) -> None:
    desk = await house.counselor()
    async with house.window() as window:
        sender = Sender(house, window)
        await with_a_person(house, window, desk)
        await sender.piece(picture("PNG"))
        await sender.piece(PDF[:10], cid="half", size=len(PDF))
    stray = store.folder / "ab" / ("0" * 30 + "ab")
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"nobody's")
    assert len(on_disk(store)) == 4
    (row,) = await rows(house)
    clock.at = row["created_at"]
    await store.sweep()
    assert len(on_disk(store)) == 4
    long_ago = clock.at.timestamp() - 7_200
    for path in on_disk(store):
        os.utime(path, (long_ago, long_ago))
    await store.sweep()
    assert {re.sub(r"\.small$", "", path.name) for path in on_disk(store)} == {row["id"]}
    clock.pass_(91 * 86_400)
    await store.sweep()
    assert on_disk(store) == []
    assert (await rows(house))[0]["name"] == ""
