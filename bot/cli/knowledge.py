"""`knowledge`: the words of the knowledge's own command line, which runs as a child: the bot imports no action."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from bot.settings import ROOT


def ask_knowledge(words: Sequence[str]) -> int:
    """Run one command on our own standard input and output; return its exit code."""
    child = subprocess.Popen([sys.executable, "-m", "actions.knowledge", *words], cwd=ROOT)  # noqa: S603  our own module
    try:
        return child.wait()
    except KeyboardInterrupt:
        return child.wait()
