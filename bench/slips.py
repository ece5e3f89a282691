"""Slips of people who type in a hurry, to measure with: made apart from those of training (`bot/engine/noise`)."""

from __future__ import annotations

import random
import unicodedata

ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")  # the two-set keyboard
FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"


def unspaced(text: str) -> str:
    """Return the text without its spaces."""
    return text.replace(" ", "")


def slipped(text: str, per: int, chance: random.Random) -> str:
    """Return the text with one slip in every `per` syllables, at least one: a key beside, or a coda left out."""
    letters = list(text)
    places = [at for at, letter in enumerate(letters) if "가" <= letter <= "힣"]
    for at in chance.sample(places, min(len(places), max(1, round(len(places) / per)))):
        letters[at] = _slip(letters[at], chance)
    return "".join(letters)


def _slip(syllable: str, chance: random.Random) -> str:
    index = ord(syllable) - ord("가")
    first, vowel, coda = index // 588, index % 588 // 28, index % 28
    kinds = ["first", "vowel"] + ["coda"] * bool(coda)
    kind = chance.choice(kinds)
    if kind == "coda":
        return unicodedata.normalize("NFC", chr(ord(syllable) - coda))
    if kind == "first":
        first = FIRST.index(_beside(FIRST[first], FIRST, chance))
    else:
        vowel = VOWELS.index(_beside(VOWELS[vowel], VOWELS, chance))
    return chr(ord("가") + (first * 21 + vowel) * 28 + coda)


def _beside(letter: str, among: str, chance: random.Random) -> str:
    for row in ROWS:
        at = row.find(letter)
        near = [row[to] for to in (at - 1, at + 1) if at >= 0 and 0 <= to < len(row) and row[to] in among]
        if near:
            return chance.choice(near)
    return letter
