"""Names of regions, occupations and training fields for their ids, read once from `nlu_data/lookups`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from actions.sources.lookups import neighbours

LOOKUPS: Final = Path(__file__).resolve().parent.parent / "nlu_data" / "lookups"


@dataclass(frozen=True)
class Names:
    """Id → name, for regions (5-digit codes), occupations and training fields."""

    regions: dict[str, str]
    occupations: dict[str, str]
    fields: dict[str, str]

    def region(self, code: str) -> str:
        return self.regions.get(code, code)

    def occupation(self, id: str) -> str:
        return self.occupations.get(id, id)

    def field(self, id: str) -> str:
        return self.fields.get(id, id)


def load_names(folder: Path = LOOKUPS) -> Names:
    """Read the lookups; raises OSError or KeyError if one is missing or of another shape."""
    return Names(
        {str(r["code"]): str(r["name"]) for r in _read(folder / "regions.yml", "regions")},
        {str(o["id"]): str(o["name"]) for o in _read(folder / "occupations.yml", "occupations")},
        {str(f["id"]): str(f["name"]) for f in _read(folder / "training_fields.yml", "fields")},
    )


def ours(code: str) -> bool:
    """Say whether the region is in Jeonbuk."""
    return code.startswith("52")


def nearby(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the neighbours of the regions, nearest first, without the regions themselves."""
    found = (near for code in codes for near in neighbours().get(code, ()))
    return tuple(dict.fromkeys(code for code in found if code not in codes))


def _read(path: Path, key: str) -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return list(yaml.load(path.read_text(encoding="utf-8"), Loader=loader)[key])  # noqa: S506  a safe loader, in C
