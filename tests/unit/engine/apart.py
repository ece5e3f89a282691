"""A process of its own for what Java and Kiwi do: the 2 GB they take go with it, and the worker stays small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

Apart = Callable[..., Any]
"""Calls a function of a module with what follows, both of which can be pickled, and returns what it returned."""


@contextmanager
def apart() -> Iterator[Apart]:
    """Give one fresh process, which remembers from call to call and ends with the block."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        yield lambda work, *given: process.submit(work, *given).result()
