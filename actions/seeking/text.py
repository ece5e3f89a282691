"""A sentence as it is searched: clean, without blanks, knowing where blanks were and what has been read already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

READ: Final = "\x00"  # stands where something was understood, so that nothing is read twice or across it
INVISIBLE: Final = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS: Final = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS: Final = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
NOT: Final = re.compile(
    r"(?:쪽|계열|관련|근무|일|직종|업종|하는(?:데|곳|거|것|건|일)|[거것건곳데]|같은거|같은건|같은것|지역|조|알바)?"
    r"(?:은|는|만|이|가|도|을|를|에서|에|하고)?"
    r"(?:꼭|절대로?|정말|진짜|너무|아예|전부|모두|다)?"
    r"(?:말고|말구|말곤|빼고|빼구|빼줘|빼주|빼면|뺀|제외|싫(?!지|진)|별로(?!안)|안하|안되|안돼|안맞|못해|못하|못함|못나가|힘들(?!지|진|어도)|곤란|무리"
    r"|아닌|아니고|안해도|없는|없이|없어도|없었으면|안했으면|사절|됐고|됐어|노노|x\b)"
)
# 식당이나 청소는 빼고: what is joined to the next word is refused with it.
JOIN: Final = re.compile(r"(?:일)?(?:이나|나|이랑|랑|하고|와|과|및|또는)(?=[가-힣\x00])")
SHORTEST: Final = 2  # letters of a word that can be joined to


ENDING: Final = (
    r"(?:어도|아도|는데|는|은데|은|어서|아서|으면|으니|어|아|음|고)?"
    r"(?:되는|돼는|되고|되면|되|돼|하는|하고|한|할|있는|괜찮은|괜찮|가능한|가능|좋겠)?(?:데|곳|거|것|요|니다|습니다)?"
)


@cache
def spelled(words: str) -> re.Pattern[str]:
    """Compile a pattern in which `<e>` stands for whatever ending a verb may have before the next word."""
    return re.compile(words.replace("<e>", ENDING))


class Sentence:
    """The letters of a sentence without blanks. Readers search `tight`, and `take` what they understood."""

    def __init__(self, source: str) -> None:
        text = INVISIBLE.sub("", unicodedata.normalize("NFKC", source)).lower()
        text = re.sub(r"[!?^\"'“”‘’…]+|[~∼](?!\s*\d)", " ", text.replace("～", "~"))
        text = re.sub(r"(\d),(?=\d{3})", r"\1", text)
        self.source = " ".join(text.split())
        kept: list[str] = []
        self.begins: set[int] = {0}  # places in `tight` before which there was a blank
        for letter in self.source:
            if letter == " ":
                self.begins.add(len(kept))
            else:
                kept.append(letter)
        self.tight = "".join(kept)
        self.full = self.tight

    def take(self, start: int, end: int) -> None:
        """Note that `tight[start:end]` was understood."""
        self.tight = self.tight[:start] + READ * (end - start) + self.tight[end:]

    def find(self, pattern: str | re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield every place of the pattern that is not read yet; the caller takes it."""
        compiled, at = spelled(pattern) if isinstance(pattern, str) else pattern, 0
        while found := compiled.search(self.tight, at):
            yield found
            at = max(found.end(), at + 1)

    def takes(self, pattern: str) -> re.Match[str] | None:
        """Take the first place of the pattern and return it."""
        found = next(self.find(pattern), None)
        if found:
            self.take(*found.span())
        return found

    def word(self, start: int) -> str:
        """Return what is left of the written word that begins at `start`."""
        end = min((place for place in self.begins if place > start), default=len(self.tight))
        return self.tight[start:end].partition(READ)[0]

    def unwanted(self, end: int) -> int:
        """Return how far a refusal behind `end` goes (야간 말고 → past 말고), 0 if there is none."""
        found = NOT.match(self.tight, end)
        return found.end() if found else self._refused_together(end)

    def _refused_together(self, end: int) -> int:
        """Return how far the joining word behind `end` goes where the one word after it is refused; 0 else.

        That word may have been read before: it is looked at as it was written.
        """
        joined = JOIN.match(self.tight, end)
        if joined is None:
            return 0
        begun = joined.end()
        stop = min((place for place in self.begins if place > begun), default=len(self.full))
        places = range(begun + SHORTEST, stop + 1)
        return begun if any(NOT.match(self.full, place) for place in places) else 0

    def broken(self, start: int, end: int) -> bool:
        """Say whether a blank stood inside `tight[start:end]`."""
        return any(start < place < end for place in self.begins)

    def left(self) -> list[str]:
        """Return the words that nothing was read from, as they were written."""
        words, word = [], ""
        for place, letter in enumerate(self.tight):
            if place in self.begins and word:
                words.append(word)
                word = ""
            if letter == READ:
                words, word = ([*words, word] if word else words), ""
            else:
                word += letter
        return [*words, word] if word else words


@cache
def _mecab() -> Any:
    import mecab_ko_dic
    from konlpy.tag import Mecab

    return Mecab(f"{mecab_ko_dic.dictionary_path} -r /dev/null")


def morphemes(text: str) -> list[tuple[str, str]]:
    """Return the morphemes of the text with their Sejong tags: the analyser of the understanding."""
    found: list[tuple[str, str]] = _mecab().pos(text) if text.strip() else []
    return found


TELLING: Final = ("NNG", "NNP", "SL", "SN", "XR", "NNBC", "SH", "VV", "VA", "UNKNOWN")


def index_words(*texts: str) -> str:
    """Return what the texts are found by: their morphemes that tell something, and their words as written."""
    found: dict[str, None] = {}
    for text in texts:
        plain = re.sub(r"[^\w가-힣]+", " ", text.lower()).strip()
        for surface, tag in morphemes(plain):
            if tag.startswith(TELLING) and (len(surface) > 1 or tag.startswith("N")):
                found[surface] = None
        found |= dict.fromkeys(word for word in plain.split() if len(word) > 1)
    return " ".join(found)


def jamo(text: str) -> str:
    """Spell syllables out: 일 is ㅇㅣㄹ."""
    return "".join(_spelled(letter) for letter in text)


@cache
def _spelled(letter: str) -> str:
    if not "가" <= letter <= "힣":
        return letter
    index = ord(letter) - ord("가")
    return f"{INITIALS[index // 588]}{VOWELS[index % 588 // 28]}{FINALS[index % 28]}"


def alike(one: str, other: str, most: int) -> int:
    """Return how many letters differ between two spelled words, or `most` + 1 if it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
        if min(row) > most:
            return most + 1
    return row[-1]
