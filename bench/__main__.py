"""Measures ours, then stock Rasa, then the doors, and writes all into docs/benchmarks.md: `python -m bench`.

`python -m bench doors|widget|handoff|search|nlu` measures one part alone: the messengers' doors, the website's window,
people with people, the search, what a sentence costs to understand. `python -m bench interview` tells how soon the
interview knows what fits (docs/knowledge.md; some five minutes of one core). `python -m bench families|scope --data
<folder>` asks real questions, and lines that ask nothing of us, of the whole bot (docs/understanding.md).
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bench import (
    confusion,
    doors,
    families,
    handoff,
    interview,
    ours,
    public,
    scope,
    search,
    stock,
    understanding,
    widget,
)
from bench.paper import (
    DOORS,
    INTERVIEW,
    KNOWLEDGE,
    PAGE,
    PEOPLE,
    SEARCH,
    STACKS,
    UNDERSTANDING,
    WINDOWS,
    doors_paper,
    handoff_paper,
    interview_paper,
    paper,
    understanding_paper,
    windows_paper,
    write,
)
from bench.tried import Tried
from bench.understood import MISTAKES, PUBLIC, mistakes_paper
from bench.understood import PAGE as REPORT
from bench.understood import public_paper as understood_paper
from bot.cli import training
from bot.cli.supervisor import Supervisor
from bot.settings import load

Written = Annotated[bool, typer.Option("--write/--no-write", help="Write docs/benchmarks.md.")]
Data = Annotated[Path, typer.Option("--data", help="The folder with the evaluation sets; none is part of this.")]


app = typer.Typer(add_completion=False)


@app.callback(invoke_without_command=True)
def main(context: typer.Context, clients: int = 16, turns: int = 50, written: Written = True) -> None:
    """Measure with so many clients and turns of each."""
    if context.invoked_subcommand is None:
        print(asyncio.run(_measure(clients, turns, written)))
        door(clients, written=written)
        people(written=written)
        searching(written=written)
        window(written=written)
        understood(written=written)


@app.command("nlu")
def understood(written: Written = True) -> None:
    """Measure what a sentence costs to understand, with the sentence encoder and without."""
    settings = load()
    model = asyncio.run(training.train(settings, Supervisor()))
    told = understanding_paper(*(understanding.measure(settings, model, encoder) for encoder in ("on", "off")))
    if written:
        write(PAGE, told, UNDERSTANDING)
    print(told)


@app.command("search")
def searching(
    rows: Annotated[list[int] | None, typer.Option("--rows", help="Vacancies; may be repeated.")] = None,
    written: Written = True,
) -> None:
    """Measure the search over generated catalogues on both databases, beside two plain ways."""
    found = []
    for many in rows or [1_000, 10_000, 100_000]:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            found += asyncio.run(search.measure(Path(folder), many))
    told = search.search_paper(found)
    if written:
        write(PAGE, told, SEARCH)
    print(told)


@app.command("doors")
def door(clients: int = 16, updates: int = 200, written: Written = True) -> None:
    """Measure how soon a platform is told that its update was taken."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        told = doors_paper(asyncio.run(doors.measure(Path(folder), clients, updates)))
    if written:
        write(PAGE, told, DOORS)
    print(told)


@app.command("interview")
def interviews(people: int = 2_000, seed: int = 2026, written: Written = True) -> None:
    """Tell how many are told rightly after how many questions; another `seed` invents other people."""
    told = interview_paper(interview.measure(people, date(2026, 11, 23), seed))
    if written:
        write(KNOWLEDGE, told, INTERVIEW)
    print(told)


@app.command("families")
def answered(data: Data) -> None:
    """Tell which of the public questions are answered from the right family, by topic, with every miss."""
    print(families.families_paper(asyncio.run(families.measure(load(), data))))


@app.command("scope")
def acted(data: Data, most: Annotated[int, typer.Option("--most", help="Lines of each set.")] = 2_000) -> None:
    """Tell how much small talk and how many commands to other machines are acted on, with every such line."""
    print(scope.scope_paper(asyncio.run(scope.measure(load(), data, most))))


@app.command("public")
def public_sets(
    data: Data,
    peers: Annotated[bool, typer.Option(help="Stock Rasa and NLP.js, too; some twenty minutes.")] = True,
    written: Written = True,
) -> None:
    """Measure the pipeline on public data sets beside its peers, and its mistakes on the held-out sentences."""
    settings = load()
    model = asyncio.run(training.train(settings, Supervisor()))
    confused = confusion.measure(Tried(settings, model.path(settings), model.trained_in))
    with tempfile.TemporaryDirectory(prefix="bench-") as named:
        folder = Path(named)
        settings = settings.model_copy(update={"data_dir": folder})  # these sentences' vectors are not for our training
        learnt = list(public.on_massive(settings, folder / "massive", data, peers))
        few = public.with_few(settings, folder / "few", data, peers)
        paraphrased, spoken = (measure(settings, folder, data) for measure in (public.paraphrased, public.in_dialect))
    told, mistakes = understood_paper(learnt, few, paraphrased, spoken), mistakes_paper(confused)
    if written:
        write(REPORT, told, PUBLIC)
        write(REPORT, mistakes, MISTAKES)
        confusion.draw(confused)
    print(told, mistakes, sep="\n")


@app.command("widget")
def window(written: Written = True) -> None:
    """Measure our window beside deep-chat in Chromium (needs npm, which brings deep-chat, and Chromium)."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        told = windows_paper(*asyncio.run(widget.measure(Path(folder))))
    if written:
        write(PAGE, told, WINDOWS)
    print(told)


@app.command("handoff")
def people(chats: int = 100, written: Written = True) -> None:
    """Measure the handoff: accept to greeting, counselor to window, messages a second, idling."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        told = handoff_paper(asyncio.run(handoff.measure(Path(folder), chats)), chats)
    if written:
        write(PAGE, told, PEOPLE)
    print(told)


async def _measure(clients: int, turns: int, written: bool) -> str:
    model = await training.train(load(), Supervisor())
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        mine = await ours.measure(Path(folder), clients, turns, model.trained_in)
        theirs = await stock.measure(Path(folder), clients, turns)
    told = paper(mine, theirs)
    if written:
        write(PAGE, told, STACKS)
    return told


if __name__ == "__main__":
    app()
