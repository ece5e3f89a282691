"""Private answers serve the open question and are kept nowhere else."""

from __future__ import annotations

import json

from bot.engine import discreet

ASKING = {"field": "age", "private": {"disability": "severe"}}
PRESSED = {"entity": "fact", "value": {"disability": "severe", "private": True}}


def test_of_the_past_only_the_slot_as_it_is_now_keeps_what_was_answered() -> None:
    events = [
        {"event": "user", "text": '/provide_info{"fact": {"disability": "severe", "private": true}}',
         "parse_data": {"intent": {"name": "provide_info"}, "entities": [PRESSED]}},
        {"event": "slot", "name": "asking", "value": ASKING},
        {"event": "slot", "name": "asking", "value": ASKING},
        {"event": "slot", "name": "facts", "value": {"age": 30}},
    ]  # fmt: skip
    kept = discreet.events(events)
    assert kept[0]["text"] == kept[0]["parse_data"]["text"] == "/provide_info"
    assert kept[0]["parse_data"]["entities"] == []
    assert [one.get("value") for one in kept[1:]] == [{"field": "age"}, ASKING, {"age": 30}]
    ended = discreet.events([*events, {"event": "slot", "name": "asking", "value": None}])
    assert "severe" not in json.dumps(ended)


def test_the_house_is_told_nothing_private() -> None:
    age = {"entity": "age", "value": 30}
    body = {"turn": "t", "replies": [], "nlu": {"entities": [PRESSED, age]}, "slots": {"asking": ASKING, "facts": {}}}
    told = discreet.answer(body)
    assert told["nlu"]["entities"] == [age]
    assert told["slots"] == {"asking": {"field": "age"}, "facts": {}}
    assert body["slots"]["asking"] == ASKING


def test_what_is_not_private_stays_as_it_was() -> None:
    user = {"event": "user", "text": "30살", "parse_data": {"intent": {"name": "provide_info"}, "entities": []}}
    assert discreet.events([user]) == [user]
