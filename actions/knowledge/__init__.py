"""What the bot knows: programmes, figures by year, the centre, questions, vocabulary. Read once, then frozen."""

from actions.knowledge.loader import KnowledgeError, load_knowledge
from actions.knowledge.shapes import (
    Article,
    Benefit,
    Centre,
    Choice,
    Citation,
    Eligibility,
    Faq,
    Field,
    Figure,
    Group,
    Knowledge,
    Node,
    Parameters,
    Programme,
    Rule,
    Source,
    Visa,
)

__all__ = [
    "Article",
    "Benefit",
    "Centre",
    "Choice",
    "Citation",
    "Eligibility",
    "Faq",
    "Field",
    "Figure",
    "Group",
    "Knowledge",
    "KnowledgeError",
    "Node",
    "Parameters",
    "Programme",
    "Rule",
    "Source",
    "Visa",
    "load_knowledge",
]
