"""The console's API as an OpenAPI document, made of `openapi.yml` and served at `/api/openapi.json`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml
from sanic import Blueprint, HTTPResponse, Request

from bot.console.answers import said
from bot.words import Json

FILE = Path(__file__).with_name("openapi.yml")
PATH = "/api/openapi.json"
PROBLEM: Json = {
    "type": "object",
    "required": ["type", "status", "code", "title"],
    "properties": {
        "type": {"type": "string"}, "status": {"type": "integer"}, "title": {"type": "string"},
        "code": {"type": "string", "description": "for programs; `title` is Korean, for people"},
        "field": {"type": "string"}, "trace": {"type": "string"},
    },
}  # fmt: skip


def add(room: Blueprint) -> None:
    async def document(request: Request) -> HTTPResponse:
        return said(make())

    room.add_route(document, PATH, name="openapi")


@cache
def make() -> Json:
    """Return the OpenAPI 3.1 document."""
    with FILE.open(encoding="utf-8") as text:
        told: dict[str, dict[str, str]] = yaml.load(text, yaml.CSafeLoader)
    return {
        "openapi": "3.1.0",
        "info": {"title": "일자리톡 상담 API", "version": "1", "description": "Errors are RFC 9457 problem details."},
        "paths": {path: {verb: _operation(path, line) for verb, line in verbs.items()} for path, verbs in told.items()},
        "components": {"schemas": {"Problem": PROBLEM}},
    }


def _operation(path: str, line: str) -> Json:
    summary, _, fields = (part.strip() for part in line.partition("|"))
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    operation: Json = {
        "summary": summary,
        "responses": {
            "2XX": {"description": "done", "content": {"application/json": {"schema": {"type": "object"}}}},
            "default": {"description": "a problem", "content": {"application/problem+json": problem}},
        },
    }
    if names := re.findall(r"\{(\w+)\}", path):
        string = {"type": "string"}
        operation["parameters"] = [{"name": n, "in": "path", "required": True, "schema": string} for n in names]
    if fields:
        names = [name.strip() for name in fields.split(",")]
        schema = {
            "type": "object",
            "required": [name[:-1] for name in names if name.endswith("*")],
            "properties": {name.rstrip("*"): {} for name in names},
        }
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return operation
