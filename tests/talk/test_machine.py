"""Whatever people do in whatever order: no talk without an owner, no illegal step, on both databases (`machine`)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import BACKENDS, fresh_database
from tests.talk.machine import RARE, ROWS, Consultations

A_RUN = 50
QUICK = settings(
    max_examples=5, stateful_step_count=A_RUN, deadline=None, database=None, print_blob=True,
    suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
)  # fmt: skip


def _play(kind: str, folder: Path, least: int, rules: settings, rows: int, most: int) -> type[Consultations]:
    """Play until at least so many steps were made, or `most` if fewer rows of the table were gone; return what was."""
    with asyncio.Runner() as runner:
        opened = fresh_database(kind, folder)
        machine = Consultations.on(runner, runner.run(opened.__aenter__()))
        try:
            while machine.steps < least or (len(machine.rows - RARE) < rows and machine.steps < most):
                run_state_machine_as_test(machine, settings=rules)
        finally:
            runner.run(opened.__aexit__(None, None, None))
    print(f"{machine.steps} steps on {kind}, {len(machine.rows)} of {len(ROWS)} rows of the table")
    return machine


@pytest.mark.parametrize("kind", BACKENDS)
def test_no_talk_without_an_owner_and_no_illegal_step(kind: str, tmp_path: Path) -> None:
    assert len(_play(kind, tmp_path, 150, QUICK, rows=5, most=2_000).rows) >= 5


@pytest.mark.marathon
@pytest.mark.parametrize("kind", BACKENDS)
def test_ten_thousand_steps(kind: str, tmp_path: Path) -> None:
    """The table says no more than can happen: each of its rows but the rarest is gone."""
    common = ROWS - RARE
    rules = settings(QUICK, max_examples=100)
    assert _play(kind, tmp_path, 10_000, rules, rows=len(common), most=40_000).rows >= common
