"""Pay as a centre's clerk writes it, told as the interfaces tell it: "월 220~250만", "시간당 10,500", "협의"."""

from __future__ import annotations

import re
from typing import Final

KINDS: Final = {
    "시급": r"시급|시간당|시간제|/시", "일급": r"일급|일당|/일", "연봉": r"연봉|연\s*(?=\d)|/년",
    "월급": r"월급|월\s*(?=\d)|월급여|급여|/월",
}  # fmt: skip
AMOUNT: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(만)?")
LEAST_YEAR, LEAST_MONTH, LEAST_DAY, LEAST_HOUR = 12_000_000, 500_000, 50_000, 5_000


def pay(kind: str, text: str) -> tuple[str, str, str]:
    """Return kind, least and most as digits, "" where nothing is said. A bare 220 ~ 250 is 만원 a month."""
    said = next((name for name, words in KINDS.items() if re.search(words, f"{kind} {text}")), "")
    plain = re.sub(r"\d+(?:\.\d+)?\s*%", "", text)  # 상여 10% is no pay
    amounts = [(float(n.replace(",", "")), bool(man)) for n, man in AMOUNT.findall(plain)]
    in_man = any(man for _, man in amounts) or all(100 <= n < 10_000 for n, _ in amounts)
    small = in_man and said != "시급"
    won = [round(n * 10_000) if man or (small and n < 100_000) else round(n) for n, man in amounts]
    if not won:
        return said, "", ""
    return said or _kind(won[0]), str(won[0]), str(won[1]) if len(won) > 1 else ""


def _kind(won: int) -> str:
    if won >= LEAST_YEAR:
        return "연봉"
    return "월급" if won >= LEAST_MONTH else "일급" if won >= LEAST_DAY else "시급" if won >= LEAST_HOUR else ""
