"""The judged sentences over the practice data: nothing shown breaks a condition, and the best come first.

The grades are given by looking at the posting as it was received, in another way than the search does: words of the
work in the title are worth 3, in the name of the occupation 2, an official code of that work 1; what breaks another
condition is worth nothing.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.names import load_names
from actions.seeking import codes, finding, reading
from actions.seeking.__main__ import card
from actions.sources.__main__ import lines
from bot.store import catalogue
from bot.store.catalogue import Vacancy
from bot.store.database import Database
from bot.store.tables import metadata

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
JUDGED: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("judged.yml").read_text(encoding="utf-8"))
AT_FIVE = 0.9
NAMES = load_names()
NIGHT = re.compile(r"야간(?!\s*(?:근무)?\s*(?:없음|수당))|교대|격일|24시간|심야|나이트")
OLD_ENOUGH = {"any": 0, "middle": 1, "high": 2, "college": 3, "university": 4, "graduate": 5}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that holds the practice data."""
    url = f"sqlite:///{tmp_path_factory.mktemp('judged') / 'a.db'}"
    asyncio.run(_fill(url))
    return url


@pytest.fixture
async def practice(filled: str) -> AsyncIterator[Database]:
    database = Database(filled)
    yield database
    await database.close()


async def _fill(url: str) -> None:
    database = Database(url)
    await database.open()
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    records = [json.loads(line) for line in lines(TODAY)]
    for kind, save in (("vacancy", catalogue.save_vacancies), ("course", catalogue.save_courses)):
        some = [record[kind] for record in records if kind in record]
        await database.write(lambda c, save=save, some=some: save(c, some, AT))
    await database.close()


async def _every(database: Database) -> list[Vacancy]:
    async with database.read() as connection:
        page = await catalogue.find_vacancies(connection, catalogue.VacancyQuery(today=TODAY), 1_000)
    return list(page.items)


def broken(v: Vacancy, wish: dict[str, Any]) -> list[str]:
    """Return the conditions that the posting breaks, judged by its own words."""
    hours = f"{v.hours_text} {v.title}"
    names = NAMES
    places = [names.region(code).split()[0] for code in wish.get("regions", ())]
    pay = wish.get("pay")
    checks = {
        "regions": not places or "52000" in wish["regions"] or any(v.place.startswith(p) for p in places),
        "pay": not pay or (v.pay_kind == pay["kind"] and (v.pay_min or v.pay_max or 0) >= pay.get("min", 0)),
        "work_days": "work_days" not in wish or v.work_days == wish["work_days"],
        "night": "night" not in wish.get("shift_exclude", ()) or not NIGHT.search(hours),
        "weekend": "weekend" not in wish.get("shift_exclude", ()) or not re.search(r"주말 근무|토·일|격주", hours),
        "three": "three" not in wish.get("shift_exclude", ()) or not re.search(r"3\s*교대", hours),
        "welfare": all(each in v.welfare for each in wish.get("welfare", ())),
        "targets": not wish.get("targets") or bool(set(wish["targets"]) & set(v.targets)),
        "education": "education" not in wish or OLD_ENOUGH[v.education] <= OLD_ENOUGH[wish["education"]],
        "career": wish.get("career") not in ("any", "new") or v.career != "experienced",
        "car": not wish.get("car_free") or "운전" not in v.raw.get("certificate", "") + v.raw.get("pfCond", ""),
        "employment": not wish.get("employments") or v.employment in wish["employments"],
        "ends": "ends" not in wish or (v.ends is not None and v.ends <= wish["ends"]),
        "unwanted": not any(w in v.title for id in wish.get("unwanted", ()) for w in codes.work()[id].words[:3]),
        "elsewhere": not any(v.region == code for code in wish.get("region_exclude", ())),
        "open": not v.closed(TODAY),
    }
    return [name for name, holds in checks.items() if not holds]


def worth(v: Vacancy, wish: dict[str, Any]) -> int:
    """Return 0 to 3: how well the posting answers the sentence."""
    if broken(v, wish):
        return 0
    if "work" not in wish:
        return 1
    tight, named = v.title.replace(" ", "").lower(), v.occupation_name.replace(" ", "")
    ids = [inner for id in wish["work"] for inner in codes.within(id)]
    words = [word for id in ids for word in codes.work()[id].words]
    if any(word in tight for word in words):
        return 3
    if any(len(word) > 2 and word in named for word in words):
        return 2
    return 1 if any(v.job_code in codes.work()[id].codes for id in wish["work"]) else 0


def gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:5]))


async def test_nothing_shown_breaks_a_condition_but_those_given_up(practice: Database) -> None:
    """Every card of every sentence, beside what was asked; what was given up is named."""
    seen = 0
    for sentence in JUDGED:
        wish = reading.read(sentence)
        async with practice.read() as connection:
            found = await finding.search(connection, wish, TODAY, 10)
        for item in found.page.items:
            seen += 1
            assert set(found.relaxed) <= set(finding.conditions(wish)), sentence
            if isinstance(item, Vacancy):
                assert not broken(item, found.search), (sentence, item.title, item.hours_text, found.relaxed)
    assert seen > 800


async def test_the_best_come_first(practice: Database) -> None:
    """nDCG@5 of the sentences for which something fits wholly; what fits only in part is judged by the test above."""
    every, scores = await _every(practice), {}
    for sentence, judged in JUDGED.items():
        if judged.get("kind") == "course" or judged.get("sort"):
            continue
        ideal = gain(sorted((worth(v, judged) for v in every), reverse=True))
        async with practice.read() as connection:
            found = await finding.search(connection, reading.read(sentence), TODAY, 5)
        if ideal and not found.relaxed:
            scores[sentence] = gain([worth(v, judged) for v in found.page.items]) / ideal
    mean = sum(scores.values()) / len(scores)
    assert len(scores) >= 100
    assert mean >= AT_FIVE, sorted(scores.items(), key=lambda score: score[1])[:20]


async def test_cards_say_why_where_from_and_when(practice: Database) -> None:
    wish = reading.read("전주 사무직 주5일 경력무관")
    async with practice.read() as connection:
        found = await finding.search(connection, wish, TODAY, 3)
    shown = card(found.page.items[0], found.search, NAMES)
    assert {"주 5일", "경력 무관"} <= set(shown["why"])
    assert any("전주" in reason for reason in shown["why"])
    assert shown["source"] == "연습용 자료"
    assert shown["fetched_at"].startswith("2026-11-23T00:30")


async def test_pages_follow_each_other_without_gap_or_repeat(practice: Database) -> None:
    wish, seen = reading.read("전주 사무직"), []
    async with practice.read() as connection:
        while (page := (await finding.search(connection, wish, TODAY, 5, len(seen))).page).items:
            seen += [item.id for item in page.items]
    assert len(seen) == len(set(seen)) == page.total


async def test_a_job_that_nobody_offers_is_answered_by_what_is_akin_and_says_so(practice: Database) -> None:
    async with practice.read() as connection:
        found = await finding.search(connection, reading.read("전주 캐디"), TODAY, 3)
    assert "jobs" in found.relaxed
    assert found.page.items


async def test_where_nothing_is_shown_it_is_said_how_old_the_catalogue_is(practice: Database, tmp_path: Path) -> None:
    async with practice.read() as connection:
        past_the_end = await finding.search(connection, reading.read("전주 사무직"), TODAY, 5, 10_000)
    assert (past_the_end.page.items, past_the_end.page.fetched_at) == ((), AT)
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    async with empty.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with empty.read() as connection:
        nothing = await finding.search(connection, reading.read("전주 사무직"), TODAY, 5)
    assert (nothing.page.total, nothing.page.fetched_at) == (0, None)
    await empty.close()
