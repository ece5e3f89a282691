"""The operators' page: exact values to paste, no secret unless it was asked for, and a look whether it works."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from sqlalchemy import func, select

from bot.channels.kakao.guide import KakaoGuide
from bot.channels.kakao.hook import HEADER, PATH
from bot.store import staff
from bot.store.database import Database
from bot.store.tables import message, person
from tests.doors.kakao.conftest import BOT, SECRET, World, world
from tests.fakes.kakao import FakeKakao, kakao
from tests.gateway import PASSWORD, Gateway
from tests.talk.conftest import ScriptedBrain

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
async def fake() -> AsyncIterator[FakeKakao]:
    async with kakao(BOT) as running:
        yield running


@pytest.fixture
async def gate(database: Database, brain: ScriptedBrain, fake: FakeKakao) -> AsyncIterator[World]:
    async with world(database, brain, fake) as running:
        yield running


async def test_the_sheet_has_what_is_to_be_pasted_and_no_secret(gate: World) -> None:
    async with aclosing(await gate.gateway.counselor("gwan", "admin")) as browser:
        answer = await browser.get("channels")
    assert SECRET not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    sheets = {sheet["channel"]: sheet for sheet in answer.json()["items"]}
    assert (sheets["kakao"]["state"], sheets["telegram"]["state"]) == ("on", "off")
    told = {v["field"]: v["value"] for step in sheets["kakao"]["steps"] for v in step["values"]}
    assert told["봇 ID"] == BOT
    assert told["URL"] == told["테스트 URL"] == f"{gate.gateway.url}{PATH}"
    assert told["헤더값 입력의 키"] == HEADER
    assert told["대기 메시지"] == "{{#webhook.text}}"
    assert {told["블록 1"], told["블록 2"]} == {"폴백 블록", "웰컴 블록"}
    assert "ILJARI_TELEGRAM_TOKEN" in sheets["telegram"]["missing"]


async def test_a_secret_needs_the_password_once_more_and_is_written_down_before_it_is_shown(gate: World) -> None:
    async with aclosing(await gate.gateway.counselor("gwan", "admin")) as browser:
        wrong = await browser.post("channels/kakao/secret", json={"password": "틀린-비밀번호-입니다"})
        assert (wrong.status_code, wrong.json()["field"]) == (400, "password")
        shown = await browser.post("channels/kakao/secret", json={"password": PASSWORD})
        assert (shown.json()["field"], shown.json()["value"]) == (HEADER, SECRET)
        assert shown.headers["cache-control"] == "no-store"
        for nothing in ("telegram", "widget", "x"):
            assert (await browser.post(f"channels/{nothing}/secret", json={"password": PASSWORD})).status_code == 404
    async with gate.database.read() as connection:
        looks = [row for row in await staff.accesses(connection) if row["action"] == "channel.secret"]
    assert [row["detail"] for row in looks] == [{"channel": "kakao"}]


@pytest.mark.parametrize("role", ["counselor", "auditor"])
async def test_who_does_not_run_the_system_sees_no_sheet(gate: World, role: str) -> None:
    async with aclosing(await gate.gateway.counselor("hana", role)) as browser:
        for answer in (
            await browser.get("channels"), await browser.post("channels/kakao/test"),
            await browser.post("channels/kakao/secret", json={"password": PASSWORD}),
        ):  # fmt: skip
            assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")
    async with gate.gateway.browser() as stranger:
        assert (await stranger.get("channels")).status_code == 401


async def test_the_self_test_goes_the_whole_way_and_leaves_nothing(gate: World) -> None:
    async with aclosing(await gate.gateway.counselor("gwan", "admin")) as browser:
        found = (await browser.post("channels/kakao/test")).json()["items"]
    assert [finding["verdict"] for finding in found] == ["good"] * 4, found
    async with gate.database.read() as connection:
        for table in (person, message):
            assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_the_self_test_says_what_is_wrong(
    database: Database, brain: ScriptedBrain, fake: FakeKakao
) -> None:
    away = {"public_url": "http://127.0.0.1:9", "kakao_api": "http://127.0.0.1:9"}
    async with world(database, brain, fake, **away) as gate:
        found = [finding.wire() for finding in await KakaoGuide(gate.settings).try_out()]
    bad = [finding["what"] for finding in found if finding["verdict"] == "bad"]
    assert any("공개 주소로 닿지 않아요" in what for what in bad)
    assert any("https가 아니에요" in what for what in bad)
    assert any("카카오(127.0.0.1)에 닿지 않아요" in what for what in bad)
    assert found[0]["verdict"] == "good"


async def test_what_is_off_says_so(house: Gateway) -> None:
    async with aclosing(await house.counselor("gwan", "admin")) as browser:
        for channel in ("kakao", "telegram"):
            (finding,) = (await browser.post(f"channels/{channel}/test")).json()["items"]
            assert (finding["verdict"], "꺼져 있어요" in finding["what"]) == ("bad", True)
