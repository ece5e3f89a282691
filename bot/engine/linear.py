"""One linear scorer per class. Needs numpy, scipy and (to fit only) scikit-learn; no Rasa."""

from __future__ import annotations

from typing import Any, Sequence, Tuple

import numpy as np

UNHEARD = -5.0  # the margin of a class that no example showed


def scorer(clean: Any, dirty: Sequence[Any], truth: "np.ndarray", penalty: float) -> Tuple["np.ndarray", "np.ndarray"]:
    """Fit one linear scorer per class on the rows of clean readings and of their copies with slips.

    Returns weights (columns x classes) and bias.
    """
    from scipy.sparse import vstack
    from sklearn.svm import LinearSVC

    parts = [clean, *dirty]
    fitted = LinearSVC(C=penalty).fit(vstack(parts), np.tile(truth, len(parts)))
    return per_class(fitted, int(truth.max()) + 1)


def per_class(fitted: Any, classes: int) -> Tuple["np.ndarray", "np.ndarray"]:
    """Return weights (columns x classes) and bias of a linear model, also for two classes and for missing ones."""
    rows, shift = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:
        rows, shift = np.vstack([-rows, rows]), np.concatenate([-shift, shift])
    weights, bias = np.zeros((rows.shape[1], classes), np.float32), np.full(classes, UNHEARD, np.float32)
    weights[:, fitted.classes_], bias[fitted.classes_] = rows.T, shift
    return weights, bias
