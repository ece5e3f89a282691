"""Judging from the shell: one JSON line in, one JSON line out, in the field names of the catalogue.

In  `{"programme": id, "facts": {field: value}, "on": "YYYY-MM-DD"}` (`on` is today where it is left out).
Out `{"programme", "result": yes|no|unknown, "reasons": [{"field", "rule", "source", "text"}], "missing": [fields, the
most decisive first], "alternatives": [ids], "window": {"state", "text", "closes"}}` (with "deadline" where what
is always open still runs out for each person); a bad line: `{"error", "line"}`.

Lines are UTF-8. A value that its field cannot have is an error of that line, null is a fact that is not known.

Facts are taken as given: of what is not named only follows what does exactly (an age from a birth date), so what is
missing stays unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from actions.knowledge.known import Known
from actions.knowledge.phrases import expression
from actions.knowledge.rulebook import Sheet, Truths, sheet_of
from actions.knowledge.shapes import Field, Knowledge, Node
from actions.knowledge.values import read_value
from actions.knowledge.verdict import Judgement, judge_person

# Facts we ask for in parts or beside the catalogue's, and the catalogue's field that they settle.
SETTLES = {
    "household_size": "median_income_pct",
    "household_monthly_income": "median_income_pct",
    "voluntary_just_cause": "leave_reason",
    "left_on": "months_since_leaving",
    "insured_days_before_leave": "ei_unit_days_18m",
    "insured_days_by_leave_end": "ei_unit_days_18m",
    "daily_work_recent": "employment_status",
    "discharge_soon": "employment_status",
}
# The catalogue has one name for the insured days before leaving and before or in a leave; given so, it means each.
_SAME_NAME = ("insured_days_before_leave", "insured_days_by_leave_end")
_BLANK = b" \t\r\n\xef\xbb\xbf"  # the mark that some editors put first is no part of the data
_LOOKS = {
    "integer": "32처럼 숫자로", "number": "0.5처럼 숫자로", "bool": "true나 false로", "date": '"2026-11-23"처럼 날짜로',
    "code": '"52"나 "52110"처럼 행정 코드로', "list": '["jb.vitality"]처럼 목록으로', "string": '"F-4"처럼 글로',
    "enum": "정해진 값으로",
}  # fmt: skip
Line = dict[str, Any]


class BadLine(ValueError):
    """A line that cannot be judged; the message is Korean and says why."""


def judged(lines: Iterable[bytes], knowledge: Knowledge, today: date) -> Iterator[str]:
    """Yield one line of JSON for every line that is not empty; a bad line is answered and the rest goes on."""
    for number, line in enumerate(lines, 1):
        if not line.strip(_BLANK):
            continue
        try:
            said: Line = answer(_read(line), knowledge, today)
        except BadLine as error:
            said = {"error": f"{number}번째 줄: {error}", "line": number}
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            # others' data in our arithmetic: this line is lost, the batch is not
            said = {"error": f"{number}번째 줄: 판정하지 못했어요({type(error).__name__}: {error})", "line": number}
        yield json.dumps(said, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def answer(asked: Line, knowledge: Knowledge, today: date) -> Line:
    """Judge what one line asks. Raises `BadLine`."""
    programme = knowledge.programmes.get(str(asked.get("programme")))
    if programme is None:
        raise BadLine(f"{asked.get('programme')!r} 사업이 없어요. programme에 사업 id를 적어 주세요")
    known = Known(_facts(asked, knowledge), _day(asked, today), knowledge, inferring=False)
    return told(judge_person(programme, known), sheet_of(programme, known.on, knowledge), known)


def told(judgement: Judgement, sheet: Sheet, known: Known) -> Line:
    """The judgement as one line says it."""
    window = judgement.window
    return {
        "programme": judgement.programme,
        "result": judgement.result,
        "reasons": [*_reasons(sheet, sheet.truths(known))],
        "missing": list(dict.fromkeys(SETTLES.get(name, name) for name in judgement.missing)),
        "alternatives": list(judgement.alternatives),
        "window": {
            "state": window.state,
            "text": window.text,
            "closes": window.closes.isoformat() if window.closes else None,
            **({"deadline": window.deadline} if window.deadline else {}),
        },
    }


def _reasons(sheet: Sheet, truths: Truths) -> Iterator[Line]:
    """The single conditions that decide: what fails, or else what is open, or else all that holds."""
    truth = sheet.finding(truths).truth
    for node, exclusion in sheet.nodes:
        wanted = truth if not exclusion or truth is None else not truth
        if sheet.holds(node, truths) is wanted:
            yield from _leaves(sheet, node, truths, exclusion)


def _leaves(sheet: Sheet, node: Node, truths: Truths, exclusion: bool) -> Iterator[Line]:
    truth = sheet.holds(node, truths)
    places = sheet.places_of(node)
    for place in [one for one in places if truths[one] is truth] or places:
        rule = sheet.rule(place)
        cited = rule.source or node.source or (sheet.programme.sources if rule.conf != "D" else ())
        yield {
            "field": SETTLES.get(rule.field, rule.field),
            "rule": ("not " if exclusion else "") + expression(rule),
            "source": ", ".join(dict.fromkeys(one.text for one in cited)) or "사업의 정의",
            "text": sheet.text(rule, truths, excluded=exclusion),
        }


def _read(line: bytes) -> Line:
    try:
        asked = json.loads(line.strip(_BLANK).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLine("UTF-8 글자가 아니에요") from error
    except RecursionError as error:
        raise BadLine("JSON이 너무 깊어요") from error
    except ValueError as error:
        raise BadLine(f"JSON이 아니에요({error})") from error
    if not isinstance(asked, dict):
        raise BadLine('JSON 객체가 아니에요. {"programme", "facts", "on"}으로 적어 주세요')
    return asked


def _facts(asked: Line, knowledge: Knowledge) -> Line:
    facts = asked.get("facts", {})
    if not isinstance(facts, dict):
        raise BadLine('facts가 객체가 아니에요. {"age": 32}처럼 적어 주세요')
    if strange := [name for name in facts if name not in knowledge.vocabulary]:
        raise BadLine(f"모르는 항목이에요: {', '.join(strange)}. vocabulary.yml의 이름을 써 주세요")
    for name, raw in facts.items():
        if raw is not None and read_value(knowledge.vocabulary[name], raw) is None:
            raise BadLine(f"{name}의 값을 읽지 못했어요: {raw!r}. {_wanted(knowledge.vocabulary[name])} 적어 주세요")
    insured = facts.get("ei_unit_days_18m")
    return {**dict.fromkeys(_SAME_NAME, insured), **facts} if insured is not None else facts


def _wanted(field: Field) -> str:
    """What a value of the field looks like."""
    values = [json.dumps(choice.value) for choice in field.choices] if field.type == "enum" else []
    return f"{', '.join(values)} 가운데 하나로" if values else _LOOKS[field.type]


def _day(asked: Line, today: date) -> date:
    given = asked.get("on")
    try:
        return today if given is None else date.fromisoformat(given)
    except (TypeError, ValueError) as error:
        raise BadLine(f"on이 날짜가 아니에요: {given!r}. 2026-11-23처럼 적어 주세요") from error


def readable(said: Line, knowledge: Knowledge) -> str:
    """A judgement for people at the shell."""
    result = {"yes": "가능성이 있어요", "no": "없어 보여요", "unknown": "더 확인이 필요해요"}[said["result"]]
    lines = [f"{knowledge.programmes[said['programme']].name}: {result} (최종 판단은 기관이 해요)"]
    lines += [f"  {one['text']}  [{one['rule']}] {one['source']}" for one in said["reasons"]]
    if said["missing"]:
        asked = [f"{knowledge.vocabulary[name].label}({name})" for name in said["missing"]]
        lines.append(f"더 알아야 할 것: {', '.join(asked)}")
    if said["alternatives"]:
        lines.append(f"비슷한 사업: {', '.join(said['alternatives'])}")
    return "\n".join([*lines, f"신청: {said['window']['text']}"])
