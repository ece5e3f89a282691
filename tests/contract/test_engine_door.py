"""The engine's door keeps what docs/architecture.md promises: shapes, one outcome per turn, loud failures."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.conftest import Engine, Part

pytestmark = pytest.mark.engine


def turn(number: str, text: str, sender: str = "") -> dict[str, Any]:
    return {"turn": number, "sender": sender or f"person-of-{number}", "text": text}


def test_ready_names_the_model(engine: Engine, model: Path) -> None:
    answer = httpx.get(f"{engine.door}/", trust_env=False)
    assert answer.json() == {"ready": True, "model": hashlib.sha256(model.read_bytes()).hexdigest()}


def test_a_turn_has_the_promised_shape(engine: Engine) -> None:
    answer = engine.post("turn", turn("golden", "기억 전주에서 사무직 일자리 찾아줘"))
    assert answer.status_code == 200
    body = answer.json()
    said = "기억 전주에서 사무직 일자리 찾아줘"
    [reply] = body["replies"]
    assert body.keys() == {"turn", "replies", "nlu", "slots"}
    assert body["turn"] == "golden"
    assert reply["text"] == f"action_find_vacancies: {said}"
    assert reply["buttons"] == [{"title": "더 보기", "payload": "/show_more"}]
    assert reply["custom"]["answer"] == {"kind": "action", "id": "action_find_vacancies"}
    assert body["slots"] == {"facts": {"said": said}}
    nlu = body["nlu"]
    assert nlu.keys() == {"text", "intent", "confidence", "ranking", "entities"}
    assert (nlu["text"], nlu["intent"]) == (said, "find_vacancy")
    assert 0.5 < nlu["confidence"] <= 1.0
    assert nlu["ranking"][0] == {"name": "find_vacancy", "confidence": nlu["confidence"]}
    assert nlu["entities"] == [
        {"entity": "region", "value": "52110", "text": "전주", "start": 3, "end": 5},
        {"entity": "occupation", "value": "office", "text": "사무직", "start": 8, "end": 11},
    ]


def test_actions_are_told_which_frequent_questions_are_near(engine: Engine) -> None:
    [reply] = engine.say("실업급여 받는 중에 알바해도 돼요?").json()["replies"]
    hits = reply["custom"]["faq"]["faq"]
    assert 1 <= len(hits) <= 3
    assert {"id", "score"} == hits[0].keys()
    assert hits[0]["id"] == "ub.parttime"


def test_a_button_skips_the_understanding(engine: Engine) -> None:
    asked = {"turn": "button", "sender": "presser", "payload": '/check_eligibility{"programme": "kr.ub.jobseeker"}'}
    nlu = engine.post("turn", asked).json()["nlu"]
    assert (nlu["intent"], nlu["confidence"]) == ("check_eligibility", 1.0)
    assert nlu["entities"] == [{"entity": "programme", "value": "kr.ub.jobseeker"}]


@pytest.mark.parametrize("typed", ["/restart", "/session_start", " /back", '/find_vacancy{"region": "52110"}'])
def test_a_typed_slash_is_only_text(engine: Engine, typed: str) -> None:
    sender = f"slash-{typed}"
    engine.post("turn", turn(f"before{typed}", "기억 전주 일자리", sender))
    body = engine.post("turn", turn(f"typed{typed}", typed, sender)).json()
    assert body["replies"]
    assert body["nlu"]["text"].startswith("／")
    assert body["nlu"]["entities"] == [] or body["nlu"]["entities"][0].get("text") == "52110"
    assert body["slots"]["facts"] == {"said": "기억 전주 일자리"}


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"sender": "s", "text": "안녕"},
        {"turn": "t", "text": "안녕"},
        {"turn": "", "sender": "s", "text": "안녕"},
        {"turn": "t", "sender": "s"},
        {"turn": "t", "sender": "s", "text": "   "},
        {"turn": "t", "sender": "s", "text": 7},
        {"turn": "t", "sender": "s", "text": "가" * 4_001},
        {"turn": "t", "sender": "s", "text": "안녕", "payload": "/greet"},
        {"turn": "t", "sender": "s", "payload": "greet"},
        {"turn": "t", "sender": "s", "payload": "/no_such_intent"},
        {"turn": "t", "sender": "s", "payload": "/restart"},
        {"turn": "t", "sender": "s", "payload": "/greet{broken"},
        {"turn": "t", "sender": "s", "payload": '/greet{"no_such_entity": 1}'},
        {"turn": "t", "sender": "s", "text": "안녕", "metadata": [1]},
    ],
)
def test_a_bad_body_is_a_400(engine: Engine, wrong: Any) -> None:
    answer = engine.post("turn", wrong)
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


def test_what_is_not_json_is_a_400(engine: Engine) -> None:
    headers = {"x-engine-secret": "engine-secret-of-the-tests"}
    assert httpx.post(f"{engine.door}/turn", content=b"{", headers=headers, trust_env=False).status_code == 400


def test_half_a_character_is_no_failure(engine: Engine) -> None:
    """JSON can carry half of a surrogate pair; no store and no answer can."""
    body = b'{"turn": "half", "sender": "half", "text": "\\ud83d \\u0000 \\uc77c\\uc790\\ub9ac \\udc00"}'
    headers = {"x-engine-secret": "engine-secret-of-the-tests"}
    answer = httpx.post(f"{engine.door}/turn", content=body, headers=headers, trust_env=False)
    assert answer.status_code == 200
    assert answer.json()["nlu"]["text"] == "\ufffd \x00 일자리 \ufffd"


@pytest.mark.parametrize("path", ["turn", "handback", "understand", "forget"])
@pytest.mark.parametrize("secret", ["", "wrong", "engine-secret-of-the-test", "비밀"])
def test_a_bad_secret_is_a_403(engine: Engine, path: str, secret: str) -> None:
    assert engine.post(path, {}, secret=secret).status_code == 403


def test_five_at_once_are_one_turn(engine: Engine) -> None:
    asked = turn("five", "군산 생산직 일자리 있어요?")
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: engine.post("turn", asked), range(5)))
    assert {a.status_code for a in answers} == {200}
    assert len({a.text for a in answers}) == 1
    assert sum(call["text"] == asked["text"] for call in engine.actions_asked()) == 1


def test_turns_of_one_person_follow_each_other_and_of_two_do_not(engine: Engine) -> None:
    """A slow action of one person holds up neither the other nor the order of his own turns."""
    with ThreadPoolExecutor(3) as pool:
        slow = pool.submit(engine.post, "turn", turn("slow", "느림 일자리 찾아줘", "slow one"))
        other = pool.submit(engine.post, "turn", turn("quick", "일자리 찾아줘", "quick one"))
        assert other.result().status_code == 200
        assert not slow.done()
        assert slow.result().status_code == 502


@pytest.mark.parametrize("text", ["고장 일자리 찾아줘", "침묵 일자리 찾아줘", "느림 일자리 찾아줘"])
def test_failure_and_silence_are_a_502_and_leave_nothing(engine: Engine, text: str) -> None:
    sender = f"unlucky {text}"
    engine.post("turn", turn(f"first {text}", "기억 전주 일자리", sender))
    failed = engine.post("turn", turn(f"second {text}", text, sender))
    assert failed.status_code == 502
    assert text not in failed.text
    again = engine.post("turn", turn(f"second {text}", "기억 군산 일자리", sender))
    assert again.status_code == 200
    last = engine.actions_asked()[-1]
    assert last["slots"]["facts"] == {"said": "기억 전주 일자리"}
    assert again.json()["slots"]["facts"] == {"said": "기억 군산 일자리"}


def test_an_action_server_that_is_down_is_a_502_and_the_turn_succeeds_later(engine: Engine, actions: Part) -> None:
    asked = turn("down", "일자리 찾아줘")
    actions.kill()
    try:
        assert engine.post("turn", asked).status_code == 502
    finally:
        actions.start()
    assert engine.post("turn", asked).status_code == 200


def test_an_outcome_and_the_talk_outlive_kill_9(engine: Engine) -> None:
    asked = turn("kept", "기억 전주 일자리", "survivor")
    before = engine.post("turn", asked)
    engine.kill()
    engine.start()
    assert engine.post("turn", asked).text == before.text
    after = engine.post("turn", turn("next", "더 보여줘", "survivor")).json()
    assert after["slots"]["facts"] == {"said": "기억 전주 일자리"}


def test_slots_outlive_a_long_talk(engine: Engine) -> None:
    engine.post("turn", turn("long 0", "기억 전주 일자리", "talker"))
    for number in range(1, 20):
        body = engine.post("turn", turn(f"long {number}", "더 보여줘", "talker")).json()
    assert body["slots"]["facts"] == {"said": "기억 전주 일자리"}


@pytest.mark.parametrize(
    ("mode", "facts"), [("resume", {"said": "기억 나는 32살"}), ("menu", {"said": "기억 나는 32살"}), ("restart", None)]
)
def test_handback_ends_the_human_stretch_once(engine: Engine, mode: str, facts: Any) -> None:
    sender = f"handed back {mode}"
    engine.post("turn", turn(f"told {mode}", "기억 나는 32살", sender))
    asked = {"turn": f"back {mode}", "sender": sender, "mode": mode, "outcome": "solved", "counselor": "김상담"}
    first, second = engine.post("handback", asked), engine.post("handback", asked)
    assert first.status_code == 200
    assert first.text == second.text
    slots = first.json()["slots"]
    assert (slots["handoff_state"], slots["last_handoff_outcome"], slots["handback_mode"]) == ("ended", "solved", mode)
    assert slots.get("facts") == facts
    assert [r["custom"]["answer"]["id"] for r in first.json()["replies"]] == ["action_after_handoff"]
    calls = [c for c in engine.actions_asked() if c["action"] == "action_after_handoff"]
    assert sum(c["slots"]["handback_mode"] == mode for c in calls) == 1
    assert engine.post("turn", turn(f"after {mode}", "고마워요", sender)).status_code == 200


def test_handback_knows_three_modes(engine: Engine) -> None:
    assert engine.post("handback", {"turn": "t", "sender": "s", "mode": "party"}).status_code == 400


def test_understanding_touches_no_talk(engine: Engine) -> None:
    before = len(engine.actions_asked())
    [one, two] = engine.understand("전주 일자리", "/restart")
    assert (one["intent"], two["text"]) == ("find_vacancy", "／restart")
    assert len(engine.actions_asked()) == before


def test_no_text_of_a_citizen_is_logged(engine: Engine) -> None:
    engine.say("고장 비밀스러운말씀 일자리")
    assert "비밀스러운말씀" not in engine.log.read_text(encoding="utf-8", errors="replace")


def test_rasas_own_doors_are_closed(engine: Engine) -> None:
    root = engine.door.removesuffix("/webhooks/turns")
    for path in ("/model", "/conversations/x/tracker", "/webhooks/rest/webhook", "/domain"):
        assert httpx.get(f"{root}{path}", trust_env=False).status_code == 404


def test_who_is_to_be_forgotten_is_a_stranger_afterwards(engine: Engine) -> None:
    asked = turn("told", "기억 비밀고양이 전주 일자리", "forgotten")
    told = engine.post("turn", asked).json()
    assert told["slots"]
    assert engine.post("forget", {"senders": ["forgotten", "never-met"]}).json() == {"forgotten": 2}
    assert "기억 비밀고양이" not in str(engine.post("turn", turn("later", "안녕", "forgotten")).json()["slots"])
    kept = b"".join(path.read_bytes() for path in engine.log.parent.joinpath("engine").glob("engine.sqlite3*"))
    assert "비밀고양이".encode("unicode_escape") not in kept
    assert "비밀고양이".encode() not in kept


@pytest.mark.parametrize("senders", [None, "one", [1], [""], ["x" * 129], ["x"] * 101])
def test_a_list_that_is_none_forgets_nobody(engine: Engine, senders: object) -> None:
    assert engine.post("forget", {"senders": senders}).status_code == 400
