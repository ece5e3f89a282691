"""Known words inside a message: regions, work, training fields, programmes, conditions.

Pure: built from plain dictionaries (the files of `nlu_data/lookups`), runs on Python 3.10 and newer.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Tuple

from bot.engine.korean import Morpheme, View, clean, packed
from bot.engine.values import Found, settle

Senses = List[Tuple[str, Any]]

# file stem -> (list in it, entity, the key that is the value)
LISTS: Dict[str, Tuple[str, str, str]] = {
    "regions": ("regions", "region", "code"),
    "occupations": ("occupations", "occupation", "id"),
    "training_fields": ("fields", "field", "id"),
    "programmes": ("programmes", "programme", "id"),
    "programme_nicknames": ("programmes", "programme", "id"),
}
RANKS = {"programme": 0, "region": 1, "leave_reason": 2, "occupation": 3, "field": 3, "employment_type": 4,
         "employment_status": 4, "shift": 4, "target": 5, "aspect": 6}  # fmt: skip
NAMED = ("programme", "region", "occupation", "field")
NAME = re.compile(r"[가-힣]{2,}")
LEARNING = re.compile(
    r"배우|배울|배워|과정|훈련|학원|교육|강의|수업|수강|자격증|국비|개강|강좌|내배카|배움카드|실습|클래스|기능사"
    r"|따고|딸 ?수"
)
# Who has a certificate looks for work, not for a course.
QUALIFIED = re.compile(r"(?:자격증|기능사|자격)(?:이|은|도|은요)?\s?(?:있|으로|로 |가지|땄|소지|보유)")
EXCLUDED = re.compile(
    r"^\s?(?:근무|일|조)?\s?(?:은|는|만|이|도)?\s?(?:빼|말고|제외|싫|안\s?[되돼하할]|없는|못|아닌|아니)"
)
SURE_LENGTH = 3  # a known word this long may begin inside a morpheme; a shorter one must stand on boundaries


class Lexicon:
    """Finds the longest known words. Spaces in words and in messages do not matter, except inside short words."""

    def __init__(self, words: Mapping[str, Senses], cues: Mapping[str, Sequence[str]] = {}) -> None:
        self.words: Dict[str, Senses] = dict(words)
        self.cues = {cue: [_key(str(piece)) for piece in pieces] for cue, pieces in cues.items()}
        self._longest = max((len(word) for word in words), default=0)

    @classmethod
    def of(cls, documents: Mapping[str, Any]) -> "Lexicon":
        """Build from documents by file stem; unknown stems are left alone."""
        words: Dict[str, Senses] = {}
        for word, sense in _entries(documents):
            key = _key(str(word))
            if len(key) > 1 and sense not in words.setdefault(key, []):
                words[key].append(sense)
        cues = documents.get("cues", {}).get("cues", {})
        return cls({word: senses for word, senses in words.items() if senses}, cues)

    def names(self) -> Tuple[str, ...]:
        """Return the names among the words: what the user dictionary of an analyser may be told."""
        named = [word for word, senses in self.words.items() if any(entity in NAMED for entity, _ in senses)]
        return tuple(sorted(word for word in named if NAME.fullmatch(word)))

    def points_at(self, view: View) -> List[str]:
        """Return the purposes that pieces of words in the message point at, in the order of the file."""
        tight = view.text.replace(" ", "")
        return [cue for cue, pieces in self.cues.items() if any(piece in tight for piece in pieces)]

    def find(self, view: View, morphemes: Sequence[Morpheme]) -> List[Found]:
        """Return the known words in `view`, spans in its characters, without overlaps; one word may mean two things."""
        tight = packed(View(view.text, view.text, tuple(range(len(view.text) + 1))))
        starts, ends = {m.start for m in morphemes}, {m.end for m in morphemes}
        found = [
            Found(entity, value, *tight.span(at, stop), rank=RANKS.get(entity, 9))
            for at, stop in self._matches(tight, starts, ends)
            for entity, value in self.words[tight.text[at:stop]]
        ]
        return settle(_in_sense(_best(found), view.text))

    def _matches(self, tight: View, starts: "set[int]", ends: "set[int]") -> Iterator[Tuple[int, int]]:
        for at in range(len(tight.text)):
            for stop in range(min(len(tight.text), at + self._longest), at + 1, -1):
                if tight.text[at:stop] in self.words and self._stands(tight, at, stop, starts, ends):
                    yield at, stop
                    break

    @staticmethod
    def _stands(tight: View, at: int, stop: int, starts: "set[int]", ends: "set[int]") -> bool:
        start, end = tight.span(at, stop)
        if not re.match(r"[가-힣]", tight.text[at]):  # "it" is not inside "item"
            around = tight.source[max(0, start - 1) : start] + tight.source[end : end + 1]
            return not re.search(r"[a-z0-9]", around)
        if stop - at >= SURE_LENGTH:
            return end - start <= (stop - at) * 2 and (start in starts or stop - at > SURE_LENGTH)
        return end - start == stop - at and start in starts and (end in ends or end == len(tight.source))


def _key(word: str) -> str:
    return clean(word).text.replace(" ", "")


def _entries(documents: Mapping[str, Any]) -> Iterator[Tuple[str, Tuple[str, Any]]]:
    for stem, (listed, entity, key) in LISTS.items():
        for row in documents.get(stem, {}).get(listed, []):
            for word in [*row.get("names", []), *row.get("places", [])]:
                yield word, (entity, row[key])
    for entity, values in documents.get("conditions", {}).items():
        for value, words in values.items():
            for word in words:
                yield word, (entity, {"kind": value, "exclude": False} if entity == "shift" else value)


def _best(found: List[Found]) -> List[Found]:
    """Of one span keep what ranks first, but let a word be both a kind of work and a situation or a field."""
    return [f for f in found if not any(o.start == f.start and o.end == f.end and o.rank < f.rank for o in found)]


def _in_sense(found: List[Found], text: str) -> List[Found]:
    """Read "회계" as something to learn or as work by what is said around it, and "야간 말고" as an exclusion."""
    unwanted = "occupation" if LEARNING.search(QUALIFIED.sub(" ", text)) else "field"
    spans = {(f.start, f.end) for f in found if f.entity in ("occupation", "field") and f.entity != unwanted}
    kept = [f for f in found if f.entity != unwanted or ((f.start, f.end) not in spans and unwanted == "occupation")]
    return [_excluding(f, text) for f in kept]


def _excluding(found: Found, text: str) -> Found:
    if found.entity != "shift" or not EXCLUDED.match(text[found.end :]):
        return found
    value = {**found.value, "exclude": True}
    return Found("shift", value, found.start, found.end, rank=found.rank)


def read_folder(folder: Path, load: Any) -> Dict[str, Any]:
    """Read every lookup file with `load` (text -> document), by stem."""
    return {path.stem: load(path.read_text(encoding="utf-8")) or {} for path in sorted(folder.glob("*.yml"))}


def digest(folder: Path) -> str:
    """SHA-256 over the names and contents of the lookup files: a model is stale when it changes."""
    seen = hashlib.sha256()
    for path in sorted(folder.glob("*.yml")):
        seen.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return seen.hexdigest()
