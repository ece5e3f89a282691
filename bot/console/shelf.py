"""Real cards for a counselor's words: vacancies and courses of the local catalogue, programmes of the knowledge.

What is inserted is built here from the source, never taken from the browser, so a card always says where it is from.
The knowledge is asked through its own command line: the bot imports no action.
"""

from __future__ import annotations

import asyncio
import json
import sys
from functools import cache
from typing import Any

import yaml

from bot.settings import ROOT
from bot.store import catalogue
from bot.store.clock import Clock
from bot.store.database import Database
from bot.store.offers import Course, CourseQuery, Vacancy, VacancyQuery
from bot.talk.hours import SEOUL
from bot.web.problems import Problem
from bot.words import Card, Json

KINDS = ("vacancy", "course", "programme")
NAMES = ROOT / "nlu_data/lookups/programmes.yml"
MOST = 6
WITHIN = 15.0


class Shelf:
    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self._cards: dict[str, Card] = {}

    async def find(self, kind: str, words: str) -> list[Card]:
        """Return at most six cards for what was typed."""
        if kind == "programme":
            found = [await self._programme(id) for id in _named(words)[:MOST]]
            return [card for card in found if card is not None]
        today, keywords = self.clock().astimezone(SEOUL).date(), tuple(words.split()[:5])
        async with self.database.read() as connection:
            if kind == "vacancy":
                jobs = await catalogue.find_vacancies(
                    connection, VacancyQuery(today=today, keywords=keywords), MOST
                )
                return [_vacancy(one) for one in jobs.items]
            courses = await catalogue.find_courses(connection, CourseQuery(today=today, keywords=keywords), MOST)
            return [_course(one) for one in courses.items]

    async def card(self, kind: str, id: str) -> Card | None:
        """Return one card by its id, or None when there is none (any more)."""
        if kind == "programme":
            return await self._programme(id) if any(id == known for known, _ in programmes()) else None
        today = self.clock().astimezone(SEOUL).date()
        async with self.database.read() as connection:
            if kind == "vacancy":
                job = await catalogue.vacancy(connection, id)
                return None if job is None or job.closed(today) else _vacancy(job)
            course = await catalogue.course(connection, id)
        return None if course is None or course.closed(today) else _course(course)

    async def judge(self, programme: str, facts: Json) -> Json:
        """Judge eligibility for these facts. Raises `Problem` 400 when the knowledge does not know them."""
        pairs = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in facts.items()]
        code, out, err = await _knowledge("judge", programme, *pairs, "--json")
        if code != 0:
            said = err.strip().splitlines()
            raise Problem(400, "bad_facts", said[-1] if said else "판단할 수 없는 내용이에요.", field="facts")
        judged: Json = json.loads(out)
        return judged

    async def _programme(self, id: str) -> Card | None:
        if id not in self._cards:
            code, out, _ = await _knowledge("show", id, "--json")
            if code != 0:
                return None
            self._cards[id] = _told(json.loads(out))
        return self._cards[id]


@cache
def programmes() -> list[tuple[str, list[str]]]:
    """Return every programme's id and names."""
    with NAMES.open(encoding="utf-8") as text:
        return [(one["id"], one["names"]) for one in yaml.load(text, yaml.CSafeLoader)["programmes"]]


def _named(words: str) -> list[str]:
    """Return the ids of the programmes that are called so; whoever is called nothing more comes first."""
    wanted = words.split()
    fits = [
        (min((len(name) for name in names if any(w in name for w in wanted)), default=0), id)
        for id, names in programmes() if all(any(w in name for name in names) for w in wanted)
    ]  # fmt: skip
    return [id for _, id in sorted(fits)]


async def _knowledge(*words: str) -> tuple[int, str, str]:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "actions.knowledge", *words, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(WITHIN):
            out, err = await child.communicate()
    except TimeoutError:
        child.kill()
        raise Problem(503, "too_slow", "판단이 오래 걸려요. 잠시 뒤에 다시 해 주세요.") from None
    return child.returncode or 0, out.decode(), err.decode()


def _vacancy(one: Vacancy) -> Card:
    until = f"{one.deadline.month}월 {one.deadline.day}일까지" if one.deadline else "채용 시 마감"
    lines = tuple(line for line in (one.pay_text, one.hours_text, until) if line)
    return Card(
        "vacancy", one.id, one.title, f"{one.company} · {one.place}", lines, _source(one.source, one.practice),
        one.fetched_at.isoformat(), one.link, one.practice,
    )  # fmt: skip


def _course(one: Course) -> Card:
    when = f"{one.starts_on.month}월 {one.starts_on.day}일 시작 · {one.ends_on.month}월 {one.ends_on.day}일 끝"
    fee = f"수강료 전체 {one.fee:,}원" if one.fee else ""
    return Card(
        "course", one.id, one.title, f"{one.institute} · {one.place}", tuple(line for line in (when, fee) if line),
        _source(one.source, one.practice), one.fetched_at.isoformat(), one.link, one.practice,
    )  # fmt: skip


def _source(source: str, practice: bool) -> str:
    return "연습용 자료" if practice else source


def _told(one: dict[str, Any]) -> Card:
    benefits = [f"{b['what']}{': ' + b['amount'] if b.get('amount') else ''}" for b in one.get("benefits", [])[:2]]
    cited = [s["source"]["short"] for s in one.get("sources", [])[:2] if isinstance(s.get("source"), dict)]
    year = f"{one['facts_valid_year']}년 기준"
    lines = tuple(line for line in (one.get("target"), *benefits, *one.get("apply", [])[:1]) if line)
    source = ", ".join([*dict.fromkeys(cited), year, f"{one['checked_on']} 확인"])
    return Card("programme", one["id"], one["name"], str(one.get("operator", "")), lines, source)
