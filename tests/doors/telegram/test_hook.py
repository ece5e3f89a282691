"""The webhook: who may call it, and that no update, however it is made, brings a fault, a second row or answer."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.telegram import hook
from bot.channels.telegram.updates import NOTHING, read
from bot.web.limits import MAX_BODY
from tests.doors.telegram.conftest import SECRET, World, world
from tests.doors.telegram.mutations import mutated
from tests.fakes.telegram import FakeTelegram
from tests.talk.conftest import ScriptedBrain

PAYLOADS = {path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "payloads").glob("*"))}
KEPT = {name for name in PAYLOADS if read(PAYLOADS[name]).kind in ("text", "command", "media")}
CHAT = 5551234567
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@SQLITE
async def test_only_who_knows_path_and_header_is_heard(gate: World) -> None:
    update = PAYLOADS["01_text"]
    own = gate.hook_url
    async with httpx.AsyncClient(trust_env=False) as stranger:
        for headers in ({}, {hook.HEADER: ""}, {hook.HEADER: "x" * 64}, {hook.HEADER: SECRET[:-1]},
                        {hook.HEADER: "é".encode()}, {hook.HEADER: SECRET + "t"}):  # fmt: skip
            for url in (own, f"{gate.url}{hook.PATH}"):
                assert (await stranger.post(url, json=update, headers=headers)).status_code == 403
        unknown = f"{gate.url}{hook.PATH}/{'0' * 32}"
        assert (await stranger.post(unknown, json=update, headers={hook.HEADER: SECRET})).status_code == 404
        assert (await stranger.get(own)).status_code == 405
    assert SECRET not in own
    assert await gate.said(CHAT) == []


@SQLITE
async def test_the_secret_before_and_its_path_are_believed_while_it_changes(
    database, brain: ScriptedBrain, fake: FakeTelegram
) -> None:
    before = "b" * 40
    async with world(database, brain, fake, telegram_secret_previous=before) as gate, gate.client() as client:
        old = {hook.HEADER: before}
        ways = [(hook.path_of(before), old), (hook.PATH, old), (hook.PATH, {}), (hook.path_of(SECRET), {})]
        for number, (path, headers) in enumerate(ways):
            update = {"update_id": 900 + number, "message": fake.message(CHAT, text=f"말 {number}")}
            assert (await client.post(f"{gate.url}{path}", json=update, headers=headers)).status_code == 200
        await fake.shows(CHAT, "답: 말 3")
        assert await gate.said(CHAT) == [f"말 {number}" for number in range(4)]


@SQLITE
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"\xff\xfe", 400), (b"[" * 30_000, 400),
        (b'{"update_id": ' + b"9" * 5_000 + b"}", 400),
        (b"[]", 200), (b"null", 200), (b"1", 200), (b"{}", 200), (b'{"update_id": "1"}', 200), (b"x" * 70_000, 413),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
async def test_what_is_no_update_is_refused_or_let_go(gate: World, body: bytes, status: int) -> None:
    async with gate.client(**{"content-type": "application/json"}) as client:
        assert (await client.post(gate.hook_url, content=body)).status_code == status


async def test_every_captured_payload_once_twice_five_times_at_once_and_after_a_restart(
    database, brain: ScriptedBrain, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(database, brain, fake) as gate, gate.client() as client:
        for name in PAYLOADS:
            answers = [await client.post(gate.hook_url, json=PAYLOADS[name]) for _ in range(2)]
            answers += await asyncio.gather(*(client.post(gate.hook_url, json=PAYLOADS[name]) for _ in range(5)))
            assert {answer.status_code for answer in answers} == {200}, name
        await fake.shows(CHAT, "답: 이 부분이 궁금해요")
        before = await gate.said(CHAT)
        assert len(before) == len(KEPT) - 2  # an album of three is one message
    shown = fake.texts(CHAT)
    async with world(database, brain, fake) as gate, gate.client() as client:
        for name in PAYLOADS:
            assert (await client.post(gate.hook_url, json=PAYLOADS[name])).status_code == 200
        fake.hook = None
        await client.post(gate.hook_url, json=fake.says(CHAT, "마지막"))
        await fake.shows(CHAT, "답: 마지막")
        assert await gate.said(CHAT) == [*before, "마지막"]
    assert fake.texts(CHAT) == [*shown, "답: 마지막"]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_each_captured_payload_says_what_it_is() -> None:
    kinds = {name: read(PAYLOADS[name]).kind for name in PAYLOADS}
    assert {name for name, kind in kinds.items() if kind == "nothing"} == {
        "25_pinned", "35_from_a_bot", "36_unknown_update", "37_inline_query",
    }  # fmt: skip
    assert {name for name, kind in kinds.items() if kind == "group"} == {
        "32_group_added", "33_group_message", "34_channel_post",
    }  # fmt: skip
    assert {name for name, kind in kinds.items() if kind == "press"} == {
        "27_callback_foreign", "28_callback_inaccessible", "29_callback_inline",
    }  # fmt: skip
    assert (kinds["30_blocked"], kinds["31_unblocked"]) == ("blocked", "unblocked")
    assert kinds["40_blocked_in_short"] == "blocked"
    assert read(PAYLOADS["20_poll"]).media == "other"


@pytest.mark.parametrize("junk", [None, 1, "x", [], {}, {"update_id": True}, {"update_id": 2**70}, {"update_id": 1.5}])
def test_junk_says_nothing(junk: Any) -> None:
    assert read(junk) == NOTHING


async def post(client: httpx.AsyncClient, url: str, body: bytes) -> tuple[int, bytes]:
    """Return status and body of the answer. Who sends too much is hung up on, perhaps before they can read why."""
    try:
        response = await client.post(url, content=body)
    except (httpx.ReadError, httpx.WriteError):
        assert len(body) > MAX_BODY
        return 413, b""
    return response.status_code, response.content


async def hurl(gate: World, seed: int, count: int) -> None:
    """Send so many mutated updates; nothing but 200, 400 and 413 may come back, and the gateway lives on."""
    chance, statuses = random.Random(seed), set()
    names = list(PAYLOADS)
    async with gate.client(**{"content-type": "application/json"}) as client:
        for start in range(0, count, 20):
            bodies = [mutated(chance, PAYLOADS[chance.choice(names)]) for _ in range(min(20, count - start))]
            answers = await asyncio.gather(*(post(client, gate.hook_url, body) for body in bodies))
            for body, (status, said) in zip(bodies, answers, strict=True):
                statuses.add(status)
                assert status in ((200, 400) if len(body) <= MAX_BODY else (413,)), (seed, status, body[:2_000])
                assert b"Traceback" not in said
        assert 200 in statuses
        await client.post(gate.hook_url, json={"update_id": 1, "message": gate.fake.message(77, text="살아 있나요")})
    await gate.fake.shows(77, "답: 살아 있나요", patience=60)


@SQLITE
async def test_mutated_updates_do_no_harm(gate: World, caplog: pytest.LogCaptureFixture) -> None:
    await hurl(gate, seed=20261123, count=1_000)
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@SQLITE
@pytest.mark.marathon
@pytest.mark.parametrize("part", range(4))
async def test_ten_thousand_mutated_updates_do_no_harm(
    gate: World, caplog: pytest.LogCaptureFixture, part: int
) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    await hurl(gate, seed, count=2_500)
    assert not [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
