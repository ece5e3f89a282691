"""Scores by likeness to every example, and how each would be scored had it never been seen."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from bot.engine.likeness import among, fitted, squared

CHANCE = np.random.default_rng(3)
ROWS = csr_matrix(CHANCE.random((60, 9), np.float32) * (CHANCE.random((60, 9)) < 0.5)).astype(np.float32)
TRUTH = np.asarray([int(row[:3].sum() > row[3:6].sum()) for row in ROWS.toarray()])


def test_likenesses_are_products_of_rows() -> None:
    dense = ROWS.toarray()
    assert np.allclose(among(ROWS), dense @ dense.T, atol=1e-5)


def test_unseen_scores_are_those_of_a_model_without_the_example() -> None:
    alike = among(ROWS)
    _, unseen = fitted(alike.copy(), TRUTH, 0.3)
    for held in (0, 17, 59):
        rest = np.delete(np.arange(60), held)
        weights, _ = fitted(alike[np.ix_(rest, rest)].copy(), TRUTH[rest], 0.3)
        assert np.allclose(squared(alike[held, rest].copy()) @ weights, unseen[held], atol=5e-3)


def test_what_was_learnt_is_known_again() -> None:
    alike = among(ROWS)
    weights, unseen = fitted(alike.copy(), TRUTH, 0.01)
    assert ((squared(alike) @ weights).argmax(axis=1) == TRUTH).mean() > 0.95
    assert (unseen.argmax(axis=1) == TRUTH).mean() > 0.6
