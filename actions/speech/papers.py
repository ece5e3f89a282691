"""Papers that people mix up: what each of them shows. Definitions, no figures."""

from __future__ import annotations

import re
from typing import Final

from actions.speech.parts import Bubble, Said, person

# Words that are mixed up -> what tells them apart.
ALIKE: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (
        ("초본", "등본"),
        "주민등록초본에는 나 한 사람의 주소 이력이, 등본에는 같은 집에 사는 세대원 모두가 나와요. "
        "초본은 과거 주소가 보이게 떼 주세요.",
    ),
    (
        ("자격확인서", "자격득실확인서"),
        "건강보험 자격확인서는 지금 어떤 자격인지(직장·지역·피부양자)를, "
        "자격득실확인서는 언제 들고 언제 빠졌는지 이력을 보여 줘요.",
    ),
    (
        ("이직확인서", "상실신고"),
        "둘 다 회사가 내는 서류예요. "
        "이직확인서는 왜 그만뒀고 얼마를 받았는지를, 상실신고는 고용보험에서 빠졌다는 것을 알려요.",
    ),
    (
        ("납부확인서", "자격확인서"),
        "건강보험 납부확인서는 보험료를 얼마 냈는지를, 자격확인서는 지금 어떤 자격인지를 보여 줘요.",
    ),
    (
        ("가족관계증명서", "등본"),
        "가족관계증명서는 따로 살아도 부모·배우자·자녀를, 주민등록등본은 같은 주소에 사는 세대원을 보여 줘요.",
    ),
    (
        ("소득금액증명", "원천징수"),
        "소득금액증명은 세무서(홈택스)가, 근로소득 원천징수영수증은 회사가 내 주는 소득 서류예요.",
    ),
)  # fmt: skip
ISSUED: Final = (
    "주민등록 서류는 정부24나 주민센터에서, 건강보험 서류는 국민건강보험공단(1577-1000)에서 뗄 수 있어요. "
    "어느 것을 내야 하는지는 사업 공고마다 달라요."
)
HEADING: Final = "헷갈리기 쉬운 서류예요."
ASKS: Final = re.compile(
    r"차이|다른|달라|뭐가 ?(?:맞|나)|어느|같은 ?거|같은 ?서류|아니고|헷갈|내도|내면|떼|대신|말고|인가|뭐예|뭐야|뭔가"
)
MOST: Final = 2


def notes(documents: tuple[str, ...]) -> list[str]:
    """Return what tells the listed papers from those they are mixed up with."""
    listed = " ".join(documents)
    return [told for names, told in ALIKE if any(n in listed for n in names[:1])][:MOST]


def told_apart(text: str) -> Said | None:
    """Return what tells two papers apart, if the message asks about such a pair."""
    tight = text.replace(" ", "")
    pairs = [told for names, told in ALIKE if all(_named(name, tight) for name in names)]
    if not pairs or not ASKS.search(text):
        return None
    answer = {"kind": "action", "id": "papers"}
    return Said((Bubble("\n".join([*pairs[:MOST], ISSUED]), (person(),)),), answer)


def _named(name: str, tight: str) -> bool:
    if name == "자격확인서":
        return "자격확인서" in tight
    return name in tight or (name == "자격득실확인서" and "득실" in tight) or (name == "상실신고" and "상실" in tight)
