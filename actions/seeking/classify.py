"""By which marks a posting is found: its official occupation, and the everyday words of its title."""

from __future__ import annotations

import re

from actions.seeking import codes, jobs


def official(code: str, name: str) -> str:
    """Return the official code. Where code and name disagree (old tables, slips), the name decides; "" if neither is known.

    >>> official("306100", "물리 및 작업치료사")
    '306500'
    """
    known = codes.occupations().get(code) if len(code) == 6 else None
    if known and (not name or _bare(known) == _bare(name)):
        return code
    named = codes.official_names().get(_bare(name), "")
    return named or (code if known and _akin(known, name) else "")


def marks(code: str, title: str, about: str) -> dict[str, int]:
    """Return the marks with their strength: 1 by the code (or, without one, by what the job is about), 2 by the title."""
    found = {code: 1} if code else {}
    titled = jobs.titled(title)
    if not code and not titled:
        found |= {f"{codes.WORK}{id}": 1 for id in jobs.titled(about)}
    coded = {f"{codes.WORK}{id}": 1 for id in codes.standing_for(code)}
    wider = [outer for id in titled for outer in codes.around(id)]
    return found | coded | {f"{codes.WORK}{id}": 2 for id in [*wider, *titled]}


def _bare(name: str) -> str:
    return re.sub(r"\(.*?\)|\s", "", name).lower()


def _akin(one: str, other: str) -> bool:
    """Say whether two names share a word of two letters: 시설 관리원 and 건물 관리원 are of a kind."""
    words = set(re.findall(r"[가-힣]{2,}", one))
    return any(word[:2] in other for word in words)
