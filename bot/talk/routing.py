"""Where a wish for a person goes and how long it may take: pure rules over what is known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.store import handoffs
from bot.store.duty import OFFERED_AT_MOST, Duty, Team
from bot.store.rows import Handoff
from bot.words import Json

FEWEST_SAMPLES = 5
REASON_PRIORITY = {"distress": 5, "negative": 3, "eligibility_dispute": 2, "topic_rule": 1, "repeat": 3}
SEGMENT_WORDS = {
    "employed": ("재직", "직장인", "이직"), "company": ("기업", "사업주", "채용하", "구인", "지원금 신청하는 회사"),
    "foreign_disabled": ("외국인", "다문화", "장애"), "women": ("경력단절", "출산", "육아", "새일"),
}  # fmt: skip
SEGMENTS = {
    "youth": "청년", "women": "여성", "middle": "중장년", "senior": "어르신", "employed": "재직자", "company": "기업",
    "foreign_disabled": "외국인·장애인",
}  # fmt: skip
YOUTH_TO, MIDDLE_TO = 34, 64


def segment_of(wish: Json, facts: Mapping[str, object]) -> str:
    """Return the segment of citizens a wish belongs to, or "" when nothing tells: words first, then the age."""
    said = " ".join(str(part) for part in (wish.get("segment"), wish.get("summary"), wish.get("reason_text")) if part)
    if wish.get("segment") in SEGMENTS:
        return str(wish["segment"])
    for segment, words in SEGMENT_WORDS.items():
        if any(word in said for word in words):
            return segment
    age = facts.get("age")
    if not isinstance(age, int | float):
        return ""
    return "youth" if 15 <= age <= YOUTH_TO else "middle" if age <= MIDDLE_TO else "senior"


def team_of(segment: str, teams: Iterable[Team], staff: Iterable[Duty]) -> str:
    """Return the id of the team that serves a segment and has anybody in it; "" is the whole centre."""
    peopled = {id for one in staff for id in one.teams}
    return next((t.id for t in teams if segment and segment in t.segments and t.id in peopled), "")


def why_so_high(waiting: Handoff, aging: int = 1) -> str:
    """Return in words why a card stands where it stands and what that is worth, or "" for plain order of asking."""
    reasons = []
    if waiting.front:
        reasons.append("상담사 연결이 끊겨 맨 앞으로" if waiting.preferred_id else "넘겨받아 맨 앞으로")
    if waiting.urgency:
        reasons.append(f"{waiting.urgency + 1}번째 요청")
    if waiting.priority:
        reasons.append({5: "많이 힘들어해요", 3: "불편을 말했어요"}.get(waiting.priority, "먼저 볼 주제"))
    if waiting.reopened:
        reasons.append("이어서 다시 왔어요")
    if minutes := round(handoffs.head_start(waiting, aging)):
        reasons.append(f"{minutes}분 먼저 온 것으로 쳐요")
    return " · ".join(reasons)


def least_loaded(
    waiting: Handoff, staff: Sequence[Duty], loads: Mapping[str, int], at: datetime
) -> Duty | None:  # fmt: skip
    """Return whom to offer a card: the preferred one if present, else whose skills it names, else who holds fewest.

    They are present and able; whoever just let it pass is skipped once, and a full counselor is not asked.
    """
    able = [
        one for one in staff
        if one.present(at) and one.serves(waiting.team_id) and one.staff_id != waiting.skipped_id
        and loads.get(one.staff_id, 0) < (one.max_active or OFFERED_AT_MOST)
    ]  # fmt: skip
    preferred = next((one for one in able if one.staff_id == waiting.preferred_id), None)
    return preferred or min(
        able, key=lambda one: (-len(fitting(waiting, one.skills)), loads.get(one.staff_id, 0), one.name), default=None
    )


def fitting(waiting: Handoff, skills: Iterable[str]) -> tuple[str, ...]:
    """Return which of a counselor's skills (베트남어, 실업급여, 이력서 첨삭) a wish names, spaces aside."""
    said = "".join(f"{waiting.reason_text} {waiting.summary}".lower().split())
    return tuple(skill for skill in skills if (word := "".join(skill.lower().split())) and word in said)


def minutes_range(position: int, accepted: Sequence[datetime]) -> tuple[int, int] | None:
    """Return a range of minutes until place `position` is served, from when the last ones were accepted.

    None under five samples: no number is better than an invented one. Rounded outwards to five minutes.
    """
    if len(accepted) < FEWEST_SAMPLES:
        return None
    apart = (max(accepted) - min(accepted)).total_seconds() / 60 / (len(accepted) - 1)
    middle = max(position * apart, 1.0)
    low, high = math.floor(middle * 0.7 / 5) * 5, math.ceil(middle * 1.4 / 5) * 5
    return int(low), int(max(high, low + 5))


def range_words(minutes: tuple[int, int] | None) -> str:
    """Return a range of minutes as people say it: `약 5~10분`; "" for none."""
    if minutes is None:
        return ""
    return f"약 {minutes[0]}~{minutes[1]}분" if minutes[0] else f"{minutes[1]}분 안"


def can_reach(position: int, accepted: Sequence[datetime], left_minutes: float) -> int | None:
    """Return how many can still be reached today, or None when nothing tells or all can."""
    if len(accepted) < FEWEST_SAMPLES:
        return None
    apart = (max(accepted) - min(accepted)).total_seconds() / 60 / (len(accepted) - 1)
    many = int(left_minutes / max(apart, 0.1))
    return many if many < position else None
