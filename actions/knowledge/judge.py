"""The door of the evaluator: `judge` one programme, `recommend` over all, `next_question` to ask.

Semantics (docs/knowledge.md): eligible when everything under `all` holds and nothing under `exclude` does, in three
values: a missing fact gives "unknown" and a question, never a no. `any` needs one member. Every function is pure.
"""

from actions.knowledge.advice import Standing, Suggestion, next_question, recommend
from actions.knowledge.verdict import Judgement, Reason, Result, judge
from actions.knowledge.windows import Window, window

__all__ = [
    "Judgement",
    "Reason",
    "Result",
    "Standing",
    "Suggestion",
    "Window",
    "judge",
    "next_question",
    "recommend",
    "window",
]
