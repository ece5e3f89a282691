"""`python -m actions.knowledge …`, which `python -m bot knowledge` calls: prove, read, compare and apply it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from actions.knowledge import Knowledge, KnowledgeError, audit, batch, load_knowledge
from actions.knowledge.card import card
from actions.knowledge.changes import Change, NoSuchState, changes, files, state
from actions.knowledge.loader import HOME
from actions.knowledge.lookups import lookups
from actions.knowledge.page import page
from actions.knowledge.shapes import Programme

ROOT = Path(__file__).resolve().parents[2]
LOOKUPS = ROOT / "nlu_data/lookups"
PAGE = ROOT / "docs/programmes.md"
KST = ZoneInfo("Asia/Seoul")
Command = Callable[[Knowledge, argparse.Namespace], int]


def main() -> int:
    """Run one command; 0 when all is well, 1 with the file, the line and the cure when not."""
    asked = _parser().parse_args()
    try:
        return int(asked.run(load_knowledge(), asked))
    except KnowledgeError as error:
        print(error)
    except NoSuchState as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:  # the reader has seen enough
        sys.stderr.close()
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m actions.knowledge", description="지식 파일을 살피고, 견주고, 판정에 써요."
    )
    commands = parser.add_subparsers(required=True, metavar="명령")

    def add(name: str, run: Command, what: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=what, description=what)
        one.set_defaults(run=run)
        return one

    add("check", lambda knowledge, _: check(knowledge), "파일을 검사해요")
    add("lookups", lambda knowledge, _: write(knowledge), "이해기가 읽는 낱말 목록과 사업 표를 새로 써요")
    one = add("show", show, "사업 하나를 출처와 함께 보여 줘요")
    one.add_argument("id", help="사업 id나 이름(두배적금)")
    two = add("stale", stale, "확인이 필요한 사실을 모두 보여 줘요")
    three = add("diff", diff, "다른 판과 견주어 바뀐 사실을 보여 줘요")
    three.add_argument("state", help="git 판이나 폴더")
    four = add("judge", judge, "조건에 맞는지 판정해요")
    four.add_argument("--batch", action="store_true", help="표준 입력의 JSON 줄마다 JSON 한 줄로 답해요")
    four.add_argument("programme", nargs="?", help="사업 id")
    four.add_argument("facts", nargs="*", help="항목=값")
    for each in (one, two, three, four):
        each.add_argument("--json", action="store_true", help="JSON으로 보여 줘요")
        each.add_argument("--on", type=date.fromisoformat, default=_today(), help="기준일(YYYY-MM-DD), 없으면 오늘")
    return parser


def write(knowledge: Knowledge, folder: Path = LOOKUPS, paper: Path = PAGE) -> int:
    """Write the word lists and the reference page; a file that already says the same is left untouched."""
    for path, text in _made(knowledge, folder, paper).items():
        if not _says(path, text):
            path.write_text(text, encoding="utf-8")
    return 0


def check(knowledge: Knowledge, folder: Path = LOOKUPS, paper: Path = PAGE) -> int:
    """Print what an editor should know; 1 when what is made of the knowledge is older than it."""
    print(f"지식 {knowledge.version}: 사업 {len(knowledge.programmes)}, 질문 {len(knowledge.faqs)}, 오류 없음")
    _list("숫자로 말하지 않는 사실(V3·G)", map(_doubt, audit.unconfirmed(knowledge)))
    _list("출처가 따로 적히지 않은 사실", map(_doubt, audit.unsourced(knowledge)))
    old = list(audit.stale(knowledge, _today()))
    print(f"\n확인한 지 1년이 지난 것 {len(old)}: {', '.join(old) or '없음'}")
    late = [path.name for path, text in _made(knowledge, folder, paper).items() if not _says(path, text)]
    if late:
        print(f"\n낱말 목록이 낡았습니다({', '.join(late)}). `python -m actions.knowledge lookups`를 실행하세요")
    return 1 if late else 0


def show(knowledge: Knowledge, asked: argparse.Namespace) -> int:
    """Print one programme; 1 when there is none of that id."""
    called = [one for one in knowledge.programmes.values() if asked.id in (one.id, one.name, *one.aliases)]
    if len(called) != 1:
        near = called or [one for one in knowledge.programmes.values() if _like(asked.id, one)]
        guess = f"혹시 {', '.join(f'{one.id}({one.name})' for one in near)}" if near else "이름의 일부를 적어 보세요"
        print(f"{asked.id!r} 사업이 없어요. {guess}", file=sys.stderr)
        return 1
    (programme,) = called
    if asked.json:
        print(json.dumps(asdict(programme), ensure_ascii=False, default=str))
    else:
        print(card(programme, asked.on, knowledge))
    return 0


def _like(text: str, one: Programme) -> bool:
    return any(text in name for name in (one.id, one.name, *one.aliases))


def stale(knowledge: Knowledge, asked: argparse.Namespace) -> int:
    """Print every fact that is unconfirmed, out of date, lacking, or about to change."""
    on: date = asked.on
    found: dict[str, tuple[str, list[str]]] = {
        "unconfirmed": ("확인되지 않아 숫자로 말하지 않는 사실(V3·G)", [*map(_doubt, audit.unconfirmed(knowledge))]),
        "outdated": (f"{on.year}년보다 앞선 해의 사실", _pairs(audit.outdated(knowledge, on), "{1}년  {0}")),
        "unchecked": ("확인한 지 1년이 지난 것", [*audit.stale(knowledge, on)]),
        "lacking": ("그해 값이 없는 기준값", _pairs(audit.lacking(knowledge, on), "{1}  {0}")),
        "closing": ("30일 안에 마감하는 모집", _pairs(audit.closing(knowledge, on), "{1}  {0}")),
        "changing": ("석 달 안에 바뀌는 사실", _pairs(audit.changing(knowledge, on), "{1}부터  {0}")),
    }
    if asked.json:
        print(json.dumps({name: lines for name, (_, lines) in found.items()}, ensure_ascii=False))
        return 0
    for title, lines in found.values():
        _list(title, lines)
    return 0


def _pairs(found: Iterable[tuple[object, ...]], form: str) -> list[str]:
    return [form.format(*one) for one in found]


def diff(knowledge: Knowledge, asked: argparse.Namespace) -> int:
    """Print what changed in the facts since a revision, or against a folder."""
    found = list(changes(state(asked.state, HOME), files(HOME)))
    if asked.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return 0
    last = ""
    for one in found:
        if one.file != last:
            print(one.file)
            last = one.file
        print(f"  {_told(one)}")
    print(f"바뀐 사실 {len(found)}" if found else "바뀐 사실이 없어요")
    return 0


def judge(knowledge: Knowledge, asked: argparse.Namespace) -> int:
    """Judge lines of standard input, or one programme for facts given as `field=value`."""
    if asked.batch:
        for line in batch.judged(sys.stdin.buffer, knowledge, asked.on):
            print(line, flush=True)
        return 0
    if not asked.programme:
        print("사업 id를 적거나 --batch를 써 주세요", file=sys.stderr)
        return 2
    pairs = (one.partition("=") for one in asked.facts)
    facts = {name: _value(text) for name, _, text in pairs}
    try:
        said = batch.answer({"programme": asked.programme, "facts": facts}, knowledge, asked.on)
    except batch.BadLine as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(said, ensure_ascii=False) if asked.json else batch.readable(said, knowledge))
    return 0


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _told(one: Change) -> str:
    if one.old is None:
        return f"+ {one.fact}: {one.new}"
    return f"- {one.fact}: {one.old}" if one.new is None else f"~ {one.fact}: {one.old} → {one.new}"


def _doubt(one: audit.Doubt) -> str:
    return f"{one.conf}  {one.where}: {one.text}"


def _list(title: str, lines: Iterable[str]) -> None:
    found = list(lines)
    print(f"\n{title} {len(found)}")
    for one in found:
        print(f"  {one}")


def _made(knowledge: Knowledge, folder: Path, paper: Path) -> dict[Path, str]:
    return {**{folder / name: text for name, text in lookups(knowledge).items()}, paper: page(knowledge)}


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def _today() -> date:
    return datetime.now(UTC).astimezone(KST).date()


if __name__ == "__main__":
    raise SystemExit(main())
