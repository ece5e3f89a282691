"""Articles of law in plain words, one bubble each, with the source under the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actions.speech.parts import Bubble, Said, person
from actions.speech.programmes import name_button
from actions.speech.sources import source_line

if TYPE_CHECKING:
    from actions.knowledge import Article, Programme

LAST: Final = "신고와 상담은 고용노동부 1350에서 해요. 해고 문자나 녹음은 지우지 마세요."


def told(articles: tuple[Article, ...], benefit: Programme) -> Said:
    """Return the articles, whom to call, and the benefit as the next step."""
    cited = tuple(source for one in articles for source in one.source)
    source = source_line(cited, articles[0].year, articles[0].checked_on)
    *first, last = articles
    end = Bubble("\n".join((last.text, LAST, source)), (name_button(benefit), person()))
    return Said((*(Bubble(one.text) for one in first), end), {"kind": "article", "id": articles[0].key})
