"""Which of the frequent questions a message asks: the nearest wordings, and what sets one question apart from others.

Nearness alone is easily led astray: every question about 실업급여 shares most of its letters with every other. A linear
scorer per question learns which of them matter, the better the more wordings it is shown: of a single one it learns
chance. A second one scores what the sentence means (`encoder`), beside the likeness to the wording that means the most
alike. What nobody could have meant from its letters - dialect, slips - is known by its sound.
Needs numpy, scipy and (to fit only) scikit-learn; no Rasa.
"""

from __future__ import annotations

import random
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix

from bot.engine.encoder import Encode, Sense, kept_sense
from bot.engine.grams import GramSpace, sounds
from bot.engine.intents import Ask, Read
from bot.engine.linear import scorer
from bot.engine.noise import misspelled
from bot.engine.reading import Reading

PULL = 0.4  # so much of the scorer's margin is added to the nearness
NEUTRAL = -0.2  # the margin of a question that could as well be another one
VERBATIM = 0.9  # only wordings that are all but the same are as near as this
EVEN = 0.6  # a likeness that speaks neither for a question nor against it, as a margin of 0 does
LETTERS = 0.75  # the share of the scorer over letters where what is meant is scored, too
GARBLED = 5.0  # what likeness in sound would count in a message of which no run of sounds is known
Row = Tuple["np.ndarray", "np.ndarray"]  # columns and values of the grams a reading has
NO_VECTORS = np.zeros((0, 0), np.float16)


class QuestionModel:
    """Ranks the frequent questions for a reading."""

    def __init__(
        self,
        ids: Sequence[str],
        near: GramSpace,
        rows: csr_matrix,
        apart: GramSpace,
        weights: "np.ndarray",
        bias: "np.ndarray",
        sense: Optional[Sense] = None,
        meant: "np.ndarray" = NO_VECTORS,
    ) -> None:
        self._ids = list(ids)  # of each wording
        self._names, self._owner = np.unique(np.asarray(self._ids), return_inverse=True)
        self._practice = 1.0 - len(self._names) / len(self._ids)  # 0 with a wording each, 0.93 with fourteen
        self._near, self._columns = near, rows.T.tocsr()  # grams x wordings
        self._sounding = np.asarray([gram.startswith("so:") for gram in near.columns], bool)
        self._apart, self._weights, self._bias = apart, weights, bias  # weights: columns x questions
        self._sense = sense
        self._meant = meant.astype(np.float32)  # wordings x 384, centred

    @classmethod
    def fit(
        cls,
        asked: Sequence[Tuple[str, str]],
        read: Read,
        near: Mapping[str, float],
        apart: Mapping[str, float],
        penalty: float,
        copies: int,
        encode: Optional[Encode] = None,
    ) -> "QuestionModel":
        """Fit on (id, wording), at least two ids; the scorer also learns every wording `copies` times with slips."""
        chance = random.Random(20261123)  # noqa: S311  slips for training, and the same each time
        ids, readings = [id for id, _ in asked], [read(text) for _, text in asked]
        close, space = GramSpace.over(readings, near, fewest=1), GramSpace.over(readings, apart)
        truth = np.unique(np.asarray(ids), return_inverse=True)[1]
        noisy = [space.rows([read(misspelled(text, chance)) for _, text in asked]) for _ in range(copies)]
        weights, bias = scorer(space.rows(readings), noisy, truth, penalty)
        learnt = ids, close, close.rows(readings), space, weights.astype(np.float16), bias
        if encode is None:
            return cls(*learnt)
        vectors = encode([reading.view.text for reading in readings])
        sense = Sense.fit(vectors, truth, len(set(ids)))
        return cls(*learnt, sense, sense.centred(vectors).astype(np.float16))

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "QuestionModel":
        """Make the model that `kept()` described."""
        near, apart, sense = GramSpace.of(facts["near"]), GramSpace.of(facts["apart"]), Sense.of(facts)
        shape = (len(facts["ids"]), len(near.columns))
        rows = csr_matrix((facts["data"], facts["indices"], facts["indptr"]), shape=shape)
        return cls(facts["ids"], near, rows, apart, facts["weights"], facts["bias"], sense, facts["meant"])

    def kept(self) -> Tuple[Dict[str, Any], Dict[str, "np.ndarray"]]:
        """Return the model as JSON and arrays."""
        facts = {"ids": self._ids, "near": self._near.kept(), "apart": self._apart.kept()}
        wordings = self._columns.T.tocsr()
        rows = {"data": wordings.data, "indices": wordings.indices, "indptr": wordings.indptr}
        learnt = {"weights": self._weights, "bias": self._bias, "meant": self._meant.astype(np.float16)}
        return facts, {**rows, **learnt, **kept_sense(self._sense)}

    def rank(
        self, reading: Reading, most: int, ask: Optional[Ask] = None, ahead: float = 0.0
    ) -> List[Tuple[str, float]]:
        """Return `most` questions, the likeliest first, each with how near it is (0 to 1).

        `ask` is called where the first is less than `ahead` in front of the second. What was learnt of single wordings
        puts nothing ahead; there only a wording as it is written does.
        """
        row = self._near.row(reading)
        told, nearness = self._practice * self._scored(reading), self._nearness(row)
        untold = 1.0 - self._practice
        sure = told + untold * np.where(nearness >= VERBATIM, nearness, 0.0)
        if ask is not None and self._sense is not None and _lead(sure) < ahead:
            margins = (LETTERS * told + self._said_otherwise(self._sense, ask()) + self._by_sound(row, reading)) / 2
        else:
            margins = told + untold * (nearness - EVEN)
        best = np.argsort(-margins)[:most]
        return [(str(self._names[at]), round(_score(float(nearness[at]), float(margins[at])), 4)) for at in best]

    def _scored(self, reading: Reading) -> "np.ndarray":
        """Return the margin of each question by its letters."""
        columns, values = self._apart.row(reading)
        margins: "np.ndarray" = values @ self._weights[columns].astype(np.float32) + self._bias
        return margins

    def _said_otherwise(self, sense: Sense, vector: "np.ndarray") -> "np.ndarray":
        """Return the margin of each question by what is meant: scored, and likened to the nearest wording."""
        likeness = self._meant @ sense.centred(vector)
        margins: "np.ndarray" = sense.margins(vector) + self._nearest(likeness) - EVEN
        return margins

    def _nearness(self, row: Row) -> "np.ndarray":
        """Return for each question the likeness of its nearest wording."""
        likeness = self._likeness(*row)
        return self._nearest(likeness / sum(w * w for w in self._near.weights.values()))

    def _by_sound(self, row: Row, reading: Reading) -> "np.ndarray":
        """Return for each question the likeness in sound, counting as much as the message is garbled.

        Half the runs of sounds are unheard of in dialect, a quarter where it is said in other words: hence the square.
        """
        columns, values = row
        heard, runs = self._sounding[columns], len(set(sounds(reading)))
        if not heard.any():
            return np.zeros(len(self._names))
        likeness = self._likeness(columns[heard], values[heard]) / self._near.weights["sounds"] ** 2
        return GARBLED * (1.0 - heard.sum() / runs) ** 2 * self._nearest(likeness)

    def _likeness(self, columns: "np.ndarray", values: "np.ndarray") -> "np.ndarray":
        """Return the likeness of every wording to a row of grams."""
        asked = csr_matrix((values, columns, [0, len(columns)]), shape=(1, len(self._near.columns)))
        likeness: "np.ndarray" = (asked @ self._columns).toarray()[0]
        return likeness

    def _nearest(self, likeness: "np.ndarray") -> "np.ndarray":
        """Return for each question the likeness of that of its wordings which is most alike; never below 0."""
        nearest = np.zeros(len(self._names))
        np.maximum.at(nearest, self._owner, likeness)
        return nearest


def _lead(margins: "np.ndarray") -> float:
    second, first = np.sort(margins)[-2:]
    return float(first - second)


def _score(nearness: float, margin: float) -> float:
    score = nearness + PULL * (margin - NEUTRAL)
    return max(0.0, min(score, max(nearness, VERBATIM - 0.01)))
