"""The knowledge from the shell: `python -m bot knowledge …`, as a child, on real files."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from actions.knowledge import Knowledge
from actions.knowledge.audit import closing, outdated, unconfirmed
from actions.knowledge.batch import judged
from actions.knowledge.changes import NoSuchState, changes, files, state
from actions.knowledge.loader import HOME
from bot.settings import ROOT
from tests.unit.knowledge import naive
from tests.unit.knowledge.conftest import TODAY

KEYS = {"programme", "result", "reasons", "missing", "alternatives", "window"}
LEFT = {"employment_status": "unemployed", "months_since_leaving": 2, "age": 32}


def shell(*words: str, said: str = "") -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, "-m", "bot", "knowledge", *words]
    return subprocess.run(asked, input=said, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)


def ask(knowledge: Knowledge, programme: str, **facts: Any) -> dict[str, Any]:
    line = json.dumps({"programme": programme, "facts": facts, "on": "2026-11-23"}, default=str)
    (answer,) = judged([line.encode()], knowledge, TODAY)
    return dict(json.loads(answer))


def test_no_line_ends_the_batch(knowledge: Knowledge) -> None:
    good = b'{"programme": "kr.qnet", "facts": {"age": 34}, "on": "2026-11-23"}'
    bad = [
        b"\xff\xfe", b"[" * 100_000, b'{"programme": "\\ud800"}', b'{"programme": "kr.qnet", "facts": {"\\ud800": 1}}',
        b'{"programme": "kr.qnet", "facts": {"age": "abc"}}', b'{"programme": "kr.qnet", "facts": {"age": NaN}}',
        b'{"programme": "kr.qnet", "facts": {"age": [34]}}', b'{"programme": "kr.qnet", "facts": null}',
        b'{"programme": "jb.double", "facts": {"birth_date": ["1990"]}}', b'{"programme": ["kr.qnet"]}', b"null",
        b'{"programme": "kr.ub.jobseeker", "facts": {"leave_reason": "bored"}}',
    ]  # fmt: skip
    told = [json.loads(line) for line in judged([one for each in bad for one in (each, good)], knowledge, TODAY)]
    assert [one.get("result") for one in told[1::2]] == ["yes"] * len(bad)
    assert all(set(one) == {"error", "line"} for one in told[::2])
    assert "contract_end" in told[-2]["error"]  # says what would be right


def test_values_are_taken_as_the_catalogue_writes_them(knowledge: Knowledge) -> None:
    fits = {"age": 30, "school_status": "none", "nationality": "korean", "rehired_at_same_firm_6m": False}
    for town in ("52111/52113", "52113", 52111, "45113"):
        assert ask(knowledge, "jb.jeonju.out", region_sigungu=town, **fits)["result"] == "yes", town
    for born in ("1991-11-24", "1991-11-24T00:00:00"):
        assert ask(knowledge, "kr.qnet", birth_date=born)["result"] == "yes"
    assert ask(knowledge, "kr.qnet", age=None)["missing"] == ["age"]
    assert "1986-01-01" in str(ask(knowledge, "jb.double", birth_date="1985-12-31")["reasons"])


def test_lines_in_lines_out_and_bad_lines_do_not_stop_the_rest() -> None:
    lines = [
        '{"programme": "kr.ub.jobseeker", "facts": {"ei_unit_days_18m": 179}, "on": "2026-11-23"}',
        "not json",
        '{"programme": "kr.nothing", "facts": {}}',
        '{"programme": "kr.qnet", "facts": {"agee": 30}}',
        '{"programme": "kr.qnet", "facts": [], "on": "2026-11-23"}',
        '{"programme": "kr.qnet", "facts": {}, "on": "tomorrow"}',
        "",
        '{"programme": "kr.qnet", "facts": {"age": 34}, "on": "2026-11-23"}',
    ]
    done = shell("judge", "--batch", said="\n".join(lines))
    assert done.returncode == 0, done.stderr
    out = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one.get("result") for one in out] == ["no", None, None, None, None, None, "yes"]
    assert [one["line"] for one in out if "error" in one] == [2, 3, 4, 5, 6]
    assert set(out[0]) == set(out[-1]) == KEYS
    assert out[0]["reasons"] == [
        {
            "field": "ei_unit_days_18m",
            "rule": "ei_unit_days_18m ge 180",
            "source": "고용보험법 제40조",
            "text": "고용보험에 들고 보수를 받은 날 180일 이상",
        }
    ]
    assert out[0]["alternatives"] == ["kr.kua.type1", "kr.kua.type2", "kr.card"]
    assert out[0]["window"]["state"] == "always"


def test_one_answer_a_line_while_the_input_is_still_open() -> None:
    asked = [sys.executable, "-m", "bot", "knowledge", "judge", "--batch"]
    with subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdin
        assert child.stdout
        for age, result in ((34, "yes"), (35, "no")):
            child.stdin.write(json.dumps({"programme": "kr.qnet", "facts": {"age": age}}) + "\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["result"] == result
        child.stdin.close()
        assert child.wait(30) == 0


def test_missing_is_in_the_names_of_the_catalogue(knowledge: Knowledge) -> None:
    ours = {"household_size", "household_monthly_income", "voluntary_just_cause", "left_on"}
    for id in naive.ids():
        said = ask(knowledge, id)
        assert not ours & set(said["missing"]), id
        assert not ours & {reason["field"] for reason in said["reasons"]}, id
        assert (said["result"] == "unknown") == bool(said["missing"]), id


def test_who_left_by_choice_is_never_refused_for_that(knowledge: Knowledge) -> None:
    said = ask(knowledge, "kr.ub.jobseeker", **LEFT, ei_unit_days_18m=200, leave_reason="voluntary")
    assert (said["result"], said["missing"]) == ("unknown", ["leave_reason"])
    cause = ask(knowledge, "kr.ub.jobseeker", **LEFT, ei_unit_days_18m=200, leave_reason="voluntary_just_cause")
    assert cause["result"] == "yes"


def test_facts_are_taken_as_given(knowledge: Knowledge) -> None:
    share = {"training_hours": 140, "training_type": "card", "receiving_ub": False, "nationality": "korean"}
    assert ask(knowledge, "kr.trainloan", **share, median_income_pct=80)["result"] == "yes"
    assert ask(knowledge, "kr.trainloan", **share, median_income_pct=80.1)["result"] == "no"
    assert ask(knowledge, "jb.jobpkg", age=30, region_sido="52")["missing"] == ["birth_date"]
    assert ask(knowledge, "kr.qnet", birth_date="1991-11-24")["result"] == "yes"
    assert ask(knowledge, "kr.youth.tomorrow")["result"] == "unknown"
    assert ask(knowledge, "kr.youth.tomorrow")["window"]["state"] == "ended"


def test_a_refusal_names_the_rule_that_failed_and_its_source(knowledge: Knowledge) -> None:
    said = ask(knowledge, "kr.kua.type1", age=40, employment_status="unemployed", median_income_pct=61)
    assert said["result"] == "no"
    assert {"median_income_pct"} <= {reason["field"] for reason in said["reasons"]}
    for reason in said["reasons"]:
        assert all(reason.values()), reason


def test_every_unconfirmed_fact_is_listed_as_the_files_have_it(knowledge: Knowledge) -> None:
    listed = [*unconfirmed(knowledge)]
    marks = sum(text.count(mark) for text in _texts() for mark in ("conf: V3", "conf: G"))
    assert len(listed) == marks > 20
    done = json.loads(shell("stale", "--json").stdout)
    assert len(done["unconfirmed"]) == marks
    assert any("parameters min_wage_hourly: 2027" in line for line in done["unconfirmed"])
    assert "2027년  최저임금(시간급)" in done["lacking"]


def test_facts_of_an_earlier_year_and_rounds_about_to_close_are_listed(knowledge: Knowledge) -> None:
    old = dict(outdated(knowledge, TODAY))
    for id in naive.ids():
        data = naive.programme(id)
        assert (id in old) == (data["facts_valid_year"] < 2026 and data["status"] != "ended"), id
    last = max(w.closes for w in knowledge.programmes["jb.jobpkg"].windows if w.closes)
    assert ("jb.jobpkg", last) in [*closing(knowledge, last - timedelta(days=10))]
    assert "jb.jobpkg" not in dict(closing(knowledge, last + timedelta(days=1)))


def test_a_card_tells_facts_marks_and_sources(knowledge: Knowledge) -> None:
    done = shell("show", "kr.parental.pay", "--on", "2026-08-19")
    assert done.returncode == 0
    for text in ("육아휴직급여", "leave_days ge 30  V1 (고용보험법 제70조)", "지금은 아님", "2026-11-23 확인"):
        assert text in done.stdout
    assert json.loads(shell("show", "kr.qnet", "--json").stdout)["id"] == "kr.qnet"
    lost = shell("show", "parental")
    assert lost.returncode == 1
    assert "kr.parental.pay" in lost.stderr


def test_what_changed_is_told_fact_by_fact(tmp_path: Path) -> None:
    before = files(HOME)
    name = "programmes/kr.qnet.yml"
    after = {**before, name: before[name].replace(b"value: 34", b"value: 35")}
    (found,) = changes(before, after)
    assert (found.file, found.fact, found.old, found.new) == (name, "eligibility.all[age le].value", "34", "35")
    assert [*changes(before, before)] == []
    for path, text in after.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text)
    assert "value: 35 → 34" in shell("diff", str(tmp_path)).stdout


def test_a_state_of_git_is_read_and_a_wrong_one_named() -> None:
    assert "programmes/kr.qnet.yml" in state("HEAD", HOME)
    with pytest.raises(NoSuchState, match="폴더도 git 판도"):
        state("no-such-revision", HOME)
    assert shell("diff", "no-such-revision").returncode == 1


def test_check_is_content_with_what_is_committed() -> None:
    done = shell("check")
    assert done.returncode == 0, done.stdout


def _texts() -> list[str]:
    return [text.decode() for text in files(HOME).values()]
