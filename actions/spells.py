"""How long somebody worked and when it ended, said as dates: 작년 11월에 입사해서 올해 10월까지 다녔어요."""

from __future__ import annotations

import re
from typing import Final

from actions.memory import Heard, Json

BEGAN: Final = re.compile(r"^\s?(?:초|말|중순)?\s?(?:부터|에\s?(?:입사|취직|취업|들어|시작)|입사)")
NO_PAST: Final = re.compile(
    r"\S+\s?(?:달|개월)에\s|\S+\s?(?:달|개월)\s?전에\s?(?:미리\s?)?(?:말|알|통보|예고|얘기|이야기)"
)
STILL_THERE: Final = re.compile(
    r"(?:다음\s?달|내달|다음\s?주|이번\s?달\s?말|말일|연말|내년|곧|조만간).{0,16}"
    r"(?:끝나|만료|그만|퇴사|퇴직|나가|나올|관두|종료|잘리|전역)"
    r"|(?:그만둘|그만두려|그만두면|퇴사할|퇴사\s?예정|퇴직\s?예정|만료\s?예정|끝날\s?예정|관두려|관둘|그만두고\s?싶)"
)


def months_worked(heard: Heard) -> int | None:
    """Months of work as they were said, or from the month one began to the month one left."""
    said = heard.one("duration_months")
    if said is not None:
        return int(said)
    began, ended = _began(heard), _ended(heard)
    return int(began - ended) if began is not None and ended is not None and began > ended else None


def months_since(heard: Heard) -> int | None:
    """Months since the leaving that the message tells; the month in which one began is none."""
    ended = _ended(heard)
    return None if ended is None else int(ended)


def still_there(heard: Heard) -> bool:
    """Say whether the leaving lies ahead: 다음 달에 계약이 끝나요."""
    return bool(STILL_THERE.search(heard.text))


def _began(heard: Heard) -> float | None:
    return next((float(e["value"]) for e in _past(heard) if _begins(heard, e)), None)


def _ended(heard: Heard) -> float | None:
    ends = [float(e["value"]) for e in _past(heard) if not _begins(heard, e)]
    return ends[-1] if ends else None


def _past(heard: Heard) -> tuple[Json, ...]:
    return tuple(e for e in heard.entities if e.get("entity") == "months_ago" and e.get("value") is not None
                 and not _otherwise(heard, e))  # fmt: skip


def _otherwise(heard: Heard, entity: Json) -> bool:
    """Say whether the span is a rate (한 달에 열흘) or a notice that was due (한 달 전에 말도 없이)."""
    words = str(entity.get("text") or "")
    return bool(words and NO_PAST.match(heard.text[heard.text.find(words) :]))


def _begins(heard: Heard, entity: Json) -> bool:
    words = str(entity.get("text") or "")
    return bool(words and BEGAN.match(heard.text.partition(words)[2]))
