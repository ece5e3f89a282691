"""Known words in a message: the longest, in the right sense, where they stand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.engine.lexicon import Lexicon, digest, read_folder
from bot.engine.reading import Reader

FOLDER = Path(__file__).parents[3] / "nlu_data/lookups"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.taught(Lexicon.of(read_folder(FOLDER, yaml.safe_load)), ["알바 구해요", "일자리 찾아줘"])


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("전주에서 사무직 일자리 찾아줘", [("region", "52110"), ("occupation", "office")]),
        ("전 주에 면접봤어요", []),
        ("국민 취업 지원 제도 서류", [("programme", "kr.kua.type1"), ("aspect", "documents")]),
        ("실업급여받을수있나요", [("programme", "kr.ub.jobseeker")]),
        ("내배카로 배울 수 있는 회계 과정", [("programme", "kr.card"), ("field", "accounting")]),
        ("회계 일자리", [("occupation", "accounting")]),
        ("요양보호사 자격증 따고 싶어요", [("field", "care")]),
        ("요양보호사 자리", [("occupation", "care_worker")]),
        ("지게차 자격증 있는데 일자리", [("occupation", "forklift")]),
        ("카페알바", [("occupation", "cafe"), ("employment_type", "part_time")]),
        ("자발적으로 그만뒀어요", [("leave_reason", "voluntary")]),
        ("비자발적으로 나왔어요", [("leave_reason", "involuntary")]),
        ("직장 내 괴롭힘 때문에 나왔어요", [("leave_reason", "voluntary_just_cause")]),
        ("계약 만료로 나왔어요", [("leave_reason", "contract_end")]),
        (
            "2교대 말고 주간만",
            [("shift", {"kind": "two", "exclude": True}), ("shift", {"kind": "day", "exclude": False})],
        ),
        ("완산구", [("region", "52111")]),
        ("주말 알바", [("shift", {"kind": "weekend", "exclude": False}), ("employment_type", "part_time")]),
        ("it 쪽", [("occupation", "software")]),
        ("edit", []),
        ("dkfqk rngody", [("employment_type", "part_time")]),
    ],
)
def test_known_words(reader: Reader, text: str, known: list[tuple[str, Any]]) -> None:
    assert [(f.entity, f.value) for f in reader.read(text, TODAY).known] == known


def test_entities_point_into_the_message(reader: Reader) -> None:
    text = "ㅋㅋㅋㅋㅋ 전주에서 ㅎㅎ 월 250 이상"
    entities = reader.read(text, TODAY).entities()
    assert [text[e["start"] : e["end"]] for e in entities] == ["전주", "월 250 이상"] == [e["text"] for e in entities]


def test_a_kept_reader_reads_the_same(reader: Reader) -> None:
    text = "dkfqk 자리 익산, 사무보조 32살"
    assert Reader.of(reader.kept()).read(text, TODAY) == reader.read(text, TODAY)


def test_the_digest_follows_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: 1")
    before = digest(tmp_path)
    (tmp_path / "a.yml").write_text("a: 2")
    assert digest(tmp_path) != before
