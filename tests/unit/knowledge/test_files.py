"""The files: all there, strict, and fit to be read out to citizens."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.knowledge import Benefit, Knowledge, KnowledgeError, Programme, load_knowledge
from actions.knowledge.__main__ import LOOKUPS, check
from actions.knowledge.loader import HOME
from actions.knowledge.lookups import lookups
from actions.knowledge.shapes import SPEAKABLE

IDS = (Path(__file__).parent / "programme_ids.txt").read_text(encoding="utf-8").split()
ONLY_FOR_EDITORS = re.compile(r"지식iN|원자료|\(G\)|\bV[123]\b|LAW_|WLF|확인한 자료에서|needs check|스냅숏")
UNCONFIRMED_FIGURES = (
    "60만 원 × 6",
    "훈련참여지원수당 월 28.4만",
    "15,800",
    "2,564,238",
    "1,538,543",
    "220만",
    "480~720만",
    "1,200만 원",
)


def test_every_programme_of_the_catalogue_is_there_once(knowledge: Knowledge) -> None:
    assert len(IDS) == 72
    assert sorted(knowledge.programmes) == sorted(IDS)
    assert {path.stem for path in (HOME / "programmes").glob("*.yml")} == set(IDS)


def test_questions_cover_enough_ground_and_are_asked_in_many_ways(knowledge: Knowledge) -> None:
    assert len(knowledge.faqs) >= 40
    for faq in knowledge.faqs.values():
        assert len(set(faq.examples)) >= 8, faq.id
        assert 1 <= len(faq.answer) <= 3, faq.id
        assert all(re.search(r"요(\([^)]*\))?[.?]$", bubble) for bubble in faq.answer), faq.id


def test_no_way_of_asking_stands_under_two_questions(knowledge: Knowledge) -> None:
    asked = [re.sub(r"\W", "", text) for faq in knowledge.faqs.values() for text in faq.examples]
    assert len(asked) == len(set(asked))


def test_research_notes_are_kept_from_citizens(knowledge: Knowledge) -> None:
    for where, text in _said(knowledge):
        assert not ONLY_FOR_EDITORS.search(text), f"{where}: {text}"


def test_figures_that_nobody_confirmed_are_never_said(knowledge: Knowledge) -> None:
    for where, text in _said(knowledge):
        assert not any(figure in text for figure in UNCONFIRMED_FIGURES), f"{where}: {text}"
    for programme in knowledge.programmes.values():
        for benefit in programme.benefits:
            assert benefit.conf in SPEAKABLE or not re.search(r"\d", benefit.said), programme.id


def test_a_benefit_without_confirmed_figures_needs_words_without_any() -> None:
    with pytest.raises(ValueError, match="plain"):
        Benefit(what="수당", amount="월 60만원", conf="V3", plain="월 60만 원쯤")


def test_sources_are_named_for_people(knowledge: Knowledge) -> None:
    days = knowledge.programmes["kr.ub.jobseeker"].eligibility.all[0]
    drop = knowledge.programmes["kr.ub.artist"].eligibility.all[1].members[1]
    assert [one.text for one in days.source] == ["고용보험법 제40조"]
    assert [one.text for one in drop.source] == ["고용보험법 제77조의3 제1항 제3호"]
    assert days.source[0].source.address == "https://www.law.go.kr/법령/고용보험법"


def test_the_word_lists_are_those_of_this_knowledge(knowledge: Knowledge) -> None:
    for name, text in lookups(knowledge).items():
        assert (LOOKUPS / name).read_text(encoding="utf-8") == text, "python -m actions.knowledge lookups"
    assert lookups(load_knowledge()) == lookups(knowledge)


def test_check_lists_what_is_not_confirmed(
    knowledge: Knowledge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(knowledge, tmp_path) == 1
    said = capsys.readouterr().out
    assert "V3  kr.kua.type1: 구직촉진수당" in said
    assert "낱말 목록이 낡았습니다(programmes.yml, faq.yml)" in said


def test_the_same_files_give_the_same_version_and_others_another(home: Path, knowledge: Knowledge) -> None:
    assert load_knowledge(home).version == knowledge.version
    _edit(home / "centre.yml", "나우빌딩", "나우 빌딩")
    assert load_knowledge(home).version != knowledge.version


@pytest.mark.parametrize(
    ("file", "old", "new", "line_with", "says"),
    [
        ("programmes/kr.card.yml", "name:", "nmae:", "nmae:", "모르는 항목"),
        ("programmes/kr.card.yml", "level: national", "level: planet", "level:", "정해진 값이 아닙니다"),
        ("programmes/kr.card.yml", "field: public_official", "field: offical", "offical", "vocabulary.yml에 없습니다"),
        ("programmes/kr.card.yml", "value: 400000000", "value: 60%", "60%", "값이 될 수 없습니다"),
        ("programmes/kr.card.yml", "id: kr.card", "id: kr.cart", "id:", "파일 이름"),
        ("programmes/kr.card.yml", "operator:", "name: 둘\noperator:", "", "두 번"),
        ("programmes/kr.qnet.yml", "op: le", "op: between", "value:", "between"),
        ("programmes/kr.qnet.yml", "source: ONTONG", "source: ONTON", "ONTON", "sources.yml에 없습니다"),
        ("programmes/kr.ub.jobseeker.yml", "[kr.kua.type1]", "[kr.kua.type9]", "kr.kua.type9", "사업이 없습니다"),
        ("faq/kua.yml", "related: [kr.kua.type1]", "related: [kr.nothing]", "kr.nothing", "사업이 없습니다"),
        ("centre.yml", "phone: 1577-0365", "phone: 1350", "phone:", "따옴표"),
        ("vocabulary.yml", "value: unemployed", "value: 7", "value: 7", "enum"),
        ("sources.yml", "kind: 법령", "kind: [법령", "", "들여쓰기"),
    ],
)
def test_a_fault_names_file_line_and_cure(home: Path, file: str, old: str, new: str, line_with: str, says: str) -> None:
    _edit(home / file, old, new)
    with pytest.raises(KnowledgeError, match=says) as caught:
        load_knowledge(home)
    assert caught.value.path == home / file
    assert line_with in (home / file).read_text(encoding="utf-8").splitlines()[caught.value.line - 1]
    assert str(caught.value).startswith(f"{home / file}:{caught.value.line}: ")


def test_a_missing_file_is_named(home: Path) -> None:
    (home / "centre.yml").unlink()
    with pytest.raises(KnowledgeError, match=r"centre\.yml:1: 파일이 없습니다"):
        load_knowledge(home)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOME, tmp_path / "knowledge", ignore=shutil.ignore_patterns("*.py", "__pycache__")))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _said(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for programme in knowledge.programmes.values():
        for text in _lines(programme):
            yield programme.id, text
    for faq in knowledge.faqs.values():
        for text in (*faq.answer, faq.law or "", faq.handoff_when or ""):
            yield faq.id, text
    for field in knowledge.vocabulary.values():
        yield field.name, " ".join((field.label, field.ask or "", *(choice.label for choice in field.choices)))


def _lines(programme: Programme) -> Iterator[str]:
    yield from (programme.name, programme.target, *map(str, programme.notes), *programme.apply, *programme.documents)
    yield from (*programme.contact, programme.handoff_when or "")
    yield from (benefit.said for benefit in programme.benefits)
    for node in (*programme.eligibility.all, *programme.eligibility.exclude):
        yield node.note or ""
