"""`import`: the centre's own vacancies and courses from a file, shown first or brought in."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from bot.cli import stations
from bot.cli.sync import LONGEST_LINE, sync
from bot.settings import ROOT, Settings, house_environment
from bot.store.clock import Clock, MakeId


async def show_file(settings: Settings, path: Path) -> int:
    """Print what the file would bring and which rows must be mended; change nothing."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "actions.sources", "import", str(path), cwd=ROOT, stdout=PIPE, stderr=PIPE,
        env=house_environment(settings), limit=LONGEST_LINE,
    )  # fmt: skip
    said, complaint = await process.communicate()
    if process.returncode:
        print(complaint.decode(errors="replace").strip() or "파일을 읽지 못했어요.", file=sys.stderr)
        return 1
    for line in said.decode().splitlines():
        ((kind, record),) = json.loads(line).items()
        if kind == "end":
            print(f"들어올 것 {record['vacancies'] + record['courses']}건, 고칠 줄 {len(record['errors'])}개")
            print("".join(f"  고쳐 주세요: {error}\n" for error in record["errors"]), end="")
        else:
            beside = record.get("pay_text") or record.get("starts_on") or ""
            whose = record.get("company") or record.get("institute")
            print(f"  ✓ {record['title']} · {whose} · {record['place']} · {beside}")
    return 0


async def bring_file(settings: Settings, path: Path, clock: Clock, new_id: MakeId) -> int:
    """Bring the file in: what an earlier file had and this one lacks is taken down."""
    async with stations.store(settings) as database:
        result = await sync(settings, database, "import", clock, new_id, file=path)
    print(result.told("센터 파일"))
    for row in result.refused:
        print(f"  받지 않음: {row}")
    return 1 if result.error else 0
