"""Telegram as a guest: away, refused or slow it never keeps the gateway from starting or serving others."""

from __future__ import annotations

import asyncio
import logging

import httpx
import pytest
from pydantic import ValidationError

from bot.app import create_app
from bot.channels.telegram import hook
from bot.settings import Settings
from tests.doors.telegram.conftest import SECRET, World, world
from tests.fakes.telegram import FakeTelegram, Fault
from tests.talk.conftest import ScriptedBrain

MIN, JUN = 5_401, 5_402
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def health(gate: World) -> dict[str, object]:
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.get(f"{gate.url}/readyz")
    assert response.status_code == 200
    return response.json()


async def test_a_telegram_that_is_down_at_the_start_is_joined_later(
    database, brain: ScriptedBrain, fake: FakeTelegram
) -> None:
    fake.down = True
    async with world(database, brain, fake) as gate:
        await gate.until(lambda: says(gate, "away"))
        assert await health(gate) == {"ready": True, "telegram": "away"}
        fake.down = False
        await fake.until(lambda: fake.hook is not None)
        await gate.until(lambda: says(gate, "ready"))
        fake.says(MIN, "이제 되나요")
        await fake.shows(MIN, "답: 이제 되나요")


async def test_a_wrong_token_is_told_and_nobody_else_suffers(
    database, brain: ScriptedBrain, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "7000000001:AAWrongTokenThatMustNeverBeLogged0000"
    with caplog.at_level(logging.DEBUG):
        async with world(database, brain, fake, telegram_token=wrong) as gate:
            await gate.until(lambda: says(gate, "wrong_token"))
            assert (await health(gate))["ready"] is True
    assert not [record for record in caplog.records if "AAWrongToken" in record.getMessage()]


async def says(gate: World, state: str) -> bool:
    return await gate.station.ready() == state


async def test_polling_goes_through_the_same_handler_and_confirms_only_what_was_kept(
    database, brain: ScriptedBrain, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.station.AGAIN_AFTER", 0.05)
    fake.says(MIN, "기다리던 글")
    async with world(database, brain, fake, telegram="polling") as gate:
        assert gate.station.room is None
        await fake.shows(MIN, "답: 기다리던 글")
        await gate.told(MIN)  # nothing else writes now: the next two tries are those of the inbox
        whole, tries = gate.database.write, [0]

        async def away(work):
            tries[0] += 1
            if tries[0] <= 2:
                raise OSError("the disk is full")
            return await whole(work)

        monkeypatch.setattr(gate.inbox.database, "write", away)
        fake.says(MIN, "디스크가 찼을 때")
        fake.says(JUN, "그다음")
        shown = await fake.shows(MIN, "답: 디스크가 찼을 때")
        await fake.shows(JUN, "답: 그다음")
        await fake.settled()
        assert shown.id
        assert await gate.said(MIN) == ["기다리던 글", "디스크가 찼을 때"]
        assert fake.called("deleteWebhook")[0].params.get("drop_pending_updates", "false") == "false"
        assert fake.called("setWebhook") == []


async def test_polling_waits_while_another_holds_the_updates(
    database, brain: ScriptedBrain, fake: FakeTelegram
) -> None:
    fake.faults.append(Fault("getUpdates", 409, "Conflict: terminated by other getUpdates request"))
    async with world(database, brain, fake, telegram="polling") as gate:
        fake.says(MIN, "누구 계세요")
        await fake.shows(MIN, "답: 누구 계세요")
        await gate.until(lambda: says(gate, "ready"))


async def test_a_stop_lets_the_message_that_is_going_out_go_out(
    database, brain: ScriptedBrain, fake: FakeTelegram
) -> None:
    async with world(database, brain, fake) as gate:
        await fake.until(lambda: fake.hook is not None)
        at_once = fake._do

        async def slowly(method, params):
            await asyncio.sleep(0.8 if method == "sendMessage" else 0)
            return await at_once(method, params)

        fake._do = slowly  # type: ignore[method-assign]
        fake.says(MIN, "끝나기 전에")
        await fake.until(lambda: bool(fake.called("sendMessage", MIN)))
    async with world(database, brain, fake) as gate:
        fake.says(MIN, "다시")
        await fake.shows(MIN, "답: 다시")
        assert fake.texts(MIN) == ["답: 끝나기 전에", "답: 다시"]
        assert {row.state for row in (await gate.told(MIN)).values()} == {"sent"}


TOKEN = {"telegram_token": "1:a", "telegram_secret": SECRET}
KEYS = {name: name[0] * 32 for name in ("engine_secret", "actions_secret", "identity_key", "address_key")}
LIVE = {"mode": "production", **KEYS, "public_url": "https://chat.example.go.kr", "telegram": "webhook", **TOKEN}


def test_it_is_off_unless_it_is_asked_for(database: None) -> None:
    assert Settings(_env_file=None).telegram == "off"
    app = create_app(Settings(port=8999))
    try:
        assert not [route for route in app.router.routes if "telegram" in route.path]
    finally:
        type(app).unregister_app(app)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"telegram_notice": ""}, "ILJARI_TELEGRAM_NOTICE"),
        ({"telegram_notice": "  "}, "ILJARI_TELEGRAM_NOTICE"),
        ({"telegram_token": ""}, "ILJARI_TELEGRAM_TOKEN"),
        ({"telegram_secret": "short"}, "ILJARI_TELEGRAM_SECRET"),
        ({"telegram_secret": "no=base64/" * 4}, "ILJARI_TELEGRAM_SECRET"),
        ({"telegram_secret_previous": "short"}, "ILJARI_TELEGRAM_SECRET_PREVIOUS"),
        ({"telegram": "polling"}, "ILJARI_TELEGRAM=webhook"),
        ({"public_url": "http://chat.example.go.kr"}, "https"),
    ],
)
def test_production_needs_the_notice_and_all_the_rest(database: None, change: dict[str, str], told: str) -> None:
    whole = {**LIVE, "telegram_notice": "일자리센터-2026-117"}
    assert Settings(**whole).telegram == "webhook"
    with pytest.raises(ValidationError, match=told):
        Settings(**{**whole, **change})


def test_the_path_is_made_of_the_secret_and_does_not_show_it(database: None) -> None:
    assert hook.path_of(SECRET) != hook.path_of(SECRET + "x")
    assert SECRET not in hook.path_of(SECRET)
    assert len(hook.path_of(SECRET).rsplit("/", 1)[1]) == 32
