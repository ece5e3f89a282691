"""Emoji as words: what a message made of emoji says, and which emoji beside a few words names a kind of work.

Pure. A view only: the words have their place in what the citizen wrote, which stays as it is.
"""

from __future__ import annotations

import re
from typing import Dict, Set

_TONE = "\U0001f3fb-\U0001f3ff"
_FACE = (
    "\u203c\u2049\u2190-\u21ff\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934-\u2935\u2b05-\u2b55\U0001f000-\U0001faff"
)
_ONE = rf"[{_FACE}][\ufe0e\ufe0f{_TONE}\U000e0020-\U000e007f]*"
SEQUENCE = rf"{_ONE}(?:\u200d+(?:{_ONE})?)*"  # one thing on the screen: skin tone, sex and family are joined to it
_PLAIN = re.compile(rf"[\u200d\ufe0e\ufe0f{_TONE}\u20e3\U000e0020-\U000e007f]")
_HOLDS = re.compile(rf"[{_FACE}]")
_LETTER = re.compile(r"\w")

SIGNS = {
    "네": "👍👌🙆⭕🆗✅✔☑💯",
    "아니요": "👎🙅❌✖❎🚫",
    "감사합니다": "🙏🙇💕💖💗💙💚💛💜🧡❤♥🫶🥰😘💐🎉",
    "안녕하세요": "👋",
    "ㅠㅠ": "😭😢🥲😿💧😥😰🥺😞😔😟☹🙁",
    "불편해요": "😡🤬😠👿💢😤",
    "ㅎㅎ": "😀😃😄😁😆😊🙂😉😂🤣😍🤗☺😎",
    "잘 모르겠어요": "🤷🤔😕",
    "?": "❓❔⁉",
}
WORK = {
    "공장": "🏭⚙",
    "식당 일": "🍳🍽🍜🍲",
    "배달 일": "🛵🏍",
    "트럭 운전 일": "🚚🚛",
    "택시 운전": "🚕🚖",
    "버스 운전": "🚌🚍",
    "청소": "🧹🧽",
    "어르신": "👵👴🧓",
    "농장": "🚜🌾",
    "건설 일": "👷🏗",
    "미용 일": "💇💅",
    "간호": "💉🩺",
    "사무직": "🗂📠",
    "경비": "💂",
}
_SIGN: Dict[str, str] = {one: word for word, many in SIGNS.items() for one in many}
_WORK: Dict[str, str] = {one: word for word, many in WORK.items() for one in many}
FEW_LETTERS = 12  # beside more words an emoji is only colour


class Palette:
    """What the emoji of one message say. Alone they are what is said; beside a few words one may name work."""

    def __init__(self, text: str) -> None:
        many = len(_LETTER.findall(text)) if _HOLDS.search(text) else FEW_LETTERS + 1
        self._alone = many == 0
        self._few = many <= FEW_LETTERS
        self._said: Set[str] = set()

    def word(self, sequence: str) -> str:
        """Return what one emoji says: its word, once; the sign itself where it stands alone and says nothing."""
        first = _PLAIN.sub("", sequence)[:1]
        said = (_WORK.get(first, "") if self._few else "") or (_SIGN.get(first, first) if self._alone else "")
        once = "" if said in self._said else said
        self._said.add(said)
        return once if self._alone else f"{once} "


def is_emoji(cluster: str) -> bool:
    """Say whether a cluster begins with an emoji."""
    return bool(_HOLDS.match(cluster))
