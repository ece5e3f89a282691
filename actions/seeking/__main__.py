"""What a sentence was understood as and what it finds: `python -m actions.seeking "군산 요양보호사" --json`. Reads only.

With `--batch` every line of the standard input is answered by one line of JSON. The shape is in docs/search.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.names import Names, load_names
from actions.room import KST
from actions.seeking import finding, reading
from actions.seeking.why import why
from bot.settings import load
from bot.store.clock import now
from bot.store.database import Database
from bot.store.offers import COUNTED, Course, Vacancy

Json: TypeAlias = dict[str, Any]
A_PAGE: Final = 5
SPOKEN: Final = {
    "jobs": "occupations", "work_days": "days", "shifts": "hours", "parts": "hours", "begins": "hours", "ends": "hours",
    "longest": "hours", "employments": "employment", "career_months": "career", "targets": "target",
    "shift_exclude": "exclude", "part_exclude": "exclude", "employment_exclude": "exclude", "car_free": "car_free",
    "posted_within": "posted", "closes_within": "deadline", "until_filled": "deadline",
}  # fmt: skip


async def answer(connection: AsyncConnection, sentence: str, today: date, names: Names, limit: int, page: int) -> Json:
    """Return what the sentence means and finds, in the shape of docs/search.md."""
    wish = reading.read(sentence)
    found = await finding.search(connection, wish, today, limit, (page - 1) * limit)
    return {
        "query": sentence,
        "kind": wish["kind"],
        "conditions": told(wish),
        "relaxed": list(dict.fromkeys(SPOKEN.get(name, name) for name in found.relaxed)),
        "total": min(found.page.total, COUNTED),
        "more": found.page.total > COUNTED,
        "page": page,
        "cards": [card(item, found.search, names) for item in found.page.items],
        "fetched_at": _moment(found.page.fetched_at),
    }


def told(wish: Json) -> Json:
    """Return the conditions under the names that everybody knows; null or [] where nothing was said."""
    clock = {name: f"{wish[name] // 60:02}:{wish[name] % 60:02}" for name in ("begins", "ends") if name in wish}
    hours: list[Any] = [*wish.get("shifts", ()), *wish.get("parts", ())]
    hours += [{"from": clock.get("begins"), "to": clock.get("ends")}] if clock else []
    hours += [{"longest_minutes": wish["longest"]}] if "longest" in wish else []
    employment = wish.get("employments") or [None]
    common = {
        "regions": wish.get("regions", []),
        "near": bool(wish.get("near")),
        "occupations": [mark for mark in wish.get("jobs", ()) if not mark.startswith("w:")],
        "work": wish.get("work", []),
        "pay": {"min": None, "max": None, **wish["pay"]} if "pay" in wish else None,
        "days": _days(wish),
        "hours": hours or None,
        "employment": employment[0],
        "career": wish.get("career"),
        "career_months": wish.get("career_months"),
        "education": wish.get("education"),
        "welfare": wish.get("welfare", []),
        "target": wish.get("targets", []),
        "car_free": bool(wish.get("car_free")),
        "exclude": [
            *wish.get("shift_exclude", ()), *wish.get("part_exclude", ()), *wish.get("employment_exclude", ()),
            *(mark for mark in wish.get("job_exclude", ()) if not mark.startswith("w:")), *wish.get("region_exclude", ()),
        ],
        "exclude_work": wish.get("unwanted", []),
        "deadline": _deadline(wish),
        "posted": wish.get("posted_within"),
        "sort": wish.get("sort"),
        "keywords": wish.get("keywords", []),
    }  # fmt: skip
    if wish["kind"] == "vacancy":
        return common
    more = ("fields", "ncs", "card", "free", "course_kinds", "online", "schedule", "seats", "starts")
    return {**common, **{name: wish.get(name) for name in more}}


def _days(wish: Json) -> float | int | None:
    days = wish.get("work_days")
    return days if days is None or days % 1 else int(days)


def _deadline(wish: Json) -> Json | None:
    said = {"within_days": wish.get("closes_within"), "until_filled": wish.get("until_filled")}
    return said if any(value is not None for value in said.values()) else None


def card(item: Vacancy | Course, search: Json, names: Names) -> Json:
    """Return what is shown of one vacancy or course, with its source, its freshness and the reasons it is shown."""
    common = {
        "id": item.id, "title": item.title, "region": item.region, "place": item.place, "source": item.source,
        "fetched_at": _moment(item.fetched_at), "link": item.link, "practice": item.practice,
        "why": why(item, search, names),
    }  # fmt: skip
    if isinstance(item, Vacancy):
        deadline = item.deadline.isoformat() if item.deadline else None
        return {**common, "company": item.company, "pay": item.pay_text or "급여 협의", "pay_kind": item.pay_kind or None,
                "pay_min": item.pay_min, "pay_max": item.pay_max, "deadline": deadline,
                "deadline_kind": item.deadline_kind or None, "occupation": item.job_code or None}  # fmt: skip
    return {**common, "company": item.institute, "pay": None, "fee": item.fee, "seats": item.seats,
            "starts_on": item.starts_on.isoformat(), "ends_on": item.ends_on.isoformat(), "schedule": item.schedule or None,
            "online": item.online, "deadline": item.starts_on.isoformat(), "field": item.field or None,
            "employment_rate": item.employment_rate, "kind": item.kind}  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def readable(said: Json) -> str:
    """Return an answer for people at the shell."""
    conditions = {name: value for name, value in said["conditions"].items() if value not in (None, [], False)}
    total = f"{said['total']:,}건 넘게" if said["more"] else f"모두 {said['total']:,}건"
    lines = [f"{said['query']} → {json.dumps(conditions, ensure_ascii=False)}", total]
    lines += [f"없어서 뺀 조건: {', '.join(said['relaxed'])}"] if said["relaxed"] else []
    for one in said["cards"]:
        lines += [f"▪ {one['title']} · {one['company']} · {one['place']}", f"  {one['pay'] or ''} {one['deadline'] or ''}",
                  f"  {'·'.join(one['why'])}{'이(가) 맞아요' if one['why'] else ''}  ({one['source']} {one['fetched_at']})"]  # fmt: skip
    return "\n".join(lines)


async def _answer_all(sentences: Iterable[str], given: argparse.Namespace) -> None:
    database, names = Database(load().database), load_names()
    today = given.today or now().astimezone(KST).date()
    try:
        async with database.read() as connection:
            for sentence in sentences:
                if not sentence.strip():
                    continue
                said = await answer(connection, sentence.strip(), today, names, given.limit, given.page)
                as_json = given.json or given.batch
                print(json.dumps(said, ensure_ascii=False) if as_json else readable(said), flush=True)
    finally:
        await database.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bot search", description="말로 일자리와 훈련을 찾아요.")
    parser.add_argument("sentence", nargs="*", help="찾는 말")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--batch", action="store_true", help="표준 입력의 줄마다 JSON 한 줄로 답해요")
    parser.add_argument("--limit", type=int, default=A_PAGE)
    parser.add_argument("--page", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat)
    given = parser.parse_args()
    given.limit, given.page = min(max(given.limit, 1), 100), max(given.page, 1)
    asyncio.run(_answer_all(sys.stdin if given.batch else [" ".join(given.sentence)], given))
    return 0


if __name__ == "__main__":
    sys.exit(main())
