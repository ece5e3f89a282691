"""Several questions in one message are one turn: one outcome, in their order, all or nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.contract.conftest import Engine

pytestmark = pytest.mark.engine

TWO = "센터 몇 시까지 해요? 그리고 이력서 첨삭도 해주나요?"
THREE = f"{TWO} 전주 사무직 일자리 찾아줘"


def turn(number: str, text: str, sender: str = "") -> dict[str, Any]:
    return {"turn": f"several {number}", "sender": sender or f"several person {number}", "text": text}


def said(answer: Any) -> list[str]:
    return [reply["text"] for reply in answer.json()["replies"]]


def calls(engine: Engine, *texts: str) -> list[str]:
    return [call["action"] for call in engine.actions_asked() if call["text"] in texts]


def test_two_questions_are_answered_in_their_order(engine: Engine) -> None:
    answer = engine.post("turn", turn("two", TWO))
    assert said(answer) == ["action_centre: 센터 몇 시까지 해요?", "action_faq: 이력서 첨삭도 해주나요?"]
    nlu = answer.json()["nlu"]
    assert nlu.keys() == {"text", "intent", "confidence", "ranking", "entities", "parts"}
    assert (nlu["text"], nlu["intent"]) == (TWO, "ask_centre")
    assert [part["intent"] for part in nlu["parts"]] == ["ask_centre", "job_preparation"]
    assert [TWO[part["start"] : part["end"]] for part in nlu["parts"]] == [part["text"] for part in nlu["parts"]]
    buttons = [button["title"] for reply in answer.json()["replies"] for button in reply.get("buttons", [])]
    assert buttons == ["더 보기"]


def test_values_keep_their_place_in_the_message(engine: Engine) -> None:
    text = "센터 몇 시까지 해요? 그리고 전주 사무직 일자리 찾아줘"
    nlu = engine.post("turn", turn("places", text)).json()["nlu"]
    found = nlu["parts"][1]["entities"]
    assert [(one["entity"], text[one["start"] : one["end"]]) for one in found] == [
        ("region", "전주"),
        ("occupation", "사무직"),
    ]


def test_five_at_once_are_one_turn_with_two_answers(engine: Engine) -> None:
    text = TWO.replace("센터", "오늘 센터")
    asked = turn("five", text)
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: engine.post("turn", asked), range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert calls(engine, "오늘 센터 몇 시까지 해요?") == ["action_centre"]


def test_the_outcome_outlives_kill_9(engine: Engine) -> None:
    asked = turn("kept", THREE)
    before = engine.post("turn", asked)
    engine.kill()
    engine.start()
    assert engine.post("turn", asked).text == before.text


@pytest.mark.parametrize("fault", ["고장", "느림"])
def test_one_that_fails_fails_the_turn_and_leaves_nothing(engine: Engine, fault: str) -> None:
    sender = f"several unlucky {fault}"
    text = f"기억 센터 몇 시까지 해요? 그리고 {fault} 이력서 첨삭도 해주나요?"
    assert engine.post("turn", turn(f"failed {fault}", text, sender)).status_code == 502
    again = engine.post("turn", turn(f"failed {fault}", TWO, sender))
    assert again.status_code == 200
    assert "facts" not in again.json()["slots"]


def test_the_second_knows_what_the_first_has_learnt(engine: Engine) -> None:
    text = "기억 센터 몇 시까지 해요? 그리고 이력서 첨삭도 해주나요?"
    engine.post("turn", turn("learnt", text))
    last = engine.actions_asked()[-1]
    assert last["slots"]["facts"] == {"said": "기억 센터 몇 시까지 해요?"}


def test_the_third_is_offered(engine: Engine) -> None:
    answer = engine.post("turn", turn("three", THREE))
    last = engine.actions_asked()[-1]
    assert (last["action"], last["slots"]["unanswered"]) == ("action_unanswered", ["전주 사무직 일자리 찾아줘"])
    assert len(said(answer)) == 2
    assert said(answer)[1].startswith("action_faq: 이력서 첨삭도 해주나요?\naction_unanswered")


def test_what_asks_back_stands_last_and_keeps_the_floor(engine: Engine) -> None:
    text = "되물음 센터 몇 시까지 해요? 그리고 이력서 첨삭도 해주나요?"
    body = engine.post("turn", turn("asks", text)).json()
    assert [reply["text"].split(":")[0] for reply in body["replies"]] == ["action_faq", "action_centre"]
    assert body["slots"]["asking"] == {"field": "age"}


def test_only_one_asks_back(engine: Engine) -> None:
    text = "되물음 센터 몇 시까지 해요? 그리고 되물음 이력서 첨삭도 해주나요?"
    body = engine.post("turn", turn("both ask", text)).json()
    assert [reply["text"].split(":")[0] for reply in body["replies"]] == ["action_centre"]
    assert engine.actions_asked()[-1]["slots"]["unanswered"] == ["되물음 이력서 첨삭도 해주나요?"]


@pytest.mark.parametrize(
    "text", ["퇴사했어요. 실업급여 돼요?", "안녕하세요 센터 몇 시까지 해요?", "전주나 익산 사무직"]
)
def test_one_question_is_one_answer(engine: Engine, text: str) -> None:
    answer = engine.post("turn", turn(f"one {text}", text))
    assert len(said(answer)) == 1
    assert said(answer)[0].endswith(text)
    assert "parts" not in answer.json()["nlu"]


def test_a_cry_is_the_whole_message(engine: Engine) -> None:
    text = "센터 몇 시까지 해요? 그리고 죽고 싶은데 어떡해요? 이력서 첨삭도 해주나요?"
    answer = engine.post("turn", turn("cry", text))
    assert said(answer) == [f"action_care: {text}"]
    assert answer.json()["nlu"]["intent"] == "distress"


def test_a_question_comes_back_as_a_button(engine: Engine) -> None:
    asked = {"turn": "say", "sender": "sayer", "payload": "say:센터 몇 시까지 해요?"}
    body = engine.post("turn", asked).json()
    assert (body["nlu"]["intent"], body["nlu"]["text"]) == ("ask_centre", "센터 몇 시까지 해요?")
    slash = engine.post("turn", {"turn": "say/", "sender": "sayer", "payload": "say:/restart"}).json()
    assert slash["nlu"]["text"] == "／restart"
    assert engine.post("turn", {"turn": "say ", "sender": "sayer", "payload": "say: "}).status_code == 400


def test_understanding_stays_one_reading(engine: Engine) -> None:
    [read] = engine.understand(TWO)
    assert read.keys() == {"text", "intent", "confidence", "ranking", "entities"}
    assert read["text"] == TWO
