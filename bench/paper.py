"""Puts the figures on paper, with the machine, the day and the commit they belong to."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.doors import Door
from bench.handoff import Figures
from bench.load import Load
from bench.ours import Ours
from bench.stock import Stock
from bench.understanding import Understood
from bench.widget import Window
from bot.settings import ROOT
from bot.store.clock import now

PAGE = ROOT / "docs/benchmarks.md"
STACKS = ("<!-- bench: written by `make bench` -->\n", "<!-- end of bench -->\n")
DOORS = ("<!-- doors: written by `python -m bench doors` -->\n", "<!-- end of doors -->\n")
SEARCH = ("<!-- search: written by `python -m bench search` -->\n", "<!-- end of search -->\n")
WINDOWS = ("<!-- widget: written by `python -m bench widget` -->\n", "<!-- end of widget -->\n")
PEOPLE = ("<!-- handoff: written by `python -m bench handoff` -->\n", "<!-- end of handoff -->\n")
UNDERSTANDING = ("<!-- nlu: written by `python -m bench nlu` -->\n", "<!-- end of nlu -->\n")
"""Where on the page each table stands."""
KNOWLEDGE = ROOT / "docs/knowledge.md"
INTERVIEW = ("<!-- interview: written by `python -m bench interview` -->\n", "<!-- end of interview -->\n")


def paper(ours: Ours, stock: Stock) -> str:
    """Return both in one table of Markdown."""
    clients = ours.crowd.clients
    whole = ours.engine_memory + ours.gateway_memory + ours.actions_memory
    rows = [
        ("turns/s, one client", f"{ours.alone.per_second:.1f}", f"{stock.alone.per_second:.1f}"),
        (f"turns/s, {clients} clients", f"**{ours.crowd.per_second:.1f}**", f"{stock.crowd.per_second:.1f}"),
        ("a turn, one client, p50 / p95", _times(ours.alone), _times(stock.alone)),
        (f"a turn, {clients} clients, p50 / p95", _times(ours.crowd), _times(stock.crowd)),
        ("start to first answer possible", f"**{ours.ready_after:.1f} s**", f"{stock.ready_after:.1f} s"),
        ("start to gateway answering", f"{ours.gateway_after:.1f} s", "-"),
        ("memory of the engine after the load", _size(ours.engine_memory), _size(stock.memory)),
        ("memory of engine, gateway and actions", _size(whole), "-"),
        ("training", f"{ours.trained_in:.0f} s", f"{stock.trained_in:.0f} s"),
    ]
    table = [f"| {what} | {mine} | {theirs} |" for what, mine, theirs in rows]
    head = ["| | ours, whole stack | stock Rasa 3.6.21 |", "|---|---|---|"]
    ratio = ours.crowd.per_second / stock.crowd.per_second
    last = f"Ours answers **{ratio:.1f} times** as many turns a second as stock Rasa with {clients} clients."
    return "\n".join([machine(), "", *head, *table, "", last, ""])


def machine() -> str:
    """Return where, when and of what these figures are."""
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    return (
        f"{now():%Y-%m-%d}, commit `{_commit()}`, {_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}; "
        f"load average at the end {load:.1f}."
    )


def doors_paper(doors: Sequence[Door]) -> str:
    """Return every door in one table of Markdown, Rasa's connector last."""
    crowd = doors[0].crowd.clients
    head = [
        f"| door | webhooks/s, one person | {crowd} people | to acknowledgement, one, p50 / p95 | {crowd} people |",
        "|---|---|---|---|---|",
    ]
    table = [
        f"| {d.name} | {_rate(d.alone)} | {_rate(d.crowd)} | {_times(d.alone)} | {_times(d.crowd)} |" for d in doors
    ]
    return "\n".join([machine(), "", *head, *table, ""])


def interview_paper(curves: dict[str, list[float]]) -> str:
    """Return the share told rightly after each number of questions, a row an order."""
    counts = range(len(next(iter(curves.values()))))
    head = [f"| | {' | '.join(map(str, counts))} |", f"|---|{'---|' * len(counts)}"]
    rows = [f"| {name} | {' | '.join(f'{share:.1%}' for share in shares)} |" for name, shares in curves.items()]
    return "\n".join([*head, *rows])


def windows_paper(ours: Window, theirs: Window) -> str:
    """Return both windows in one table of Markdown."""
    rows = [
        ("opened: pressing the button to the first paint of a box to write in", *_both(ours.opened, theirs.opened)),
        ("over the wire until then, in kB", f"{ours.loaded / 1000:.0f}", f"{theirs.loaded / 1000:.0f}"),
        ("sending to one's own bubble, p50", *_both(ours.bubble, theirs.bubble)),
        ("sending to the answer, p50 (ours thinks, the other echoes)", *_both(ours.answer, theirs.answer)),
        ("JavaScript memory after 500 messages", f"{ours.memory / 1e6:.1f} MB", f"{theirs.memory / 1e6:.1f} MB"),
    ]
    table = [f"| {what} | {mine} | {other} |" for what, mine, other in rows]
    return "\n".join([machine(), "", f"| | ours | {theirs.name} 2.4.2 |", "|---|---|---|", *table, ""])


def understanding_paper(on: Understood, off: Understood) -> str:
    """Return what a sentence costs in one table of Markdown."""
    rows = [
        ("a sentence, p50 / p95", *(f"{one.p50:.1f} / {one.p95:.1f} ms" for one in (on, off))),
        ("the slowest of all", *(f"{one.most:.0f} ms" for one in (on, off))),
        ("sentences a second, one after the other", *(f"{one.per_second:.0f}" for one in (on, off))),
        ("of them asked the encoder", f"{on.asked:.0%}", "-"),
        ("memory of the process at its peak", _size(on.memory), _size(off.memory)),
    ]
    table = [f"| {what} | {with_it} | {without} |" for what, with_it, without in rows]
    return "\n".join([machine(), "", "| | with the encoder | without |", "|---|---|---|", *table, ""])


def _both(mine: float, other: float) -> tuple[str, str]:
    return f"{mine * 1000:.0f} ms", f"{other * 1000:.0f} ms"


def handoff_paper(figures: Figures, chats: int) -> str:
    """Return the handoff's figures beside what was promised, in one table of Markdown."""
    rows = [
        ("accept → greeting, p50 / p95", _two(figures.greeting), "p95 < 150 ms", ""),
        (f"counselor → window, {chats} chats open, p50 / p95", _two(figures.words), "p95 < 100 ms",
         "polled every 3.5 s"),
        ("the same while all write at once, p50 / p95", _two(figures.loaded), "", "p95 400 ms at 40 chats"),
        ("messages a second, stored with seq and pushed", f"{figures.per_second:.0f}", "≥ 300", "85"),
        ("the gateway's own processor time for each", f"{figures.work:.1f} ms", "", ""),
        ("13 accept at once → 12 told who has it, p50 / p95", _two(figures.losers), "< 100 ms", "not told"),
        ("13 consoles + 300 windows idle, of one core", f"{figures.idle:.1%}", "< 5 %", ""),
        ("gateway after the load", _size(figures.memory), "< 300 MB", ""),
    ]  # fmt: skip
    table = [f"| {what} | {got} | {promised} | {peer} |" for what, got, promised, peer in rows]
    head = ["| | measured | promised | Live Helper Chat |", "|---|---|---|---|"]
    return "\n".join([machine(), "", *head, *table, ""])


def _two(milliseconds: list[float]) -> str:
    ranked = sorted(milliseconds)
    return f"{ranked[len(ranked) // 2]:.0f} / {ranked[int(len(ranked) * 0.95) - 1]:.0f} ms"


def write(page: Path, told: str, place: tuple[str, str]) -> None:
    """Put the figures in their place on the page; the rest of it stays."""
    begin, end = place
    before, _, rest = page.read_text().partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{told}\n{end}{after}")


def _rate(load: Load) -> str:
    return f"{load.per_second:.0f}"


def _times(load: Load) -> str:
    return f"{load.percentile(50) * 1000:.0f} / {load.percentile(95) * 1000:.0f} ms"


def _size(bytes_: int) -> str:
    return f"{bytes_ / 2**20:.0f} MB"


def _commit() -> str:
    asked = ("git", "describe", "--always", "--dirty")
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip() or "?"  # noqa: S603


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
