"""A message as it was meant: slips of the keyboard put right (`mending`), lost spaces put back (`spacing`). Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, Mapping, Sequence, Tuple

from bot.engine.mending import Mender
from bot.engine.spacing import Analyse, Spacer


class Proofreader:
    """Corrects clean text, for reading only: nobody is ever shown it."""

    def __init__(self, mender: Mender, spacer: Spacer) -> None:
        self._mender, self._spacer = mender, spacer

    @classmethod
    def taught(cls, texts: Sequence[str], names: Sequence[str], analyse: Analyse) -> "Proofreader":
        """Learn from clean texts; `names` are words without their spaces, which are right as they are."""
        return _taught(tuple(texts), tuple(names), analyse)

    @classmethod
    def of(cls, kept: Mapping[str, Any], analyse: Analyse) -> "Proofreader":
        """Make the proofreader that `kept()` described."""
        return cls(Mender.of(kept["runs"]), Spacer.of(kept["spaces"], analyse))

    def kept(self) -> Dict[str, Any]:
        """Return what was learnt, as JSON."""
        return {"runs": self._mender.kept(), "spaces": self._spacer.kept()}

    def corrected(self, text: str) -> str:
        """Return what was meant; mostly that is the text itself."""
        return self._spacer.spaced(self._mender.mended(text))


@lru_cache(maxsize=1)  # the components of a pipeline learn from the same texts, one after the other
def _taught(texts: Tuple[str, ...], names: Tuple[str, ...], analyse: Analyse) -> Proofreader:
    return Proofreader(Mender.taught((*texts, *names)), Spacer.taught(texts, analyse))
