"""The same vacancy posted again under a new number: same employer, same title but for [재공고], same place."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final

from actions.sources.records import CourseRecord, VacancyRecord

REPOST: Final = re.compile(r"[\[(]\s*(?:재공고|재등록|급구|연장)[^\])]*[\])]")


def likeness(employer: str, title: str, region: str) -> str:
    """Return what two postings of one vacancy have in common, as 16 letters."""
    core = "\0".join((employer, re.sub(r"\W", "", REPOST.sub("", title)), region))
    return blake2b(core.encode(), digest_size=8).hexdigest()


class Reposts:
    """Remembers what came; sources list the newest first, so the first of its like stays.

    That holds within one run. Of what an earlier run brought the store takes back the like (`save_vacancies`).
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.count = 0

    def seen(self, record: VacancyRecord | CourseRecord) -> bool:
        """Say whether the like of it came before, and count it."""
        known = record.likeness if isinstance(record, VacancyRecord) else record.id
        if known in self._seen:
            self.count += 1
            return True
        self._seen.add(known)
        return False
