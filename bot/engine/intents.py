"""The intent model: one linear scorer per intent over the grams of a reading, with calibrated confidences.

Needs numpy, scipy and (to fit only) scikit-learn; no Rasa.
"""

from __future__ import annotations

import random
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

import numpy as np

from bot.engine.grams import GramSpace
from bot.engine.noise import misspelled
from bot.engine.reading import Reading

Read = Callable[[str], Reading]
FOLDS = 5
TEMPERATURES = np.geomspace(0.5, 20.0, 60)


class IntentModel:
    """Ranks the intents of a reading. Confidences add up to one and are right about as often as they say."""

    def __init__(
        self, space: GramSpace, names: Sequence[str], weights: "np.ndarray", bias: "np.ndarray", sharpness: float
    ) -> None:
        self.space = space
        self.names = list(names)
        self.weights = weights  # columns x intents
        self.bias = bias
        self.sharpness = sharpness

    @classmethod
    def fit(
        cls,
        examples: Sequence[Tuple[str, str]],
        read: Read,
        weights: Mapping[str, float],
        penalty: float = 1.0,
        copies: int = 1,
    ) -> "IntentModel":
        """Fit on (text, intent); each text is also learnt `copies` times with slips of the keyboard."""
        chance = random.Random(20261123)  # noqa: S311  slips for training, and the same each time
        readings = [read(text) for text, _ in examples]
        noisy = [[read(misspelled(text, chance)) for _ in range(copies)] for text, _ in examples]
        space = GramSpace.over(readings, weights)
        names = sorted({intent for _, intent in examples})
        truth = np.asarray([names.index(intent) for _, intent in examples])
        clean, dirty = space.rows(readings), [space.rows(list(column)) for column in zip(*noisy, strict=True)]
        sharpness = _sharpness(_unseen_scores(clean, dirty, truth, penalty), truth)
        fitted = scorer(clean, dirty, truth, np.arange(len(truth)), penalty)
        return cls(space, names, fitted.coef_.T.astype(np.float32), fitted.intercept_.astype(np.float32), sharpness)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "IntentModel":
        """Make the model that `kept()` described."""
        return cls(GramSpace.of(facts["space"]), facts["names"], facts["weights"], facts["bias"], facts["sharpness"])

    def kept(self) -> Tuple[Dict[str, Any], Dict[str, "np.ndarray"]]:
        """Return the model as JSON and arrays."""
        facts = {"space": self.space.kept(), "names": self.names, "sharpness": self.sharpness}
        return facts, {"weights": self.weights, "bias": self.bias}

    def rank(self, reading: Reading) -> List[Tuple[str, float]]:
        """Return every intent with its confidence, best first."""
        columns, values = self.space.row(reading)
        scores = values @ self.weights[columns] + self.bias
        sure = _softmax(scores[None, :] * self.sharpness)[0]
        return [(self.names[i], float(round(sure[i], 4))) for i in np.argsort(-sure)]


def scorer(clean: Any, dirty: Sequence[Any], truth: "np.ndarray", rows: "np.ndarray", penalty: float) -> Any:
    """Fit one linear scorer per class on `rows` of the clean readings and of their copies with slips."""
    from scipy.sparse import vstack
    from sklearn.svm import LinearSVC

    parts = [clean[rows], *(part[rows] for part in dirty)]
    return LinearSVC(C=penalty, class_weight="balanced").fit(vstack(parts), np.tile(truth[rows], len(parts)))


def _unseen_scores(clean: Any, dirty: Sequence[Any], truth: "np.ndarray", penalty: float) -> "np.ndarray":
    """Score every example by a model that never saw it."""
    order = np.random.RandomState(7).permutation(len(truth))
    scores = np.zeros((len(truth), truth.max() + 1), np.float32)
    for fold in range(FOLDS):
        held, rest = order[fold::FOLDS], np.concatenate([order[k::FOLDS] for k in range(FOLDS) if k != fold])
        scores[held] = scorer(clean, dirty, truth, rest, penalty).decision_function(clean[held])
    return scores


def _sharpness(scores: "np.ndarray", truth: "np.ndarray") -> float:
    """Return the factor under which the confidences of unseen examples are most honest (log loss)."""
    losses = [-np.log(_softmax(scores * t)[np.arange(len(truth)), truth] + 1e-9).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _softmax(scores: "np.ndarray") -> "np.ndarray":
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
