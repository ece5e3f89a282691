"""Talks the bot holds alone: how they go is shown, a look is a decision that is logged, taking over is one step."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bot.store import duty, staff
from bot.store.clock import now
from bot.store.tables import conversation
from tests.access.test_desk import accept, hear, line, listening, waiting
from tests.gateway import Gateway


async def test_who_talks_with_the_bot_is_listed_without_a_word_and_a_look_is_written_down(house: Gateway) -> None:
    hana = await house.counselor("hana")
    me = (await hana.get("me")).json()["id"]
    async with house.window() as window:
        await window.say("혼자 알아볼게요")
        await window.until_said("답: 혼자 알아볼게요")
        id = window.frames[0]["talk"]
        listed = await hana.get("bot-talks")
        (shown,) = listed.json()["items"]
        assert (shown["id"], shown["said"], shown["channel"]) == (id, 1, "widget")
        assert "혼자" not in listed.text
        lines = (await hana.get(f"conversations/{id}/messages")).json()["items"]
        assert [one["body"]["text"] for one in lines] == ["혼자 알아볼게요", "답: 혼자 알아볼게요"]
        async with house.talk.database.read() as connection:
            log = [row for row in await staff.accesses(connection) if row["staff_id"] == me]
    assert [row["action"] for row in log[-2:]] == ["bot_talks.view", "conversation.messages"]
    assert log[-1]["detail"] == {"after_seq": 0, "unasked": True}


async def test_a_look_is_told_of_new_words_and_ends_in_taking_over(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with house.window() as window, listening(house, hana) as socket:
        await window.say("실업급여요")
        id = window.frames[0]["talk"]
        await socket.send(f'{{"type": "view", "viewing": "{id}"}}')
        await socket.send('{"type": "ping"}')
        await hear(socket, "pong")
        await window.say("못 알아듣네요")
        await hear(socket, "message", conversation_id=id)
        refused = await hana.post(f"conversations/{id}/messages", json=line("m1", "엿보며 쓰기"))
        assert (refused.status_code, refused.json()["code"]) == (409, "not_yours")
        taken = await hana.post(f"conversations/{id}/seize", json={})
        assert (taken.status_code, taken.json()["handoff"]["reason"]) == (200, "proactive")
        await window.until("state", control="human")
        assert (await hana.get("bot-talks")).json()["items"] == []


async def test_only_what_is_said_just_now_may_be_looked_at(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with house.window() as window:
        await window.say("아까 한 말")
        await window.until_said("답: 아까 한 말")
        id = window.frames[0]["talk"]
        old = update(conversation).where(conversation.c.id == id).values(last_citizen_at=now() - timedelta(minutes=31))
        await house.talk.database.write(lambda c: c.execute(old))
        assert (await hana.get("bot-talks")).json()["items"] == []
        for ask in (hana.get(f"conversations/{id}"), hana.post(f"conversations/{id}/seize", json={})):
            assert (await ask).status_code == 404


async def test_another_teams_citizen_is_as_if_they_were_not(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")
    ids = [(await browser.get("me")).json()["id"] for browser in (hana, dul)]

    async def teams(connection) -> None:
        await duty.keep_team(connection, "young", {"name": "청년팀", "segments": ["youth"]})
        await duty.keep_team(connection, "old", {"name": "어르신팀", "segments": ["senior"]})
        for id, team in zip(ids, ("young", "old"), strict=True):
            await duty.keep(connection, id, teams=[team])

    await house.talk.database.write(teams)
    house.talk.brain.slots = {"facts": {"age": 24}}
    async with house.window() as window:
        await window.say("스물네 살이에요")
        await window.until_said("답: 스물네 살이에요")
        id = window.frames[0]["talk"]
        assert [one["id"] for one in (await hana.get("bot-talks")).json()["items"]] == [id]
        assert (await dul.get("bot-talks")).json()["items"] == []
        assert (await hana.get(f"conversations/{id}")).status_code == 200
        assert (await dul.get(f"conversations/{id}")).status_code == 404


async def test_past_consultations_and_other_channels_are_on_the_persons_card(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (window, card):
        await accept(hana, card)
        await hana.post(f"handoffs/{card['handoff']}/return", json={"mode": "menu", "outcome": "answered"})
        await window.until("state", control="bot")
        await window.say("상담원 다시 불러 주세요")
        await window.until("state", control="queued")
        seen = (await hana.get(f"conversations/{card['talk']}")).json()
        (past,) = seen["past"]
        assert (past["owner_name"], past["state"], past["reason"]) == ("hana 님", "returned", "user_asked")
        assert past["outcome"] == "answered"
        assert past["ended_at"]
        assert [(one["channel"], one["state"]) for one in seen["channels"]] == [("widget", "ok")]
