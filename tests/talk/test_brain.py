"""The one call to the engine: what counts as away, as failed, as an answer; and the breaker."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from bot.store.clock import now
from bot.store.rows import Turn
from bot.talk.brain import FAILURES_TO_OPEN, Brain, EngineAway, EngineFailed

CARD = {"kind": "vacancy", "id": "1", "title": "사무원", "lines": ["월 250만원"], "practice": True}
GREETING = {
    "text": "안녕하세요",
    "buttons": [{"title": "일자리", "payload": "/find_vacancy"}],
    "custom": {"answer": {"kind": "smalltalk", "id": "greet"}, "knowledge": "v1"},
}
ANSWER = {
    "turn": "t",
    "slots": {"facts": {"age": 32}},
    "nlu": {"intent": "greet", "confidence": 0.9, "ranking": [], "entities": []},
    "replies": [GREETING, {"custom": {"letters": [{"letter": "handoff", "reason": "user_asked"}], "cards": [CARD]}}],
}


def _turn(**asked: object) -> Turn:
    return Turn("t", "c", 1, "message", "waiting", 1, asked, None, None, 0, 0, now(), None, now())


async def _brain(answer: Callable[[httpx.Request], httpx.Response]) -> Brain:
    brain = Brain("http://engine", "secret", 1.0, 2)
    await brain._client.aclose()
    brain._client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://engine")
    return brain


async def test_an_answer_is_read_whole() -> None:
    brain = await _brain(lambda request: httpx.Response(200, json=ANSWER))
    answer = await brain.ask(_turn(text="안녕"), "s", {})
    assert [r.text for r in answer.replies] == ["안녕하세요", ""]
    assert answer.replies[1].cards[0].lines == ("월 250만원",)
    assert answer.letters[0].kind == "handoff"
    assert answer.letters[0].data == {"reason": "user_asked"}
    assert answer.named == {"kind": "smalltalk", "id": "greet", "knowledge": "v1"}
    assert answer.understanding.slots == {"facts": {"age": 32}}


@pytest.mark.parametrize("typed", ["/restart", '/request_human{"x": 1}', "/"])
async def test_a_slash_typed_by_a_person_is_no_intent(typed: str) -> None:
    seen = []
    brain = await _brain(lambda request: seen.append(request.content.decode()) or httpx.Response(200, json=ANSWER))
    await brain.ask(_turn(text=typed), "s", {})
    assert '"text":"/' not in seen[0]
    assert "／" in seen[0]


@pytest.mark.parametrize(("status", "error"), [(503, EngineAway), (502, EngineFailed), (400, EngineFailed)])
async def test_what_kind_of_no(status: int, error: type[Exception]) -> None:
    brain = await _brain(lambda request: httpx.Response(status, json={}))
    with pytest.raises(error):
        await brain.ask(_turn(text="안녕"), "s", {})


async def test_an_action_server_that_is_away_is_no_failure_of_the_turn() -> None:
    brain = await _brain(lambda request: httpx.Response(502, json={"error": "refused", "away": True}))
    with pytest.raises(EngineAway):
        await brain.ask(_turn(text="안녕"), "s", {})


async def test_silence_is_a_failure() -> None:
    brain = await _brain(lambda request: httpx.Response(200, json={**ANSWER, "replies": []}))
    with pytest.raises(EngineFailed):
        await brain.ask(_turn(text="안녕"), "s", {})


async def test_the_breaker_opens_after_failures_and_closes_when_the_engine_is_seen() -> None:
    alive = False

    def engine(request: httpx.Request) -> httpx.Response:
        if not alive:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json=ANSWER)

    brain = await _brain(engine)
    assert not brain.open, "an engine that was never seen is not asked"
    alive = True
    assert await brain.ready()
    assert brain.open
    alive = False
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(EngineAway):
            await brain.ask(_turn(text="안녕"), "s", {})
    assert not brain.open
    alive = True
    assert await brain.ready()
    assert brain.open
