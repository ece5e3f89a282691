"""What a visa allows: every word stands on an article of law, and what was not read is not said."""

from __future__ import annotations

from actions.knowledge import Knowledge


def test_every_advice_cites_an_article(knowledge: Knowledge) -> None:
    for visa in knowledge.visas.values():
        for advice in (visa.work, visa.leaving, visa.hiring, visa.insurance):
            assert advice is None or (advice.conf == "V1" and all("§" in one.at for one in advice.source)), visa.key


def test_no_code_and_no_name_is_of_two_visas(knowledge: Knowledge) -> None:
    codes = [code for visa in knowledge.visas.values() for code in visa.codes]
    names = [name for visa in knowledge.visas.values() for name in visa.called]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)


def test_a_month_to_ask_and_three_to_be_allowed(knowledge: Knowledge) -> None:
    leaving = knowledge.visas["non_professional"].leaving
    assert leaving is not None
    assert "1개월" in leaving.text
    assert "3개월" in leaving.text
    assert leaving.source[0].text == "외국인고용법 제25조 제3항"
