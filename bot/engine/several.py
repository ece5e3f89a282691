"""Several questions in one message: where one ends and the next begins.

Pure and careful: a question with its story, its conditions or its alternatives around it stays one. What is cut here
is only looked at; whether the parts are different questions says who has read them (`bot/engine/parts.py`).
"""

from __future__ import annotations

import re
from typing import Iterator, List, NamedTuple, Tuple

MOST = 4  # questions of one message that are looked at
LONGEST = 400  # characters: a longer message is a story, and its asking part is found by the reading

Span = Tuple[int, int]

_HELLO = re.compile(  # a greeting is no part of the question behind it
    r"\s*(?:안녕(?:하세요|하십니까)?|수고(?:하십니다|하세요| 많으십니다)|반갑습니다|저기요|문의드(?:려요|립니다))"
    r"[\s.,!~^ㅎㅋ]+"
)
_STOP = re.compile(
    r"[?？]+[!?？.~ㅠㅜㅋㅎ^]*\s*|(?<![.!。…~])[.!。…~]+[ㅠㅜㅋㅎ^]*(?:\s+|$)|\n\s*"
    r"|(?<=나요|까요|가요|세요)[ㅠㅜㅋㅎ^~]{0,5}\s+(?=\S)"
    r"|(?<=싶은데)요?[,\s]{1,3}(?=[^.?!\n]{1,20}도\s[^.?!\n]{0,40}(?:싶|궁금|알려|신청|받|해\s?주|돼|되나|가능))"
)
_JOIN = re.compile(
    r"(?<![^\s,.?!])(?:(?:아|그|그리고요?|그리구|글구|글고|그러고|또한?|아참|참고로|참|추가로|더불어|마지막으로|그다음에?|근데요?|그런데요?|그나저나)"
    r"(?=[\s,])[\s,]*)+"
)
_ASKS = re.compile(
    r"[?？]|나요|까요|가요|는지|은지|할까|될까|있을까|줘|주세요|주실|주시|알려|궁금|싶[은어다습]|부탁|찾[아고는]|구해|구함|보여|추천"
    r"|어떻게|어떡|어케|어디|언제|얼마|무슨|무엇|뭐|뭔|뭘|누가|누구|몇\s?(?:시|일|명|살|개|번)|[되하있없맞]냐|되니|되나|있나|하나$|인가|인지"
    r"|(?:돼|되|가능해|필요해|있어|해|받아)요?\s*$"
)
# What follows belongs to what was asked before: an alternative, a reason, an example, a piece that only goes on.
_GOES_ON = re.compile(
    r"[\s,]*(?:아니면|아님|아니\b|혹은|또는|안\s?(?:그러면|되|돼)|못\s|왜냐|예를\s?들|즉|말하자면|그게\s?아니|그러니까|다름|제\s?말은|ㅠ|ㅜ|ㅋ|ㅎ|[^\w\s])"
)
_WORDS = re.compile(r"[가-힣a-zA-Z0-9]")


class Piece(NamedTuple):
    """A sentence, or what stands before or behind a word that joins two."""

    start: int
    end: int
    asks: bool
    goes_on: bool


def questions(text: str) -> List[Span]:
    """Return the spans of the questions in `text`, each with its story before it: at most four, one where in doubt."""
    found: List[Span] = []
    start, open_piece = 0, False
    for piece in _pieces(text) if len(text) <= LONGEST else ():
        if not open_piece:
            start = piece.start
        open_piece = not piece.asks
        if piece.asks and not (piece.goes_on and found and start == piece.start):
            found.append((start, piece.end))
        elif found and (piece.asks or piece.goes_on):
            found[-1], open_piece = (found[-1][0], piece.end), False
    if found and open_piece:  # what is said after the last question belongs to it
        found[-1] = (found[-1][0], len(text.rstrip()))
    return found[:MOST] or [(0, len(text))]


def answer_and_questions(text: str) -> List[Span]:
    """Return what is told before the first question, then the questions, without that; one span where nothing is."""
    pieces = list(_pieces(text)) if len(text) <= LONGEST else []
    first = next((i for i, piece in enumerate(pieces) if piece.asks), 0)
    if first == 0:
        return questions(text)
    at = pieces[first].start
    return [(pieces[0].start, pieces[first - 1].end), *((at + a, at + b) for a, b in questions(text[at:]))][:MOST]


def _pieces(text: str) -> Iterator[Piece]:
    for start, end in _sentences(text):
        at = start
        for join in _JOIN.finditer(text, start, end):
            if _WORDS.search(text, at, join.start()):
                yield _piece(text, at, join.start())
            at = join.end() if _WORDS.search(text, at, join.start()) or at == start else at
        if _WORDS.search(text, at, end):
            yield _piece(text, at, end)


def _sentences(text: str) -> Iterator[Span]:
    hello = _HELLO.match(text)
    at = hello.end() if hello else 0
    for stop in _STOP.finditer(text, at):
        yield at, stop.end()
        at = stop.end()
    yield at, len(text)


def _piece(text: str, start: int, end: int) -> Piece:
    said = text[start:end]
    left, right = len(said) - len(said.lstrip()), len(said.rstrip())
    return Piece(start + left, start + right, bool(_ASKS.search(said)), bool(_GOES_ON.match(said)))
