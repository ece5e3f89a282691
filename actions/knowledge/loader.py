"""From the YAML files to one frozen Knowledge. Every error names the file, the line and the cure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from actions.knowledge.integrity import Fault, faults
from actions.knowledge.reading import KnowledgeError, line_of, read_yaml
from actions.knowledge.shapes import (
    Article,
    Centre,
    Faq,
    Field,
    Knowledge,
    Parameter,
    Parameters,
    Programme,
    Source,
    Visa,
)

__all__ = ["HOME", "KnowledgeError", "load_knowledge"]

HOME = Path(__file__).parent
Shape = TypeVar("Shape")

_CURES = {
    "unexpected_keyword_argument": "모르는 항목입니다. 철자를 확인하거나 지우세요",
    "missing": "꼭 있어야 하는 항목이 빠졌습니다. 적어 주세요",
    "string_type": "글자여야 합니다. 따옴표로 감싸세요",
    "literal_error": "정해진 값이 아닙니다. 다음 가운데 하나를 쓰세요: {expected}",
}


def load_knowledge(home: Path = HOME) -> Knowledge:
    """Read all knowledge files under `home`. Raises KnowledgeError at the first fault; never returns half of it."""
    files = _Files(home)
    sources = files.keyed("sources.yml", Source, "key", {})
    context = {"sources": sources}
    knowledge = Knowledge(
        programmes=files.programmes(context),
        parameters=Parameters(files.keyed("parameters.yml", Parameter, "name", context)),
        centre=files.shape("centre.yml", Centre, files.data("centre.yml"), (), context),
        faqs=files.faqs(context),
        vocabulary=files.keyed("vocabulary.yml", Field, "name", context),
        sources=sources,
        visas=files.keyed("visas.yml", Visa, "key", context),
        articles=files.keyed("articles.yml", Article, "key", context),
        version=files.version(),
    )
    for fault in faults(knowledge):
        raise files.error(fault)
    return knowledge


class _Files:
    """The files of one knowledge folder; remembers where each thing came from, for error messages."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.texts = {path.relative_to(home).as_posix(): path.read_bytes() for path in sorted(home.rglob("*.yml"))}
        self.faq_places: dict[str, tuple[str, int]] = {}

    def version(self) -> str:
        """Hash of names and contents: the same files give the same version anywhere."""
        digest = hashlib.sha256()
        for name, text in self.texts.items():
            digest.update(f"{name}\0{len(text)}\0".encode())
            digest.update(text)
        return digest.hexdigest()[:16]

    def data(self, name: str) -> Any:
        if name not in self.texts:
            raise KnowledgeError(self.home / name, 1, "파일이 없습니다. 만들어 주세요")
        return read_yaml(self.home / name, self.texts[name])

    def keyed(self, name: str, kind: type[Shape], key: str, context: dict[str, Any]) -> Mapping[str, Shape]:
        data = self.data(name)
        return MappingProxyType({one: self.shape(name, kind, {key: one, **data[one]}, (one,), context) for one in data})

    def programmes(self, context: dict[str, Any]) -> Mapping[str, Programme]:
        found = {}
        for name in self.texts:
            if name.startswith("programmes/"):
                one = self.shape(name, Programme, self.data(name), (), context)
                if name != f"programmes/{one.id}.yml":
                    raise self._wrong(name, ("id",), f"id와 파일 이름이 다릅니다. 파일을 {one.id}.yml로 바꾸세요")
                found[one.id] = one
        return MappingProxyType(found)

    def faqs(self, context: dict[str, Any]) -> Mapping[str, Faq]:
        found: dict[str, Faq] = {}
        for name in self.texts:
            for index, data in enumerate(self.data(name) if name.startswith("faq/") else ()):
                one = self.shape(name, Faq, data, (index,), context)
                if one.id in found:
                    raise self._wrong(name, (index, "id"), f"FAQ id {one.id!r}가 두 번 나옵니다. 하나를 바꾸세요")
                found[one.id] = one
                self.faq_places[one.id] = (name, index)
        return MappingProxyType(found)

    def shape(
        self, name: str, kind: type[Shape], data: Any, place: tuple[int | str, ...], context: dict[str, Any]
    ) -> Shape:
        try:
            checked: Shape = _adapter(cast(Any, kind)).validate_python(data, context=context)
        except ValidationError as error:
            # a misspelt name before the one that is missing because of it
            first = max(error.errors(), key=lambda one: one["type"] == "unexpected_keyword_argument")
            inner = tuple(first["loc"])
            raise self._wrong(name, (*place, *inner), _problem(first, inner)) from error
        return checked

    def error(self, fault: Fault) -> KnowledgeError:
        """A fault found across files, as an error with file and line."""
        if fault.kind == "programme":
            return self._wrong(f"programmes/{fault.id}.yml", fault.place, fault.problem)
        if fault.kind == "faq":
            name, index = self.faq_places[fault.id]
            return self._wrong(name, (index, *fault.place), fault.problem)
        return self._wrong(f"{fault.kind}.yml", (fault.id, *fault.place), fault.problem)

    def _wrong(self, name: str, place: tuple[int | str, ...], problem: str) -> KnowledgeError:
        return KnowledgeError(self.home / name, line_of(self.texts[name], place), problem)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _problem(error: Any, place: tuple[int | str, ...]) -> str:
    cure = _CURES.get(error["type"], str(error["msg"]))
    where = ".".join(str(step) for step in place)
    return f"{where}: {cure.format(**error.get('ctx', {}))}"
