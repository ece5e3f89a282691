"""The word lists the understanding reads: what programmes are called, how questions are asked. Deterministic."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from actions.knowledge.shapes import Faq, Knowledge, Programme

MADE_BY = "made by `python -m actions.knowledge lookups`."


def lookups(knowledge: Knowledge) -> Mapping[str, str]:
    """File name → text, for the folder `nlu_data/lookups`."""
    return {
        "programmes.yml": programme_names(knowledge.programmes.values()),
        "faq.yml": faq_examples(knowledge.faqs.values()),
    }


def programme_names(programmes: Iterable[Programme]) -> str:
    """One programme a line: id and all names."""
    lines = [f"  - {{id: {one.id}, names: {_json(names(one))}}}\n" for one in programmes]
    head = f"# From the programme catalogue (names and what people call them); {MADE_BY}\n"
    return f"{head}programmes:\n{''.join(lines)}"


def names(programme: Programme) -> list[str]:
    """Every name of a programme, its own first, also without what stands in brackets; then aliases and typos."""
    plain = re.sub(r"\s*\([^)]*\)", "", programme.name).strip()
    return list(dict.fromkeys([programme.name, plain, *programme.aliases, *programme.typos]))


def faq_examples(faqs: Iterable[Faq]) -> str:
    """One question a block: id and the ways it is asked, the canonical one first."""
    head = f"# From the frequent questions (how people ask them); {MADE_BY}\n"
    return f"{head}faq:\n{''.join(_block(one) for one in faqs)}"


def _block(faq: Faq) -> str:
    rows = "".join(f"      - {_json(text)}\n" for text in dict.fromkeys([faq.question, *faq.examples]))
    return f"  - id: {faq.id}\n    examples:\n{rows}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
