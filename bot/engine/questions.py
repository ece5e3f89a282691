"""Which of the frequent questions a message asks: the nearest wordings, and what sets one question apart from others.

Nearness alone is easily led astray: every question about 실업급여 shares most of its letters with every other. A linear
scorer per question learns which of them matter; a second one scores what the sentence means (`encoder`).
Needs numpy, scipy and (to fit only) scikit-learn; no Rasa.
"""

from __future__ import annotations

import random
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix

from bot.engine.encoder import Encode, Sense, kept_sense
from bot.engine.grams import GramSpace
from bot.engine.intents import Ask, Read, scorer
from bot.engine.noise import misspelled
from bot.engine.reading import Reading

PULL = 0.4  # so much of the scorer's margin is added to the nearness
NEUTRAL = -0.2  # the margin of a question that could as well be another one
VERBATIM = 0.9  # only wordings that are all but the same are as near as this


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
    ) -> None:
        self._ids = list(ids)  # of each wording
        self._names, self._owner = np.unique(np.asarray(self._ids), return_inverse=True)
        self._near, self._rows = near, rows
        self._apart, self._weights, self._bias = apart, weights, bias  # weights: columns x questions
        self._sense = sense

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
        weights, bias = scorer(space.rows(readings), noisy, truth, np.arange(len(truth)), penalty)
        sense = Sense.fit(encode([r.view.text for r in readings]), truth, len(set(ids))) if encode else None
        return cls(ids, close, close.rows(readings), space, weights.astype(np.float16), bias, sense)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "QuestionModel":
        """Make the model that `kept()` described."""
        near, apart, sense = GramSpace.of(facts["near"]), GramSpace.of(facts["apart"]), Sense.of(facts)
        shape = (len(facts["ids"]), len(near.columns))
        rows = csr_matrix((facts["data"], facts["indices"], facts["indptr"]), shape=shape)
        return cls(facts["ids"], near, rows, apart, facts["weights"], facts["bias"], sense)

    def kept(self) -> Tuple[Dict[str, Any], Dict[str, "np.ndarray"]]:
        """Return the model as JSON and arrays."""
        facts = {"ids": self._ids, "near": self._near.kept(), "apart": self._apart.kept()}
        rows = {"data": self._rows.data, "indices": self._rows.indices, "indptr": self._rows.indptr}
        return facts, {**rows, "weights": self._weights, "bias": self._bias, **kept_sense(self._sense)}

    def rank(
        self, reading: Reading, most: int, ask: Optional[Ask] = None, ahead: float = 0.0
    ) -> List[Tuple[str, float]]:
        """Return `most` questions, the likeliest first, each with how near it is (0 to 1).

        `ask` is called where the first is less than `ahead` in front of the second.
        """
        margins, nearness = self._margins(reading), self._nearness(reading)
        if ask is not None and self._sense is not None and _lead(margins) < ahead:
            margins = (margins + self._sense.margins(ask())) / 2
        best = np.argsort(-margins)[:most]
        return [(str(self._names[at]), round(_score(float(nearness[at]), float(margins[at])), 4)) for at in best]

    def _margins(self, reading: Reading) -> "np.ndarray":
        columns, values = self._apart.row(reading)
        margins: "np.ndarray" = values @ self._weights[columns].astype(np.float32) + self._bias
        return margins

    def _nearness(self, reading: Reading) -> "np.ndarray":
        """Return for each question the likeness of its nearest wording."""
        columns, values = self._near.row(reading)
        asked = np.zeros(len(self._near.columns), np.float32)
        asked[columns] = values
        likeness = self._rows.dot(asked) / sum(w * w for w in self._near.weights.values())
        nearest = np.zeros(len(self._names))
        np.maximum.at(nearest, self._owner, likeness)
        return nearest


def _lead(margins: "np.ndarray") -> float:
    second, first = np.sort(margins)[-2:]
    return float(first - second)


def _score(nearness: float, margin: float) -> float:
    score = nearness + PULL * (margin - NEUTRAL)
    return max(0.0, min(score, max(nearness, VERBATIM - 0.01)))
