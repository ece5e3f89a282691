"""The command line: `python -m bot …`. Each command's work is in `bot/cli/`; here are only its words."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine
from enum import StrEnum
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from bot import settings as configuration
from bot.cli.supervisor import Supervisor
from bot.settings import Settings
from bot.store.clock import new_id, now

# Each command imports its own rooms: `doctor` must be able to speak where a room is broken.

app = typer.Typer(
    help="일자리톡: 일자리센터 상담 챗봇을 켜고, 가르치고, 살펴봐요.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
staff_app = typer.Typer(help="상담사 계정을 만들고 관리해요.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(staff_app, name="staff")
knowledge_app = typer.Typer(
    help="지식을 검사하고, 읽고, 견주고, 판정에 써요.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(knowledge_app, name="knowledge")


class Source(StrEnum):
    """Where vacancies and courses come from."""

    practice = "practice"
    work24 = "work24"
    hrd = "hrd"
    alio = "alio"
    saeil = "saeil"


AsJson = Annotated[bool, typer.Option("--json", help="사람이 읽는 글 대신 JSON으로 보여 줘요.")]
On = Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="기준일이에요. 없으면 오늘이에요.")]
Login = Annotated[str, typer.Argument(metavar="아이디", help="상담사의 로그인 아이디예요.")]


class Part(StrEnum):
    """What `serve --only` may run by itself."""

    gateway = "gateway"


@app.command(help="모두 켜요: 게이트웨이, 액션 서버, 엔진. 모델이 없으면 먼저 훈련해요.")
def serve(only: Annotated[Part | None, typer.Option(help="이것 하나만 켜요(감독자가 쓰는 길이에요).")] = None) -> None:
    settings = load()
    if only is Part.gateway:
        from bot.cli.gateway import run_gateway

        run_gateway(settings)
        return
    from bot.cli.serve import serve as serve_all

    raise typer.Exit(asyncio.run(serve_all(settings)))


@app.command(help="말뭉치와 지식으로 모델을 훈련해요. 지금 것에 맞는 모델이 있으면 그대로 둬요.")
def train(force: Annotated[bool, typer.Option("--force", help="맞는 모델이 있어도 새로 훈련해요.")] = False) -> None:
    from bot.cli import training

    settings = load()
    model = run(training.train(settings, Supervisor(), force=force))
    print(f"모델: {model.path(settings)} (SHA-256 {model.sha256[:16]}…)")


@app.command(help="새 대화에서 차례로 말을 걸고, 시민이 받을 답을 보여 줘요.")
def ask(
    texts: Annotated[list[str], typer.Argument(metavar="말...", help="차례로 건넬 말이에요.")], as_json: AsJson = False
) -> None:
    from bot.cli.ask import ask as say_all
    from bot.cli.ask import readable

    told = run(say_all(load(), Supervisor(to_stderr), texts))
    print(json.dumps(told, ensure_ascii=False) if as_json else readable(told))


@app.command(help="표준 입력의 줄마다 엔진이 어떻게 이해하는지 JSON 한 줄로 보여 줘요.")
def nlu() -> None:
    from bot.cli.ask import understand

    async def show() -> None:
        async for read in understand(load(), Supervisor(to_stderr), sys.stdin):
            print(json.dumps(read, ensure_ascii=False), flush=True)

    run(show())


@app.command(help="일자리와 훈련 과정 자료를 다시 받아요.")
def sync(
    source: Annotated[
        Source, typer.Argument(help="자료원이에요: practice(연습용), work24·hrd(고용24), alio, saeil.")
    ] = Source.practice,
    since: Annotated[str | None, typer.Option("--since", help="work24: 이때부터 등록된 것만(D-0, D-3, W-1).")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="때가 되면 알아서 받아요(밤에 모두, 낮에 새것).")] = False,
) -> None:
    from bot.cli import schedule, stations
    from bot.cli import sync as syncing

    settings = load()

    async def keep_bringing() -> None:
        async with stations.store(settings) as database:
            await schedule.watch(settings, database, now, new_id, to_stderr_line)

    if watch:
        run(keep_bringing())

    async def bring() -> syncing.Synced:
        async with stations.store(settings) as database:
            return await syncing.sync(
                settings, database, source.value, now, new_id, since=since, progress=to_stderr_line
            )

    result = run(bring())
    print(result.told(source.value))
    for row in result.refused:
        print(f"  받지 않음: {row}")
    raise typer.Exit(1 if result.error else 0)


@app.command("import", help="센터의 일자리·훈련 파일(CSV, 엑셀)을 살펴보고 넣어요. --preview는 넣지 않고 보여만 줘요.")
def import_file(
    file: Annotated[str, typer.Argument(metavar="파일", help="CSV나 엑셀 파일이에요.")],
    preview: Annotated[bool, typer.Option("--preview", help="넣지 않고, 들어올 것과 고칠 줄만 보여 줘요.")] = False,
) -> None:
    from pathlib import Path

    from bot.cli.imports import bring_file, show_file

    path = Path(file).resolve()
    result = run(show_file(load(), path) if preview else bring_file(load(), path, now, new_id))
    raise typer.Exit(result)


@app.command(help="말로 일자리와 훈련을 찾아요. 무엇으로 이해했고 무엇을 찾았는지 보여 줘요.")
def search(
    sentence: Annotated[list[str] | None, typer.Argument(metavar="말...", help="찾는 말이에요.")] = None,
    as_json: AsJson = False,
    batch: Annotated[bool, typer.Option("--batch", help="표준 입력의 줄마다 JSON 한 줄로 답해요.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="한 쪽에 보일 건수예요.")] = 5,
    page: Annotated[int, typer.Option("--page", min=1, help="몇째 쪽인지예요.")] = 1,
    on: On = None,
) -> None:
    from bot.cli.search import search as look

    if not sentence and not batch:
        raise typer.BadParameter("찾는 말을 적거나 --batch로 줄마다 읽게 해 주세요.")
    flags = [*(["--json"] if as_json else []), *(["--batch"] if batch else []), *(["--today", on] if on else [])]
    words = [*flags, "--limit", str(limit), "--page", str(page), "--", *(sentence or [])]
    raise typer.Exit(run(look(load(), words)))


@app.command(help="환경, 모델, 데이터베이스, 포트, 비밀값, 시계를 살펴보고, 탈이 있으면 고치는 법을 알려 줘요.")
def doctor() -> None:
    from bot.cli.doctor import examine

    found = run(examine(load(), now))
    for name, faults in found.items():
        for line in [f"✗ {name}: {fault}" for fault in faults] or [f"✓ {name}"]:
            print(line)
    raise typer.Exit(1 if any(found.values()) else 0)


@staff_app.command("add", help="상담사 계정을 만들고 한 번만 쓰는 비밀번호를 보여 줘요.")
def staff_add(
    login: Login,
    name: Annotated[str, typer.Option("--name", help="시민에게 보일 이름이에요.")],
    role: Annotated[str, typer.Option("--role", help="맡은 일: counselor, lead, auditor, admin")] = "counselor",
) -> None:
    from bot.cli import staff

    run(staff.add(load(), login, name, role))


@staff_app.command("list", help="상담사 계정을 모두 보여 줘요.")
def staff_list() -> None:
    from bot.cli import staff

    run(staff.show(load()))


@staff_app.command("reset", help="비밀번호를 한 번만 쓰는 것으로 바꾸고 잠금을 풀어요.")
def staff_reset(login: Login) -> None:
    from bot.cli import staff

    run(staff.reset(load(), login))


@staff_app.command("disable", help="계정을 쓸 수 없게 해요. 열려 있던 접속도 끊어져요.")
def staff_disable(login: Login) -> None:
    from bot.cli import staff

    run(staff.disable(load(), login))


@knowledge_app.command("check", help="지식 파일을 모두 읽어 검사해요. 틀리면 파일, 줄, 고치는 법을 알려 줘요.")
def knowledge_check() -> None:
    _ask_knowledge("check")


@knowledge_app.command("show", help="사업 하나를 출처, 확인일과 함께 보여 줘요.")
def knowledge_show(
    id: Annotated[str, typer.Argument(metavar="사업", help="사업 id예요(예: kr.card).")],
    on: On = None,
    as_json: AsJson = False,
) -> None:
    _ask_knowledge("show", id, on=on, as_json=as_json)


@knowledge_app.command("stale", help="확인되지 않은 사실(V3·G), 해가 지난 사실, 곧 마감하거나 바뀌는 것을 보여 줘요.")
def knowledge_stale(on: On = None, as_json: AsJson = False) -> None:
    _ask_knowledge("stale", on=on, as_json=as_json)


@knowledge_app.command("diff", help="git 판이나 폴더와 견주어 바뀐 사실을 보여 줘요.")
def knowledge_diff(
    state: Annotated[str, typer.Argument(metavar="판", help="git 판(예: HEAD~1)이나 지식 폴더예요.")],
    as_json: AsJson = False,
) -> None:
    from pathlib import Path

    _ask_knowledge("diff", str(Path(state).resolve()) if Path(state).is_dir() else state, as_json=as_json)


@knowledge_app.command("judge", help="조건에 맞는지 판정해요. --batch는 표준 입력의 JSON 줄마다 JSON 한 줄로 답해요.")
def knowledge_judge(
    programme: Annotated[str | None, typer.Argument(metavar="사업", help="사업 id예요.")] = None,
    facts: Annotated[list[str] | None, typer.Argument(metavar="항목=값...", help="아는 사실이에요.")] = None,
    batch: Annotated[bool, typer.Option("--batch", help="표준 입력에서 JSON 줄을 읽어요.")] = False,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    named = [*([programme] if programme else []), *(facts or []), *(["--batch"] if batch else [])]
    _ask_knowledge("judge", *named, on=on, as_json=as_json)


def _ask_knowledge(*words: str, on: str | None = None, as_json: bool = False) -> None:
    from bot.cli.knowledge import ask_knowledge

    options = [*(["--on", on] if on else []), *(["--json"] if as_json else [])]
    raise typer.Exit(ask_knowledge([*words, *options]))


def load() -> Settings:
    """Return the settings, or end with what is missing in them, one line each."""
    try:
        return configuration.load()
    except ValidationError as error:
        for fault in error.errors():
            where = "".join(f"ILJARI_{part}".upper() + ": " for part in fault["loc"])
            print(f"설정이 잘못됐어요. {where}{fault['msg']}", file=sys.stderr)
        raise typer.Exit(2) from None


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a command's work to its end; a fault that we know ends in one sentence, not in a traceback."""
    from bot.cli.faults import Told

    try:
        return asyncio.run(work)
    except Told as fault:
        print(fault, file=sys.stderr)
        raise typer.Exit(1) from None


def to_stderr_line(line: str) -> None:
    """Say how far a long work is, where it does not mix with its result."""
    print(line, file=sys.stderr, flush=True)


def to_stderr(name: str, line: str) -> None:
    """Say what a child says where it does not mix with the answer."""
    print(f"{name:<8}| {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    app(prog_name="python -m bot")
