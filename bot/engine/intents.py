"""The intent model: how like the examples of each intent a reading is (`likeness`), with calibrated confidences.

Two scorers: one knows the grams of a reading; in doubt the other is asked, which knows the sentence's vector, too. Who
is sure does not pay for the encoder. Needs numpy and scipy; no Rasa.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix

from bot.engine.encoder import Encode, centred
from bot.engine.grams import GramSpace
from bot.engine.likeness import AT_ONCE, among, fitted, squared
from bot.engine.reading import Reading

Read = Callable[[str], Reading]
Ask = Callable[[], "np.ndarray"]  # gives the vector of the message, at the price of 20 ms
TEMPERATURES = np.geomspace(0.5, 60.0, 80)
CAUTION = 0.88  # examples are written in runs, by a few: they are more like each other than what people will write
NOTHING = np.zeros(0, np.float32)


class IntentModel:
    """Ranks the intents of a reading. Confidences add up to one and are right about as often as they say."""

    def __init__(
        self,
        space: GramSpace,
        names: Sequence[str],
        rows: csr_matrix,
        light: Scorer,
        both: Optional[Scorer] = None,
        meanings: Optional[Meanings] = None,
    ) -> None:
        self.space, self.names = space, list(names)
        self._columns = rows.T.tocsr()  # grams x examples
        self._light, self._both = light, both
        self.meanings = meanings

    @classmethod
    def fit(
        cls,
        examples: Sequence[Tuple[str, str]],
        read: Read,
        weights: Mapping[str, float],
        ridge: float = 0.3,
        meaning: Sequence[float] = (1.0,),
        encode: Optional[Encode] = None,
    ) -> "IntentModel":
        """Fit on (text, intent).

        `meaning`: so much a sentence's vector may count beside its grams; what tells unseen examples best is taken.
        """
        readings = [read(text) for text, _ in examples]
        space = GramSpace.over(readings, weights)
        names = sorted({intent for _, intent in examples})
        truth = np.asarray([names.index(intent) for _, intent in examples])
        rows = space.rows(readings) / np.sqrt(_whole(weights))
        alike = among(rows)
        if encode is None:
            return cls(space, names, rows, Scorer.fit(alike, truth, ridge))
        light = Scorer.fit(alike.copy(), truth, ridge)
        vectors = encode([reading.view.text for reading in readings])
        tried = [Meanings.of(vectors, weight) for weight in meaning]
        fitted_with = [(Scorer.fit(one.added(alike.copy()), truth, ridge), one) for one in tried]
        both, meanings = min(fitted_with, key=lambda pair: pair[0].loss)
        return cls(space, names, rows, light, both, meanings)

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "IntentModel":
        """Make the model that `kept()` described."""
        space = GramSpace.of(facts["space"])
        shape = (len(facts["indptr"]) - 1, len(space.columns))
        rows = csr_matrix((facts["data"].astype(np.float32), facts["indices"], facts["indptr"]), shape=shape)
        light, both = Scorer(facts["light"], facts["sharpness"]), Scorer(facts["both"], facts["both_sharpness"])
        if not facts["vectors"].size:
            return cls(space, facts["names"], rows, light)
        meanings = Meanings(facts["mean"], facts["vectors"], facts["meaning"])
        return cls(space, facts["names"], rows, light, both, meanings)

    def kept(self) -> Tuple[Dict[str, Any], Dict[str, "np.ndarray"]]:
        """Return the model as JSON and arrays."""
        both, meanings = self._both or Scorer(NOTHING, 1.0), self.meanings or Meanings(NOTHING, NOTHING, 1.0)
        numbers = {"sharpness": self._light.sharpness, "both_sharpness": both.sharpness, "meaning": meanings.weight}
        examples = self._columns.T.tocsr()
        rows = {"data": examples.data.astype(np.float16), "indices": examples.indices, "indptr": examples.indptr}
        learnt = {"light": self._light.weights, "both": both.weights}
        heard = {"mean": meanings.mean, "vectors": meanings.vectors.astype(np.float16)}  # in half the room
        return {"space": self.space.kept(), "names": self.names, **numbers}, {**rows, **learnt, **heard}

    def rank(self, reading: Reading, ask: Optional[Ask] = None, sure: float = 1.0) -> List[Tuple[str, float]]:
        """Return every intent with its confidence, best first; `ask` is called if the letters alone are less sure."""
        alike = self._alike(reading)
        told = self._light.told(alike)
        if ask is not None and self._both and self.meanings and told.max() < sure:
            told = self._both.told(alike + self.meanings.likeness(ask()))
        return [(self.names[i], float(round(told[i], 4))) for i in np.argsort(-told)]

    def _alike(self, reading: Reading) -> "np.ndarray":
        """Return how like the reading is to each example, from 0 to 1."""
        columns, values = self.space.row(reading)
        row = csr_matrix((values, columns, [0, len(columns)]), shape=(1, len(self.space.columns)))
        alike: "np.ndarray" = (row @ self._columns).toarray()[0] / np.float32(np.sqrt(_whole(self.space.weights)))
        return alike


class Scorer:
    """Scores classes by likeness to the examples."""

    def __init__(self, weights: "np.ndarray", sharpness: float, loss: float = 0.0) -> None:
        self.weights = weights  # examples x classes
        self.sharpness = sharpness
        self.loss = loss  # of unseen examples, known after fitting

    @classmethod
    def fit(cls, alike: "np.ndarray", truth: "np.ndarray", ridge: float) -> "Scorer":
        """Fit on the likenesses of the examples to each other, which are used up."""
        weights, unseen = fitted(alike, truth, ridge)
        sharpness, loss = _honest(unseen, truth)
        return cls(weights, CAUTION * sharpness, loss)

    def told(self, alike: "np.ndarray") -> "np.ndarray":
        """Return the confidence in every class for what is `alike` the examples."""
        return _softmax((squared(alike.copy()) @ self.weights)[None, :] * self.sharpness)[0]


class Meanings:
    """The sentence vectors of the examples, off their mean: e5's lie close together, what tells them apart is there."""

    def __init__(self, mean: "np.ndarray", vectors: "np.ndarray", weight: float) -> None:
        self.mean, self.weight = mean, weight
        self.vectors = vectors.astype(np.float32)

    @classmethod
    def of(cls, vectors: "np.ndarray", weight: float) -> "Meanings":
        """Make them of the examples' vectors as the encoder gives them."""
        mean = vectors.mean(axis=0)
        return cls(mean, centred(vectors, mean), weight)

    def likeness(self, vector: "np.ndarray") -> "np.ndarray":
        """Return how near in meaning each example is, times the weight."""
        near: "np.ndarray" = self.vectors @ centred(vector, self.mean) * np.float32(self.weight)
        return near

    def added(self, alike: "np.ndarray") -> "np.ndarray":
        """Add the examples' nearness to each other to `alike`, in place."""
        for at in range(0, len(alike), AT_ONCE):
            alike[at : at + AT_ONCE] += self.vectors[at : at + AT_ONCE] @ self.vectors.T * np.float32(self.weight)
        return alike


def _whole(weights: Mapping[str, float]) -> float:
    """Return what a reading's likeness to itself comes to before it is made one."""
    return sum(weight**2 for weight in weights.values())


def _honest(scores: "np.ndarray", truth: "np.ndarray") -> Tuple[float, float]:
    """Return the factor under which the confidences of unseen examples have the least log loss, and that loss."""
    rows = np.arange(len(truth))
    losses = [float(-np.log(_softmax(scores * t)[rows, truth] + 1e-9).mean()) for t in TEMPERATURES]
    least = int(np.argmin(losses))
    return float(TEMPERATURES[least]), losses[least]


def _softmax(scores: "np.ndarray") -> "np.ndarray":
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: "np.ndarray" = raised / raised.sum(axis=1, keepdims=True)
    return shares
