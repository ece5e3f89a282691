"""Saved searches on both databases: consent, new ones once, by day, never beside a person, stopped by a word."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from actions.speech.alerts import ask
from bot.store import conversations, deliveries
from bot.store.alert_tables import saved_search, told_match
from bot.store.database import Database
from bot.store.tables import delivery
from bot.talk.alerts import KEPT, MOST_SAVED, is_stop, next_digest
from bot.talk.hours import QUIET_FROM, QUIET_TO, SEOUL, quiet
from tests.conftest import FakeClock
from tests.talk.telling import LETTER, SEARCH, Telling

HOUR, DAY = 3_600, 86_400


@pytest.fixture
def telling(database: Database, clock: FakeClock) -> Telling:
    return Telling(database, clock)


async def rows(database: Database, table: object) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def test_what_is_kept_is_the_search_until_a_day_and_it_is_said(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    (kept,) = await telling.kept(talk)
    assert (kept.search, kept.label, kept.how, kept.consent) == (SEARCH, LETTER["label"], "instant", "2026-11")
    assert (kept.consented_at, kept.expires_at) == (clock(), clock() + KEPT)
    (said,) = await telling.lines(talk, "alerts")
    assert "2027년 2월 22일까지" in said.body["text"]
    assert [b["label"] for b in said.body["buttons"]] == ["내 알림 보기", "알림 그만"]


def test_what_people_agree_to_is_what_is_done() -> None:
    (bubble,) = ask("군산시 요양보호사", SEARCH).bubbles
    assert f"{KEPT.days}일 동안 보관" in bubble.text
    assert f"밤 {QUIET_FROM.hour - 12}시부터 아침 {QUIET_TO.hour}시까지" in bubble.text


async def test_new_ones_are_told_once_and_what_comes_later_alone(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought("a", "b")
    await telling.alerts.look()
    await telling.alerts.look()
    clock.pass_(HOUR)
    await telling.brought("c")
    await telling.alerts.look()
    assert await telling.told(talk) == [["a", "b"], ["c"]]
    assert telling.asked[0] == (SEARCH, clock() - timedelta(hours=2))  # what first came after the consent
    (line, _) = await telling.lines(talk)
    assert all(one["source"] and one["fetched_at"] for one in line.body["cards"])


async def test_nobody_is_asked_while_no_source_brought_anything(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.alerts.look()
    assert telling.asked == []


async def test_many_are_three_cards_and_a_way_to_all(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought(*"abcde")
    await telling.alerts.look()
    assert await telling.told(talk) == [["a", "b", "c"]]
    (line,) = await telling.lines(talk)
    assert "5건" in line.body["text"]
    assert [b["label"] for b in line.body["buttons"]] == ["모두 보기", "내 알림 보기", "알림 그만"]
    clock.pass_(HOUR)
    await telling.brought()
    await telling.alerts.look()
    assert len(await telling.lines(talk)) == 1


async def test_a_digest_comes_once_a_day_in_the_morning(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk, how="digest")
    clock.pass_(HOUR)
    await telling.brought("a")
    await telling.alerts.look()
    assert await telling.told(talk) == []
    clock.at = next_digest(clock())
    await telling.alerts.look()
    clock.pass_(HOUR)
    await telling.brought("b")
    await telling.alerts.look()
    assert await telling.told(talk) == [["a"]]
    clock.at = next_digest(clock())
    await telling.alerts.look()
    assert await telling.told(talk) == [["a"], ["b"]]
    assert next_digest(clock()).astimezone(SEOUL).hour == 9


async def test_at_night_nothing_is_told_and_in_the_morning_it_is(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.at = clock().astimezone(SEOUL).replace(hour=21, minute=0)
    await telling.brought("a")
    for _ in range(11):
        assert quiet(clock())
        await telling.alerts.look()
        clock.pass_(HOUR)
    assert not quiet(clock())
    assert await telling.told(talk) == []
    await telling.alerts.look()
    assert await telling.told(talk) == [["a"]]


@pytest.mark.parametrize("floor", ["queued", "human"])
async def test_beside_a_person_nothing_is_said_and_afterwards_it_is(
    telling: Telling, clock: FakeClock, floor: str
) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought("a")
    await _give(telling, talk.id, floor, "bot")
    await telling.alerts.look()
    assert await telling.told(talk) == []
    await _give(telling, talk.id, "bot", floor)
    await telling.alerts.look()
    assert await telling.told(talk) == [["a"]]


async def _give(telling: Telling, id: str, to: str, came_from: str) -> None:
    at = telling.clock()
    await telling.database.write(lambda c: conversations.change_control(c, id, to=to, came_from=(came_from,), at=at))


async def test_who_takes_the_floor_while_it_is_looked_for_is_not_spoken_beside(
    telling: Telling, clock: FakeClock
) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought("a")
    find = telling.alerts.find

    async def meanwhile(search, since):
        await _give(telling, talk.id, "human", "bot")
        return await find(search, since)

    telling.alerts.find = meanwhile
    await telling.alerts.look()
    assert await telling.told(talk) == []
    assert await rows(telling.database, told_match) == 0


async def test_who_is_just_talking_is_not_interrupted(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought("a")
    await telling.say("p1", "전주 사무직 찾아줘")
    await telling.alerts.look()
    assert await telling.told(talk) == []
    clock.pass_(200)
    await telling.alerts.look()
    assert await telling.told(talk) == [["a"]]


async def test_while_nobody_can_say_what_is_new_it_waits(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought("a")
    telling.away = True
    await telling.alerts.look()
    telling.away = False
    await telling.alerts.look()
    assert await telling.told(talk) == [["a"]]


async def test_several_gateways_looking_at_once_tell_once(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought("a", "b")
    await asyncio.gather(*(telling.alerts.look() for _ in range(5)))
    assert await telling.told(talk) == [["a", "b"]]


@pytest.mark.parametrize("word", ["알림 그만", "그만 받을래", "수신거부"])
@pytest.mark.parametrize("floor", ["bot", "human"])
async def test_one_word_stops_and_forgets_whoever_has_the_floor(telling: Telling, word: str, floor: str) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    await telling.save(talk, search={**SEARCH, "regions": ["52140"]})
    if floor != "bot":
        await _give(telling, talk.id, floor, "bot")
    await telling.say("p1", word)
    assert await telling.kept(talk) == []
    assert "모두 껐어요" in (await telling.lines(talk, "alerts"))[-1].body["text"]


async def test_who_has_no_alerts_may_say_so_without_being_misunderstood(telling: Telling) -> None:
    talk = await telling.meet()
    await telling.say("p1", "그만 받을래")
    assert await telling.lines(talk, "alerts") == []  # the engine is asked what is meant


@pytest.mark.parametrize("text", ["그만", "알림이 뭐예요?", "알림 취소하면 어떻게 돼요?", "실업급여 그만 받을래"])
def test_other_words_stop_nothing(text: str) -> None:
    assert not is_stop(text)


async def test_they_are_listed_and_one_can_be_deleted_by_its_owner_alone(telling: Telling, clock: FakeClock) -> None:
    mine, theirs = await telling.meet(), await telling.meet("p2")
    await telling.save(mine)
    clock.pass_(1)
    await telling.save(mine, search={**SEARCH, "regions": ["52140"]}, label="익산시 요양보호사")
    await telling.database.write(lambda c: telling.saved.letter(c, mine, "list_alerts", {}))
    listed = (await telling.lines(mine, "alerts"))[-1]
    assert "1. 군산시 요양보호사" in listed.body["text"]
    assert [b["label"] for b in listed.body["buttons"]] == ["1번 지우기", "2번 지우기", "모두 그만 받기"]
    first, second = await telling.kept(mine)
    await telling.database.write(lambda c: telling.inbox.orders.do(c, theirs, f"alert_drop:{first.id}"))
    assert len(await telling.kept(mine)) == 2
    await telling.database.write(lambda c: telling.inbox.orders.do(c, mine, f"alert_drop:{first.id}"))
    assert await telling.kept(mine) == [second]


async def test_the_same_again_is_renewed_and_there_is_room_for_few(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(DAY)
    await telling.save(talk, how="digest")
    (kept,) = await telling.kept(talk)
    assert (kept.how, kept.expires_at) == ("digest", clock() + KEPT)
    for region in ("52140", "52180", "52190", "52210"):
        await telling.save(talk, search={**SEARCH, "regions": [region]})
    assert len(await telling.kept(talk)) == MOST_SAVED
    assert any(f"{MOST_SAVED}개까지" in m.body["text"] for m in await telling.lines(talk, "alerts"))


async def test_when_the_time_is_over_it_is_forgotten_and_said_once(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet()
    await telling.save(talk)
    clock.pass_(KEPT.total_seconds())
    await telling.brought("a")
    await telling.alerts.look()
    await telling.alerts.look()
    (line,) = await telling.lines(talk)
    assert "기간이 끝나서 지웠어요" in line.body["text"]
    assert await telling.kept(talk) == []


async def test_who_wants_their_data_deleted_loses_every_trace_of_it_at_once(telling: Telling, clock: FakeClock) -> None:
    talk, other = await telling.meet(), await telling.meet("p2")
    await telling.save(talk)
    await telling.save(other)
    clock.pass_(HOUR)
    await telling.brought("a")
    await telling.alerts.look()
    await telling.inbox.erase(talk.id)
    assert await telling.kept(talk) == []
    assert len(await telling.kept(other)) == 1
    assert (await rows(telling.database, saved_search), await rows(telling.database, told_match)) == (1, 1)


async def test_a_messenger_is_handed_it_and_what_waits_goes_when_consent_does(
    telling: Telling, clock: FakeClock
) -> None:
    talk = await telling.meet("t1", "telegram")
    await telling.save(talk)
    clock.pass_(HOUR)
    await telling.brought("a")
    await telling.alerts.look()
    (line,) = await telling.lines(talk)
    async with telling.database.read() as connection:
        assert (await deliveries.of(connection, talk.id))[line.seq].state == "queued"
    await telling.say("t1", "알림 그만", "telegram")
    async with telling.database.read() as connection:
        gone = (await deliveries.of(connection, talk.id))[line.seq]
    assert (gone.state, gone.error_code) == ("failed", "withdrawn")


async def test_at_kakao_it_is_a_digest_and_stops_at_the_budget(telling: Telling, clock: FakeClock) -> None:
    talk = await telling.meet("k1", "kakao")
    await telling.save(talk, how="instant")
    assert [one.how for one in await telling.kept(talk)] == ["digest"]
    await telling.database.write(lambda c: c.execute(update(delivery).values(cost=telling.alerts.budget)))
    clock.at = next_digest(clock())
    await telling.brought("a")
    await telling.alerts.look()
    assert await telling.told(talk) == []
    clock.at = clock().astimezone(SEOUL).replace(month=12, day=1)
    await telling.alerts.look()
    assert await telling.told(talk) == [["a"]]
