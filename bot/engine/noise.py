"""Slips of the keyboard, made on purpose: training on them keeps the understanding steady when people slip. Pure."""

from __future__ import annotations

import random

from bot.engine.korean import composed, is_syllable, taken_apart

# What a finger hits instead: keys beside each other, and letters that sound alike.
BESIDE = {
    "ㅂ": "ㅈㅁ", "ㅈ": "ㅂㄷ", "ㄷ": "ㅈㄱ", "ㄱ": "ㄷㅅㅋ", "ㅅ": "ㄱㅆ", "ㅁ": "ㄴㅂ", "ㄴ": "ㅁㅇ", "ㅇ": "ㄴㄹ",
    "ㄹ": "ㅇㅎ", "ㅎ": "ㄹ", "ㅋ": "ㅌㄱ", "ㅌ": "ㅋㅊ", "ㅊ": "ㅌㅍ", "ㅍ": "ㅊ", "ㅐ": "ㅔ", "ㅔ": "ㅐ",
    "ㅗ": "ㅓㅛ",
    "ㅓ": "ㅏㅗ", "ㅏ": "ㅓㅣ", "ㅣ": "ㅏ", "ㅜ": "ㅡㅠ", "ㅡ": "ㅜ", "ㅛ": "ㅗ", "ㅕ": "ㅓ", "ㅑ": "ㅏ", "ㅒ": "ㅖ",
    "ㅖ": "ㅔ", "ㅙ": "ㅚ", "ㅚ": "ㅙㅔ", "ㅞ": "ㅚ", "ㅢ": "ㅣ",
}  # fmt: skip
SYLLABLES_PER_SLIP = 8
LOSES_SPACES = 0.35


def misspelled(text: str, chance: random.Random) -> str:
    """Return `text` with about one slip in eight syllables, at least one, and now and then without its spaces."""
    letters = list(text)
    places = [i for i, letter in enumerate(letters) if is_syllable(letter)]
    for place in chance.sample(places, min(len(places), max(1, len(places) // SYLLABLES_PER_SLIP))):
        letters[place] = _slip(letters[place], chance)
    joined = "".join(letters)
    return joined.replace(" ", "") if chance.random() < LOSES_SPACES else joined


def _slip(syllable: str, chance: random.Random) -> str:
    first, vowel, last = taken_apart(syllable)
    kind = chance.random()
    if last and kind < 0.3:
        last = ""  # the coda is what gets lost
    elif kind < 0.65:
        vowel = chance.choice(BESIDE.get(vowel, vowel))
    else:
        first = chance.choice(BESIDE.get(first, first))
    return composed(first, vowel, last)
