"""What every source of vacancies and courses promises: pages of raw cells, and the records made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from actions.sources.calls import Failure
from actions.sources.imports import Origin
from actions.sources.records import CourseRecord, VacancyRecord
from actions.sources.reposts import Reposts

Cells: TypeAlias = Mapping[str, str]
A_PAGE: Final = 100
MOST_PAGES: Final = 1_000
ELSEWHERE: Final = 0.5  # more of a page than this from outside Jeonbuk: the region was not listened to


@dataclass(frozen=True, slots=True)
class Batch:
    """One page as it came: how many there are in all, and the rows' cells under the names of `columns`."""

    total: int
    rows: tuple[dict[str, str], ...]


class Source(Protocol):
    """A source of one kind of thing. `pages` raises `Failure`; `empty` ends it and is no fault."""

    name: str
    prefix: str
    kind: str

    def page(self, number: int) -> Batch: ...

    def record(self, cells: Cells, origin: Origin) -> VacancyRecord | CourseRecord: ...

    def elsewhere(self, cells: Cells) -> bool: ...

    def whole(self, cells: dict[str, str]) -> dict[str, str]: ...


def pages(source: Source) -> Iterator[Batch]:
    """Yield page after page until the total is reached. Raises `Failure` filter_ignored when the region was ignored."""
    seen = 0
    for number in range(1, MOST_PAGES + 1):
        try:
            batch = source.page(number)
        except Failure as failure:
            if failure.kind == "empty":
                return
            raise
        strange = sum(source.elsewhere(row) for row in batch.rows)
        if batch.rows and strange / len(batch.rows) > ELSEWHERE:
            raise Failure("filter_ignored", f"{source.name}: {len(batch.rows)}건 가운데 {strange}건이 전북이 아님")
        yield batch
        seen += len(batch.rows)
        if not batch.rows or seen >= batch.total:
            return


def records(
    source: Source, origin: Origin, refused: list[str], known: Mapping[str, Cells] | None = None
) -> Iterator[VacancyRecord | CourseRecord]:
    """Yield the records of every page, re-posts folded; rows that cannot be used are said in `refused`.

    `known` holds by id what we were told before: of a row that has not changed the details are not asked for again.
    """
    reposts = Reposts()
    for batch in pages(source):
        for cells in batch.rows:
            if source.elsewhere(cells):
                continue
            try:
                before = (known or {}).get(f"{origin.prefix}{_named(cells)}")
                full = {**before, **cells} if before and _same(before, cells) else source.whole(cells)
                record = source.record(full, origin)
            except Failure as failure:
                if failure.kind != "gone":
                    raise
                continue
            except ValueError as error:
                refused.append(f"{source.name} {_named(cells)}: {error}")
                continue
            if not reposts.seen(record):
                yield record


def _same(before: Cells, cells: Cells) -> bool:
    """Say whether the row is as it was, by the time of its last change, or by its dates where that is not told."""
    return all(before.get(name) == cells.get(name) for name in ("smodifyDtm", "regDt", "closeDt", "title"))


def _named(cells: Cells) -> str:
    return next((cells[name] for name in ("wantedAuthNo", "trprId") if name in cells), "?")


def several(rows: object) -> list[dict[str, object]]:
    """Return rows as a list: interfaces give one row as an object and none as nothing."""
    listed = [rows] if isinstance(rows, dict) else rows if isinstance(rows, list) else []
    return [row for row in listed if isinstance(row, dict)]
