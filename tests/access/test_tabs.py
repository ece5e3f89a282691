"""A counselor with two tabs is one counselor: one presence, one owner, one line, one draft."""

from __future__ import annotations

import asyncio
import json

from bot.store import duty
from tests.access.test_desk import accept, hear, line, listening, waiting
from tests.gateway import Gateway


async def test_two_tabs_that_accept_at_once_are_one_owner_with_one_greeting(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (window, card):
        answers = await asyncio.gather(*(accept(hana, card) for _ in range(4)))
        assert {answer.status_code for answer in answers} == {200}
        await window.until("state", control="human")
        shown = (await hana.get(f"conversations/{card['talk']}/messages")).json()["items"]
        assert [one["body"].get("event") for one in shown].count("connected") == 1


async def test_both_tabs_hear_and_one_that_closes_takes_the_counselor_not_away(house: Gateway) -> None:
    hana = await house.counselor("hana")
    me = (await hana.get("me")).json()["id"]
    async with waiting(house) as (window, card):
        await accept(hana, card)
        async with listening(house, hana) as first:
            async with listening(house, hana) as second:
                await window.say("두 창에 보이나요?")
                for tab in (first, second):
                    await hear(tab, "message", conversation_id=card["talk"])
            await first.send(json.dumps({"type": "ping"}))
            await hear(first, "pong")
            async with house.talk.database.read() as connection:
                known = await duty.of(connection, me)
            assert known is not None
            assert known.present(house.talk.handoffs.clock())
            await window.say("아직 계신가요?")
            await hear(first, "message", conversation_id=card["talk"])


async def test_a_look_of_one_tab_outlives_the_other(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        async with listening(house, hana) as first:
            await first.send(json.dumps({"type": "view", "viewing": card["talk"]}))
            await hear(first, "viewing", staff=["hana 님"])
            async with listening(house, hana) as second:
                await second.send(json.dumps({"type": "view", "viewing": card["talk"]}))
                await hear(second, "viewing", staff=["hana 님"])
            await first.send(json.dumps({"type": "ping"}))
            await hear(first, "pong")
            async with listening(house, hana) as third:
                await third.send(json.dumps({"type": "view", "viewing": card["talk"]}))
                assert (await hear(third, "viewing", conversation_id=card["talk"]))["staff"] == ["hana 님"]


async def test_a_line_sent_in_one_tab_is_no_draft_in_the_other(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (window, card):
        await accept(hana, card)
        where = f"conversations/{card['talk']}"
        await hana.post(f"{where}/draft", json={"text": "서류는 이렇게", "note": False})
        assert (await hana.get("conversations")).json()["items"][0]["draft"]["text"] == "서류는 이렇게"
        await hana.post(f"{where}/messages", json=line("m1", "서류는 이렇게 준비하세요"))
        await window.until_said("서류는 이렇게 준비하세요")
        assert (await hana.get("conversations")).json()["items"][0]["draft"] is None


async def test_a_line_whose_answer_was_lost_is_found_again_after_the_talk_was_given_away(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        where = f"conversations/{card['talk']}/messages"
        first = await hana.post(where, json=line("m1", "한 번만 적어요"))
        await hana.post(f"handoffs/{card['handoff']}/resolve", json={"outcome": "해결"})
        again = await hana.post(where, json=line("m1", "한 번만 적어요"))
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json()["seq"] == first.json()["seq"]
        late = await hana.post(where, json=line("m2", "늦은 말"))
        assert (late.status_code, late.json()["code"]) == (409, "not_yours")


async def test_the_same_id_in_another_talk_is_another_line(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, one), waiting(house) as (_, other):
        for card in (one, other):
            await accept(hana, card)
            said = await hana.post(f"conversations/{card['talk']}/messages", json=line("m1", "안녕하세요"))
            assert said.status_code == 201, said.text
