"""A user dictionary for MeCab: the names a project knows, compiled by the library that mecab-python3 brings along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Sequence

from bot.engine.korean import FINALS, SYLLABLE_FIRST, SYLLABLE_LAST

_COMPILE = """
import ctypes, MeCab._MeCab, sys
given = [b"mecab-dict-index", *map(str.encode, sys.argv[1:])]
sys.exit(ctypes.CDLL(MeCab._MeCab.__file__).mecab_dict_index(len(given), (ctypes.c_char_p * len(given))(*given)))
"""


def compiled(words: Sequence[str], home: Path, folder: Path) -> Path:
    """Compile `words` as proper names into a file in `folder`.

    In a process of its own: MeCab's compiler prints what it does, and ends the process where it fails.
    """
    left = _context(home / "left-id.def", "NNP,*,*")
    right = {ending: _context(home / "right-id.def", f"NNP,*,{ending}") for ending in "TF"}
    rows = [f"{word},{left},{right[_ending(word)]},0,NNP,*,{_ending(word)},{word},*,*,*,*\n" for word in words]
    (folder / "words.csv").write_text("".join(rows), encoding="utf-8")
    made = folder / "words.dic"
    given = ["-d", home, "-u", made, "-f", "utf-8", "-t", "utf-8", folder / "words.csv"]
    command = [sys.executable, "-c", _COMPILE, *map(str, given)]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)  # noqa: S603
    return made


def _context(file: Path, kind: str) -> str:
    return next(line.split()[0] for line in file.read_text(encoding="utf-8").splitlines() if f" {kind}" in line)


def _ending(word: str) -> str:
    """Say whether the word ends in a consonant (T) or not (F): it decides between 은 and 는."""
    last = word[-1]
    closed = SYLLABLE_FIRST <= last <= SYLLABLE_LAST and FINALS[(ord(last) - ord(SYLLABLE_FIRST)) % 28]
    return "T" if closed else "F"
