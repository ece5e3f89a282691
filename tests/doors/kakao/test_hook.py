"""The skill's address: who may call it, what it takes, and that nothing it is sent can hurt it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.channels.kakao.hook import HEADER, MAX_BODY, PATH
from bot.store.database import Database
from bot.store.tables import conversation, delivery, message, person
from tests.doors.kakao import schema
from tests.doors.kakao.conftest import BEFORE, BOT, SECRET, World, world
from tests.doors.kakao.mutations import captured, mutated, ours
from tests.fakes.kakao import PLAIN, FakeKakao
from tests.talk.conftest import ScriptedBrain

MESSAGES = {
    "04_live_channel_fallback_friend": "/ask ㅋㅋㅋ", "05_live_dev_channel_with_headers": "bts",
    "06_callback_url_with_app_ids": "aaa", "09_live_client_extra_null": "테스트",
    "13_quick_reply_press_flow_and_client_extra": "전주시", "15_secure_image_plugin_param": "[사진] 서류 보낼게요",
}  # fmt: skip
NOBODY = {
    "01_skill_test_editor_default", "02_bot_test_console_trailing_newline", "10_param_validation_api_flat",
    "11_group_chat_skill_request", "12_knowledge_plus_match",
}  # fmt: skip
OTHERS = {"17_kakaotalk_bot_webhook_message_create", "18_group_chat_entrance_webhook"}


@pytest.fixture
async def client(gate: World) -> AsyncIterator[httpx.AsyncClient]:
    async with caller(gate) as http:
        yield http


def caller(gate: World) -> httpx.AsyncClient:
    known = {HEADER: SECRET, "content-type": "application/json"}
    return httpx.AsyncClient(base_url=gate.gateway.url, headers=known, trust_env=False, verify=PLAIN, timeout=30)


async def send(client: httpx.AsyncClient, body: Any, id: str = "") -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await client.post(PATH, content=content, headers={"x-request-id": id} if id else {})


async def count(database: Database, table: Any, *where: Any) -> int:
    async with database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one())


def test_every_captured_payload_is_accounted_for() -> None:
    assert captured().keys() == MESSAGES.keys() | NOBODY | OTHERS


async def test_each_message_once_twice_five_times_at_once_and_after_a_restart_is_one_row_and_one_answer(
    database: Database, brain: ScriptedBrain, fake: FakeKakao
) -> None:
    answers: dict[str, bytes] = {}
    bodies = {name: ours(captured()[name], BOT) for name in MESSAGES}
    async with world(database, brain, fake) as gate, caller(gate) as client:
        for name, body in bodies.items():
            five = await asyncio.gather(*(send(client, body, f"chp-{name[:20]}") for _ in range(5)))
            again = await send(client, body, f"chp-{name[:20]}")
            assert {r.status_code for r in [*five, again]} == {200}
            assert len({r.content for r in [*five, again]}) == 1, name
            schema.check(again.content)
            answers[name] = again.content
    async with world(database, brain, fake) as gate, caller(gate) as client:
        for name, body in bodies.items():
            assert (await send(client, body, f"chp-{name[:20]}")).content == answers[name]
    async with database.read() as connection:
        said = select(message.c.body).where(message.c.author_kind == "citizen").order_by(message.c.created_at)
        texts = [row.body["text"] for row in await connection.execute(said)]
    assert texts == list(MESSAGES.values())
    assert await count(database, message, message.c.author_kind == "bot") == len(MESSAGES)
    assert await count(database, delivery, delivery.c.state != "sent") == 0


async def test_tests_rooms_of_many_and_the_flat_shape_make_no_person(gate: World, client: httpx.AsyncClient) -> None:
    for name in NOBODY:
        answer = await send(client, ours(captured()[name], BOT))
        assert answer.status_code == 200
        if name == "10_param_validation_api_flat":
            assert answer.json() == {"status": "IGNORE"}
        else:
            schema.check(answer.content)
    for name in OTHERS:
        assert (await send(client, captured()[name])).status_code == 403
    assert await count(gate.database, person) == 0
    assert await count(gate.database, conversation) == 0


async def test_the_bot_test_of_the_admin_centre_is_answered_and_leaves_nothing(gate: World) -> None:
    assert await gate.fake.bot_test("안녕") is not None
    assert await count(gate.database, person) == 0


async def test_without_a_request_id_the_same_words_at_once_are_one_message(
    gate: World, client: httpx.AsyncClient
) -> None:
    body = ours(captured()["04_live_channel_fallback_friend"], BOT)
    answers = await asyncio.gather(*(send(client, body) for _ in range(4)))
    assert len({a.content for a in answers}) == 1
    assert await count(gate.database, message, message.c.author_kind == "citizen") <= 2  # two if a bucket ends between


async def test_live_and_development_channel_are_other_people(gate: World, client: httpx.AsyncClient) -> None:
    body = ours(captured()["04_live_channel_fallback_friend"], BOT)
    await send(client, body, "chp-live")
    body["bot"]["id"] += "!"
    await send(client, body, "chp-development")
    assert await count(gate.database, person) == 2


@pytest.mark.parametrize(
    "shown", [None, "", "x" * 40, SECRET[:-1], SECRET + "s", SECRET.upper(), "비밀".encode(), "0", "[]"]
)
async def test_who_does_not_know_the_secret_is_told_401(gate: World, shown: Any) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=PLAIN) as client:
        headers = {} if shown is None else {HEADER: shown}
        answer = await client.post(gate.gateway.url + PATH, json={"bot": {"id": BOT}}, headers=headers)
    assert answer.status_code == 401


async def test_the_secret_before_is_believed_too(gate: World, client: httpx.AsyncClient) -> None:
    body = ours(captured()["01_skill_test_editor_default"], BOT)
    answer = await client.post(PATH, json=body, headers={HEADER: BEFORE})
    assert answer.status_code == 200


async def test_another_bot_and_what_is_too_large_or_no_json_are_refused(
    gate: World, client: httpx.AsyncClient
) -> None:
    body = captured()["04_live_channel_fallback_friend"]
    assert (await send(client, body)).status_code == 403
    assert (await send(client, b" " * (MAX_BODY + 1))).status_code == 413
    for raw in (b"", b"{", b"[]", b"\xff\xfe", b"[" * 20_000, b'"x"'):
        assert (await send(client, raw)).status_code == 400, raw[:9]
    assert (await client.get(PATH)).status_code == 405


async def test_a_callback_that_leads_elsewhere_is_not_believed(gate: World, client: httpx.AsyncClient) -> None:
    gate.brain.delay = lambda: 4.5
    body = ours(captured()["06_callback_url_with_app_ids"], BOT)
    body["userRequest"]["callbackUrl"] = "http://127.0.0.1:1/v1/bots/x/callback/y"
    answer = schema.check((await send(client, body, "chp-elsewhere")).content)
    assert "useCallback" not in answer


async def test_pictures_are_answered_in_words_and_never_fetched(gate: World) -> None:
    user = gate.fake.user("u1" * 33)
    url = "http://dn-m.talk.kakao.com/talkm/x/y/i_abc.jpg"
    await gate.fake.call(user, gate.fake.payload(user, url, params={"media": {"type": "image", "url": url}}))
    assert [m.body["text"] for m in await gate.lines(user) if m.author_kind == "citizen"] == ["[사진]"]
    assert "사진" in user.shown[-1]
    assert gate.brain.asked == []


async def _fuzz(gate: World, seeds: range) -> None:
    async with caller(gate) as client:

        async def one(seed: int) -> None:
            data = mutated(seed, BOT)
            if len(data) > MAX_BODY:
                return
            answer = await send(client, data, f"chp-fuzz-{seed}")
            assert answer.status_code in (200, 400, 403), (seed, answer.status_code, answer.text)
            if answer.status_code == 200 and answer.json() != {"status": "IGNORE"}:
                schema.check(answer.content)
            assert b"Traceback" not in answer.content, seed

        for start in range(seeds.start, seeds.stop, 20):
            await asyncio.gather(*(one(seed) for seed in range(start, min(start + 20, seeds.stop))))
        alive = await send(client, ours(captured()["01_skill_test_editor_default"], BOT))
        assert alive.status_code == 200


async def test_mutated_payloads_cost_nothing(gate: World) -> None:
    await _fuzz(gate, range(300))


@pytest.mark.marathon
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", range(5))
async def test_ten_thousand_mutated_payloads_cost_nothing(gate: World, part: int) -> None:
    first = int(os.environ.get("ILJARI_SEED", "1000")) + part * 2_000
    await _fuzz(gate, range(first, first + 2_000))
