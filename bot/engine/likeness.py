"""Classes scored by likeness to every example that was learnt: least squares over squared likenesses (kernel ridge).

Squared, a likeness also sees what stands together: two signs at once say more than both apart. How every example would
be scored by a model that had never seen it follows without fitting it again, so confidences can be made honest cheaply.
Needs numpy and (to fit only) scipy; no Rasa. Time grows with the cube of the examples, room with their square.
"""

from __future__ import annotations

from typing import Any, Tuple

import numpy as np

BASE = 0.3  # added to every likeness before it is squared: so much counts what each has alone
AT_ONCE = 512


def squared(likeness: "np.ndarray") -> "np.ndarray":
    """Return the kernel of likenesses, in place."""
    likeness += np.float32(BASE)
    likeness *= likeness
    return likeness


def among(rows: Any) -> "np.ndarray":
    """Return the likeness of each of the sparse rows to each other one: n x n, float32."""
    found, turned = np.empty((rows.shape[0], rows.shape[0]), np.float32), rows.T.tocsr()
    for at in range(0, rows.shape[0], AT_ONCE):
        found[at : at + AT_ONCE] = (rows[at : at + AT_ONCE] @ turned).toarray()
    return found


def fitted(likeness: "np.ndarray", truth: "np.ndarray", ridge: float) -> Tuple["np.ndarray", "np.ndarray"]:
    """Return the weight of every example for every class, and how each is scored by all the others: n x classes.

    `likeness` (n x n) is used up. `ridge` says how far the scores may stay off the truth, which is 1 or -1.
    """
    from scipy.linalg import cho_factor, cho_solve, lapack

    wanted = -np.ones((len(truth), int(truth.max()) + 1), np.float32)
    wanted[np.arange(len(truth)), truth] = 1.0
    kernel = squared(likeness)
    kernel[np.diag_indices_from(kernel)] += np.float32(ridge)
    factor = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)
    weights = cho_solve(factor, wanted, check_finite=False)
    inverse, _ = lapack.spotri(factor[0], lower=1, overwrite_c=1)
    unseen = wanted - weights / np.diag(inverse)[:, None]
    return weights.astype(np.float32), unseen.astype(np.float32)
