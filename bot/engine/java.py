"""konlpy's analysers that run in Java: Okt, Komoran, Hannanum and Kkma, made safe to be given anything.

They hang, fail or take minutes over blanks, emoji and walls without a space. So they are given printable letters of the
basic plane, words of a bounded length, one blank between them; a text that Java fails over comes back as whole words.
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Callable, Dict, Iterator, List, Tuple

from bot.engine.analysers import Analyse, Missing, Words, Written, in_order, placed
from bot.engine.korean import Morpheme, View

HEAP = "-Xmx1024m"
LONGEST = {"okt": 30, "komoran": 30, "hannanum": 30, "kkma": 14}  # letters of a word that take no time
PIECE = 6  # of a longer wall
ROOM = 1_000  # characters that are read of a message
UNKNOWN = "UNKNOWN"
_PART = re.compile(r"(.+?)/([A-Z])(?:\+|$)")
_WORD_AND_PARTS = re.compile(r"^(\S+)\n\t(.*)$", re.M)
_one_at_a_time = Lock()  # Hannanum and Kkma keep state between calls

Say = Callable[[str], Iterator[Written]]


def java_analyser(name: str, words: Words) -> Analyse:
    """Return one of the four. Komoran takes `words` into its user dictionary. Raises Missing and ImportError."""
    _start()
    say, longest = _MAKERS[name](words), LONGEST[name]

    def analyse(text: str) -> List[Morpheme]:
        view = _bounded(text[:ROOM], longest)
        found = placed(view.text, _said(say, view.text)) if view.text else ()
        return in_order(Morpheme(m.text, m.tag, *view.span(m.start, m.end)) for m in found)

    return analyse


def _start() -> None:
    import jpype
    import konlpy

    if jpype.isJVMStarted():
        return
    home = Path(konlpy.__file__).parent / "java"
    try:
        machine = jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        raise Missing("this analyser needs Java: apt install default-jre-headless, or set JAVA_HOME") from None
    # -Xrs: a signal that ends the engine is the engine's, not Java's.
    paths = [str(home), str(home / "bin"), str(home / "*")]
    jpype.startJVM(machine, "-Xrs", HEAP, "-Dfile.encoding=UTF8", classpath=paths, convertStrings=True)


def _bounded(text: str, longest: int) -> View:
    letters, offsets, end = "", [], 0
    plain = "".join(c if c.isprintable() and c <= "\uffff" else " " for c in text)
    for word in re.finditer(rf"(?<!\S)\S{{1,{longest}}}(?!\S)|\S{{1,{PIECE}}}", plain):
        if letters:
            letters, offsets = letters + " ", [*offsets, end]
        letters, offsets, end = letters + word.group(), [*offsets, *range(*word.span())], word.end()
    return View(text, letters, (*offsets, end))


def _said(say: Say, text: str) -> List[Written]:
    import jpype

    with _one_at_a_time:
        _attach(jpype)
        try:
            return list(say(text))
        except jpype.JException:
            return [(word, [(word, UNKNOWN)]) for word in text.split()]


def _attach(jpype: Any) -> None:
    """Make this thread known to Java, once."""
    thread = jpype.java.lang.Thread
    if not thread.isAttached():
        thread.attachAsDaemon()


def _okt(_: Words) -> Say:
    from konlpy.tag import Okt

    okt = Okt()
    return lambda text: ((form, [(form, tag)]) for form, tag in okt.pos(text, norm=False, stem=False))


def _komoran(words: Words) -> Say:
    from konlpy.tag import Komoran

    with TemporaryDirectory() as folder:
        names = Path(folder) / "words.txt"
        names.write_text("".join(f"{word}\tNNP\n" for word in words), encoding="utf-8")
        komoran = Komoran(userdic=str(names) if words else None)

    def say(text: str) -> Iterator[Written]:
        tokens = komoran.jki.analyze(text).getTokenList()
        facts = [((t.getBeginIndex(), t.getEndIndex()), (t.getMorph(), t.getPos())) for t in tokens]
        for (start, end), parts in groupby(facts, key=lambda fact: fact[0]):
            yield text[start:end], [part for _, part in parts]

    return say


def _hannanum(_: Words) -> Say:
    from konlpy.tag import Hannanum

    hannanum = Hannanum()

    def say(text: str) -> Iterator[Written]:
        for word, parts in _WORD_AND_PARTS.findall(hannanum.jhi.simplePos09(text)):
            yield word, _PART.findall(parts)

    return say


def _kkma(_: Words) -> Say:
    from konlpy.tag import Kkma

    kkma = Kkma()

    def say(text: str) -> Iterator[Written]:
        for sentence in kkma.jki.morphAnalyzer(text):
            for word in sentence:
                yield word.getExp(), [_form_and_tag(part) for part in word]

    return say


def _form_and_tag(part: Any) -> Tuple[str, str]:
    return part.getString(), part.getTag()


_MAKERS: Dict[str, Callable[[Words], Say]] = {"okt": _okt, "komoran": _komoran, "hannanum": _hannanum, "kkma": _kkma}
