"""The intent model: one linear scorer per intent over the grams of a reading, with calibrated confidences.

In doubt the sentence encoder is asked, too: the margins of both are added up. Who is sure does not pay for it.
Needs numpy, scipy and (to fit only) scikit-learn; no Rasa.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from bot.engine.encoder import Encode, Sense, cores, kept_sense, per_class
from bot.engine.grams import GramSpace
from bot.engine.noise import misspelled
from bot.engine.reading import Reading

Read = Callable[[str], Reading]
Ask = Callable[[], "np.ndarray"]  # gives the vector of the message, at the price of 20 ms
FOLDS = 4
TEMPERATURES = np.geomspace(0.5, 20.0, 60)
SHARES = (0.25, 0.5, 0.75, 1.0, 1.5)


class IntentModel:
    """Ranks the intents of a reading. Confidences add up to one and are right about as often as they say."""

    def __init__(
        self,
        space: GramSpace,
        names: Sequence[str],
        weights: "np.ndarray",
        bias: "np.ndarray",
        sharpness: float,
        sense: Optional[Sense] = None,
        share: float = 1.0,
        both: float = 1.0,
    ) -> None:
        self.space = space
        self.names = list(names)
        self.weights = weights  # columns x intents
        self.bias = bias
        self.sharpness = sharpness
        self.sense = sense
        self.share = share  # of the sense's margins in the sum
        self.both = both  # the sharpness of both margins together

    @classmethod
    def fit(
        cls,
        examples: Sequence[Tuple[str, str]],
        read: Read,
        weights: Mapping[str, float],
        penalty: float = 1.0,
        copies: int = 1,
        encode: Optional[Encode] = None,
    ) -> "IntentModel":
        """Fit on (text, intent); each text is also learnt `copies` times with slips of the keyboard."""
        chance = random.Random(20261123)  # noqa: S311  slips for training, and the same each time
        readings = [read(text) for text, _ in examples]
        noisy = [[read(misspelled(text, chance)) for _ in range(copies)] for text, _ in examples]
        space = GramSpace.over(readings, weights)
        names = sorted({intent for _, intent in examples})
        truth = np.asarray([names.index(intent) for _, intent in examples])
        clean, dirty = space.rows(readings), [space.rows(list(column)) for column in zip(*noisy, strict=True)]
        unseen = _unseen(truth, lambda rest, held: _margins(clean[held], *scorer(clean, dirty, truth, rest, penalty)))
        fitted = scorer(clean, dirty, truth, np.arange(len(truth)), penalty)
        model = cls(space, names, *fitted, _sharpness(unseen, truth))
        if encode is not None:
            model._add_sense(encode([reading.view.text for reading in readings]), truth, unseen)
        return model

    def _add_sense(self, vectors: "np.ndarray", truth: "np.ndarray", unseen: "np.ndarray") -> None:
        many = len(self.names)
        self.sense = Sense.fit(vectors, truth, many)
        sensed = _unseen(truth, lambda rest, held: Sense.fit(vectors[rest], truth[rest], many).margins(vectors[held]))
        losses = {(w, t): loss for w in SHARES for t, loss in _losses(unseen + w * sensed, truth)}
        self.share, self.both = min(losses, key=lambda pair: losses[pair])

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "IntentModel":
        """Make the model that `kept()` described."""
        space, sense = GramSpace.of(facts["space"]), Sense.of(facts)
        learnt = facts["weights"], facts["bias"], facts["sharpness"]
        return cls(space, facts["names"], *learnt, sense, facts["share"], facts["both"])

    def kept(self) -> Tuple[Dict[str, Any], Dict[str, "np.ndarray"]]:
        """Return the model as JSON and arrays."""
        numbers = {"sharpness": self.sharpness, "share": self.share, "both": self.both}
        facts = {"space": self.space.kept(), "names": self.names, **numbers}
        return facts, {"weights": self.weights, "bias": self.bias, **kept_sense(self.sense)}

    def rank(self, reading: Reading, ask: Optional[Ask] = None, sure: float = 1.0) -> List[Tuple[str, float]]:
        """Return every intent with its confidence, best first; `ask` is called if the letters alone are less sure."""
        columns, values = self.space.row(reading)
        margins = values @ self.weights[columns] + self.bias
        told = _softmax(margins[None, :] * self.sharpness)[0]
        if ask is not None and self.sense is not None and told.max() < sure:
            told = _softmax((margins + self.share * self.sense.margins(ask()))[None, :] * self.both)[0]
        return [(self.names[i], float(round(told[i], 4))) for i in np.argsort(-told)]


def scorer(
    clean: Any, dirty: Sequence[Any], truth: "np.ndarray", rows: "np.ndarray", penalty: float
) -> Tuple["np.ndarray", "np.ndarray"]:
    """Fit one linear scorer per class on `rows` of the clean readings and of their copies with slips.

    Returns weights (columns x classes) and bias.
    """
    from scipy.sparse import vstack
    from sklearn.svm import LinearSVC

    parts = [clean[rows], *(part[rows] for part in dirty)]
    fitted = LinearSVC(C=penalty).fit(vstack(parts), np.tile(truth[rows], len(parts)))
    return per_class(fitted, int(truth.max()) + 1)


def _margins(rows: Any, weights: "np.ndarray", bias: "np.ndarray") -> "np.ndarray":
    margins: "np.ndarray" = rows @ weights + bias
    return margins


def _unseen(truth: "np.ndarray", margins: Callable[["np.ndarray", "np.ndarray"], "np.ndarray"]) -> "np.ndarray":
    """Score every example by a model that never saw it: `margins(rest, held)` learns one part and scores the other."""
    order = np.random.RandomState(7).permutation(len(truth))
    parts = [order[fold::FOLDS] for fold in range(FOLDS)]
    rests = [np.concatenate([part for part in parts if part is not held]) for held in parts]
    scores = np.zeros((len(truth), truth.max() + 1), np.float32)
    with ThreadPoolExecutor(cores()) as threads:  # the fitting is in C and lets others run
        for held, scored in zip(parts, threads.map(margins, rests, parts), strict=True):
            scores[held] = scored
    return scores


def _sharpness(scores: "np.ndarray", truth: "np.ndarray") -> float:
    """Return the factor under which the confidences of unseen examples are most honest."""
    return min(_losses(scores, truth), key=lambda pair: pair[1])[0]


def _losses(scores: "np.ndarray", truth: "np.ndarray") -> List[Tuple[float, float]]:
    """Return each temperature with the log loss under it."""
    rows = np.arange(len(truth))
    return [(float(t), float(-np.log(_softmax(scores * t)[rows, truth] + 1e-9).mean())) for t in TEMPERATURES]


def _softmax(scores: "np.ndarray") -> "np.ndarray":
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
