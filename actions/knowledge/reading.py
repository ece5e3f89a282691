"""Reading YAML strictly: duplicate keys are refused, and a place in the data can be turned into a line of the file."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import yaml


class KnowledgeError(ValueError):
    """A knowledge file is wrong: says the file, the line, what is wrong and how to cure it."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path = path
        self.line = line
        self.problem = problem


class _Loader(yaml.CSafeLoader):
    """CSafeLoader that refuses a key written twice (YAML would silently keep the last)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if len(set(keys)) != len(keys):
            twice = next(key for key, _ in node.value if keys.count(key.value) > 1)
            raise yaml.constructor.ConstructorError(None, None, f"{twice.value!r}가 두 번 나옵니다", node.start_mark)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, text: bytes) -> Any:
    """The data of `text`. Raises KnowledgeError with the line when it is not YAML or has a key twice."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        problem = f"{error.problem or 'YAML을 읽지 못했습니다'}. 들여쓰기와 따옴표를 확인하세요"
        raise KnowledgeError(path, mark.line + 1 if mark else 1, problem) from error


def line_of(text: bytes, place: Sequence[int | str]) -> int:
    """The line where `place` (keys and indexes; steps that do not exist are skipped) stands, from 1."""
    node = yaml.compose(text, yaml.CSafeLoader)
    line = 1
    for step in place:
        below = _below(node, step)
        if below is not None:
            node = below
            line = node.start_mark.line + 1
    return line


def _below(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value  # type: ignore[no-any-return]
    return None
