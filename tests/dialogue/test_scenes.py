"""What citizens get, action by action: vacancies, courses, eligibility, the centre, a person, and everything else."""

from __future__ import annotations

from typing import Any

import pytest

from actions.names import load_names

from .conftest import Talk

UB = "kr.ub.jobseeker"
LEFT = "나 32살이고 두 달 전에 권고사직 당했는데 실업급여 받을 수 있어?"


def vacancies(talk: Talk, **said: Any) -> Any:
    """Ask for what is `said`, in words: the search reads the sentence itself."""
    place = load_names().region(said["region"]) if "region" in said else "전주"
    work = "사무직 " if "occupation" in said else ""
    return talk.hear("action_find_vacancies", f"{place}에서 {work}일자리 찾아줘", "find_vacancy", **said)


def benefit(talk: Talk, **said: Any) -> Any:
    """Ask as in the second scene; all but `asked` are what the understanding found."""
    found = {"age": 32, "months_ago": 2, "leave_reason": "recommended", "programme": UB}
    return talk.hear("action_check_eligibility", LEFT, "check_eligibility", **{**found, **said})


class TestVacancies:
    def test_found_ones_come_as_cards_with_all_one_needs(self, talk: Talk) -> None:
        said = vacancies(talk, region="52110", occupation="office")
        assert 3 <= len(said.cards) <= 5
        assert said.text.startswith("전주시 사무직 일자리")
        assert f"{int(said.answer['result']):,}건" in said.text
        for card in said.cards:
            assert card["kind"] == "vacancy"
            assert "전주" in card["subtitle"]
            assert any("급" in line or "연봉" in line for line in card["lines"])
            assert any("마감" in line or "채용" in line for line in card["lines"])
            assert card["source"]
            assert card["fetched_at"] == "2026-11-23T09:30+09:00"
            assert card["practice"] is True
            assert card["buttons"]
        assert {"더 보기", "조건 바꾸기", "상담사 연결"} <= set(said.buttons)

    def test_more_never_shows_one_twice_and_ends_honestly(self, talk: Talk) -> None:
        said = vacancies(talk, region="52110", occupation="office")
        total, seen = int(said.answer["result"]), [c["id"] for c in said.cards]
        while "더 보기" in said.buttons:
            said = talk.press(said.buttons["더 보기"])
            seen += [c["id"] for c in said.cards]
        assert len(seen) == len(set(seen)) == total
        assert "여기까지" in talk.hear("action_show_more", "더 보여줘", "show_more").text

    def test_refining_keeps_what_was_said(self, talk: Talk) -> None:
        vacancies(talk, region="52110", occupation="office")
        said = talk.hear("action_refine_search", "익산은?", "refine_search", region="52140")
        assert talk.slots["search"]["regions"] == ["52140"]
        assert talk.slots["search"]["work"] == ["사무직"]
        assert all("익산" in card["subtitle"] for card in said.cards)
        talk.hear("action_refine_search", "야간 말고", "refine_search", shift={"kind": "night", "exclude": True})
        assert talk.slots["search"]["shift_exclude"] == ["night"]
        said = talk.hear(
            "action_refine_search", "야간도 좋아", "refine_search", shift={"kind": "night", "exclude": False}
        )
        assert talk.slots["search"].get("shifts") == ["night"] or "근무 시간 조건만 빼고" in said.text
        assert not talk.slots["search"].get("shift_exclude")

    def test_a_sum_without_its_kind_is_read_by_its_size(self, talk: Talk) -> None:
        vacancies(talk, region="52110")
        talk.hear(
            "action_refine_search", "250 이상", "refine_search", money={"won": 2_500_000, "kind": None, "bound": "min"}
        )
        assert talk.slots["search"]["pay"] == {"kind": "month", "min": 2_500_000}
        talk.hear(
            "action_refine_search", "만이천원", "refine_search", money={"won": 12_000, "kind": None, "bound": None}
        )
        assert talk.slots["search"]["pay"] == {"kind": "hour", "min": 12_000}

    def test_nothing_found_gives_up_the_least_important_condition_and_says_which(self, talk: Talk) -> None:
        said = vacancies(
            talk, region="52110", occupation="office", money={"won": 99_000_000, "kind": "month", "bound": "min"}
        )
        assert "급여 조건만 빼고" in said.text
        assert said.cards
        assert "pay" not in talk.slots["search"]
        assert "가까운 지역도" in said.buttons
        assert talk.press(said.buttons["가까운 지역도"]).cards

    def test_an_empty_town_leads_to_the_next_one(self, talk: Talk) -> None:
        said = next(
            one for code in ("52730", "52740", "52720", "52770", "52750")
            if "대신" in (one := vacancies(Talk(talk.server), region=code, occupation="office")).text
        )  # fmt: skip
        assert "에는 맞는 일자리가 아직 없어요. 대신" in said.text
        assert said.cards

    def test_changing_conditions_is_asked_by_buttons_and_answered_by_words(self, talk: Talk) -> None:
        said = vacancies(talk, region="52110", occupation="office")
        asked = talk.press(said.buttons["조건 바꾸기"])
        assert list(asked.buttons) == ["지역", "직종", "급여", "근무 시간"]
        assert "어느 지역" in talk.press(asked.buttons["지역"]).text
        said = talk.hear("action_take_fact", "군산", "provide_info", region="52130")
        assert all("군산" in card["subtitle"] for card in said.cards)
        assert talk.slots["search"]["work"] == ["사무직"]
        assert talk.slots["asking"] is None
        wage = talk.press(talk.press("/refine_search").buttons["급여"])
        talk.press(wage.buttons["월 220만 원 이상"])
        assert talk.slots["search"].get("pay") in ({"kind": "month", "min": 2_200_000}, None)

    def test_work_we_have_no_name_for_is_looked_for_as_it_was_written(self, talk: Talk) -> None:
        vacancies(talk, region="52110")
        talk.press('/refine_search{"condition": {"ask": "occupations"}}')
        said = talk.hear("action_take_fact", "홍삼", "provide_info")
        assert "홍삼" in said.answer["about_search"] or "빼고" in said.text

    def test_detail_by_button_and_by_place_is_the_same(self, talk: Talk) -> None:
        said = vacancies(talk, region="52110", occupation="office")
        second = said.cards[1]
        by_place = talk.hear("action_item_detail", "두 번째 거 자세히", "item_detail", ordinal=2)
        by_button = talk.press(second["buttons"][0]["payload"])
        assert by_place.cards[0]["id"] == by_button.cards[0]["id"] == second["id"]
        assert set(second["lines"][:1]) <= set(by_button.cards[0]["lines"])

    @pytest.mark.parametrize("ordinal", [0, 9, -1])
    def test_a_place_that_is_not_there_is_asked_again(self, talk: Talk, ordinal: int) -> None:
        vacancies(talk, region="52110", occupation="office")
        said = talk.hear("action_item_detail", "아홉 번째", "item_detail", ordinal=ordinal)
        assert "몇 번째 것을 볼까요?" in said.text
        assert talk.press(said.buttons["두 번째 것"]).cards[0]["id"] == talk.slots["shown"][1].partition(":")[2]

    def test_elsewhere_in_the_country_is_not_pretended(self, talk: Talk) -> None:
        said = vacancies(talk, region="11000", occupation="office")
        assert "전북 14개 시·군" in said.text
        assert not said.cards
        here = talk.press(said.buttons["전북에서 찾기"])
        assert here.text.startswith("전북 전체 사무직 일자리")
        vacancies(talk, region="11000", occupation="office")
        assert talk.hear("action_take_fact", "응", "affirm").text == here.text


class TestTraining:
    def test_courses_of_the_card_and_the_field(self, talk: Talk) -> None:
        said = talk.hear("action_find_training", "내배카로 배울 수 있는 회계 과정", "find_training", field="accounting")
        assert said.text.startswith("회계·세무 훈련과정")
        assert "내일배움카드" in said.text
        assert said.cards
        for card in said.cards:
            assert card["kind"] == "course"
            assert any("내일배움카드 가능" in line for line in card["lines"])

    def test_the_town_stays_when_the_talk_turns_to_courses(self, talk: Talk) -> None:
        vacancies(talk, region="52110", occupation="office")
        talk.hear("action_find_training", "배울 수 있는 건?", "find_training")
        assert talk.slots["search"]["regions"] == ["52110"]
        assert "work" not in talk.slots["search"]


class TestEligibility:
    def test_possible_is_said_with_reason_law_year_source_and_the_one_question(self, talk: Talk) -> None:
        said = benefit(talk)
        assert "확인이 더 필요해요" in said.text
        assert "권고사직 (고용보험법 제40조)" in said.text
        assert "2개월 (고용보험법 제48조)" in said.text
        assert "2026년 기준" in said.text
        assert "확인" in said.text
        assert said.text.count("?") == 1
        assert "180일" in said.responses[-1]["text"]
        assert "상담사에게 확인" in said.buttons
        assert "잘 모르겠어요" in said.buttons
        assert said.answer["result"] == "unknown"
        assert talk.slots["asking"]["field"] == "ei_unit_days_18m"

    @pytest.mark.parametrize(
        ("text", "intent", "entities"),
        [
            ("네", "affirm", {}),
            ("200일쯤 돼요", "provide_info", {"count_days": 200}),
            ("1년 다녔어요", "provide_info", {"duration_months": 12}),
            ("210", "provide_info", {}),
        ],
    )
    def test_the_answer_settles_it(self, talk: Talk, text: str, intent: str, entities: dict[str, Any]) -> None:
        benefit(talk)
        said = talk.hear("action_take_fact", text, intent, **entities)
        assert "가능성이 있어요" in said.text
        assert "고용센터에서 해요" in said.text
        assert said.answer == {
            "kind": "programme", "id": UB, "aspect": "who", "result": "yes",
            "judgement": "구직급여(실업급여): 가능성이 있어요",
        }  # fmt: skip
        assert talk.slots["asking"] is None
        assert {"신청 방법", "필요한 서류", "상담사에게 확인"} <= set(said.buttons)

    def test_it_never_says_no(self, talk: Talk) -> None:
        asked = benefit(talk)
        said = talk.press(asked.buttons["180일이 안 돼요"])
        assert "어려워 보여요" in said.text
        assert "마지막 판단은 관할 고용센터에서 해요" in said.text
        assert "없어요" not in said.text.split("\n")[0]
        assert any(payload.startswith("/ask_programme") for payload in said.buttons.values())
        assert "상담사에게 확인" in said.buttons
        assert talk.hear("action_take_fact", "네 볼래요", "affirm").answer["id"] == "action_recommend"
        assert talk.press('/recommend_programme{"choices": 0}').cards

    def test_an_offer_can_be_turned_down(self, talk: Talk) -> None:
        talk.press(benefit(talk).buttons["180일이 안 돼요"])
        assert "멈출게요" in talk.hear("action_take_fact", "아니", "deny").text
        assert talk.slots["asking"] is None

    def test_not_knowing_is_an_answer_and_is_not_asked_twice(self, talk: Talk) -> None:
        benefit(talk)
        said = talk.press("/dont_know")
        assert "확인이 더 필요해요" in said.text
        assert next(iter(said.buttons)) == "상담사에게 확인"
        assert talk.slots["facts"]["ei_unit_days_18m"] is None
        assert talk.slots["asking"] is None

    def test_the_reasons_are_told_once_and_then_only_the_next_question(self, talk: Talk) -> None:
        first = talk.hear(
            "action_check_eligibility", "두배적금 되나요", "check_eligibility",
            programme="jb.double", age=29, region="52110", employment_status="employed",
        )  # fmt: skip
        assert "맞는 점" in first.text
        second = talk.hear("action_take_fact", "40시간", "provide_info")
        assert second.text.startswith("일주일에 40시간 일함으로 볼게요. 지금 직장에 언제부터 다니셨어요?")
        assert "맞는 점" not in second.text
        assert talk.slots["asking"]["field"] == "employed_since"
        talk.hear("action_take_fact", "2년 됐어요", "provide_info", duration_months=24)
        assert talk.slots["facts"]["tenure_months"] == 24
        assert talk.slots["asking"]["field"] != "employed_since"

    def test_three_unknowns_lead_to_a_person(self, talk: Talk) -> None:
        talk.press('/check_eligibility{"programme": "kr.kua.type1"}')
        for _ in range(3):
            assert talk.slots["asking"]
            said = talk.press("/dont_know")
        assert talk.slots["asking"] is None
        assert "상담사에게 확인" in said.buttons

    def test_gibberish_is_asked_again_then_given_to_a_person(self, talk: Talk) -> None:
        benefit(talk)
        first = talk.hear("action_take_fact", "ㅁㄴㅇㄹ", "provide_info")
        assert "180일" in first.text
        assert talk.slots["asking"]["field"] == "ei_unit_days_18m"
        second = talk.hear("action_take_fact", "ㅋㅋ", "provide_info")
        assert next(iter(second.buttons)) == "상담사 연결"

    def test_a_digression_does_not_lose_the_question(self, talk: Talk) -> None:
        benefit(talk)
        aside = talk.hear("action_centre", "거기 몇 시까지 해?", "ask_centre", aspect="when")
        assert "180일" in talk.press(aside.buttons["이어서"]).text
        assert "가능성이 있어요" in talk.hear("action_take_fact", "네", "affirm").text
        benefit(talk, age=33)
        talk.hear("action_centre", "거기 몇 시까지 해?", "ask_centre", aspect="when")
        assert "가능성이 있어요" in talk.hear("action_take_fact", "200일", "provide_info", count_days=200).text

    def test_a_correction_replaces_the_fact(self, talk: Talk) -> None:
        benefit(talk)
        said = talk.hear("action_correct", "아니 계약만료였어", "correct_previous", leave_reason="contract_end")
        assert "계약 만료" in said.text
        assert talk.slots["facts"]["leave_reason"] == "contract_end"

    def test_many_choices_are_paged(self, talk: Talk) -> None:
        talk.slots["asking"] = {"field": "leave_reason", "programme": UB}
        asked = talk.press('/provide_info{"choices": 0}')
        pressed: list[str] = []
        while "다른 답 보기" in asked.buttons:
            pressed += [p for p in asked.buttons.values() if p.startswith('/provide_info{"fact"')]
            asked = talk.press(asked.buttons["다른 답 보기"])
        pressed += [p for p in asked.buttons.values() if p.startswith('/provide_info{"fact"')]
        assert len(pressed) == len(set(pressed)) == 7

    def test_health_is_taken_from_buttons_only(self, talk: Talk) -> None:
        talk.slots["asking"] = {"field": "disability", "programme": "kr.disability.package"}
        said = talk.hear("action_take_fact", "네 등록장애인이에요", "affirm", target="disabled")
        assert "버튼으로만" in said.text
        assert "disability" not in (talk.slots["facts"] or {})
        judged = talk.press(next(p for p in said.buttons.values() if '"registered"' in p))
        assert "등록장애인" in judged.text or talk.slots["asking"]["private"] == {"disability": "registered"}
        assert "disability" not in (talk.slots["facts"] or {})

    def test_recommending_asks_first_and_shows_what_fits(self, talk: Talk) -> None:
        asked = talk.hear("action_recommend", "내가 받을 수 있는 지원 있어?", "recommend_programme")
        assert "나이" in asked.text
        assert not asked.cards
        said = talk.hear("action_take_fact", "27살이에요", "provide_info", age=27)
        assert "(2/6)" in said.text
        said = talk.press('/recommend_programme{"choices": 0}')
        assert len(said.cards) == 3  # a phone shows no more; the rest is one press away
        assert "다른 지원도 보기" in said.buttons
        assert all(card["kind"] == "programme" for card in said.cards)
        assert all("기준" in card["source"] or "확인하지 못한" in card["source"] for card in said.cards)
        assert talk.press(said.cards[0]["buttons"][1]["payload"]).answer["aspect"] == "who"

    def test_second_of_the_recommended_is_that_programme(self, talk: Talk) -> None:
        talk.hear("action_recommend", "중장년 지원", "recommend_programme", target="middle")
        said = talk.press('/recommend_programme{"choices": 0}')
        told = talk.hear("action_item_detail", "두 번째 거", "item_detail", ordinal=2)
        assert told.answer["id"] == said.cards[1]["id"]


class TestCentre:
    def test_hours_address_phone_and_source(self, talk: Talk) -> None:
        said = talk.hear("action_centre", "센터 몇 시까지 해?", "ask_centre", aspect="when")
        assert said.text.startswith("평일 오전 9시부터 오후 6시까지")
        assert "1577-0365" in said.text
        assert "출처:" in said.text
        (card,) = said.cards
        assert card["kind"] == "place"
        assert "효자로 173" in card["subtitle"]

    @pytest.mark.parametrize(
        ("text", "begins"),
        [("센터 어디야", "전북특별자치도 일자리센터는"), ("전화번호 알려줘", "전화는"), ("거기 뭐 하는 데야", "전북")],
    )
    def test_what_was_asked_comes_first(self, talk: Talk, text: str, begins: str) -> None:
        assert talk.hear("action_centre", text, "ask_centre").text.startswith(begins)

    def test_an_agency_by_its_name_and_by_whom_it_helps(self, talk: Talk) -> None:
        named = talk.hear("action_faq", "새일센터 전화번호", "find_agency")
        assert "새일센터" in named.cards[0]["title"]
        helped = talk.hear("action_faq", "장애인 취업 도와주는 곳", "find_agency", target="disabled")
        assert "장애인" in helped.cards[0]["title"]


class TestPerson:
    def test_the_letter_holds_what_a_counselor_needs(self, talk: Talk) -> None:
        vacancies(talk, region="52110", occupation="office")
        asked = benefit(talk)
        said = talk.press(asked.buttons["상담사에게 확인"])
        (letter,) = said.letters
        assert letter["letter"] == "handoff"
        assert letter["reason"] == "eligibility_dispute"
        summary = letter["summary"]
        assert summary["need"] == "구직급여(실업급여) 받을 수 있는지 확인"
        assert {"label": "그만둔 사유", "value": "권고사직"} in summary["facts"]
        assert summary["judgements"] == ["구직급여(실업급여): 확인이 더 필요해요"]
        assert summary["searches"][0].startswith("전주시 사무직 일자리")
        assert summary["said"] == ["전주시에서 사무직 일자리 찾아줘", LEFT]
        assert len(said.responses) == 1
        assert "\n" not in said.text

    def test_the_need_is_the_search_as_it_was_meant(self, talk: Talk) -> None:
        text = "내배카로 배울 수 있는 회계 과정"
        talk.hear("action_find_training", text, "find_training", field="accounting")
        (letter,) = talk.hear("action_handoff", "상담원이랑 얘기하고 싶어요", "request_human").letters
        assert letter["summary"]["need"].startswith("훈련과정 찾기 · 회계")

    def test_an_unknown_reason_is_the_plain_one(self, talk: Talk) -> None:
        said = talk.hear("action_handoff", "상담원이랑 얘기하고 싶어요", "request_human", reason="whatever")
        assert said.letters[0]["reason"] == "user_asked"
        assert said.letters[0]["summary"]["need"] == "상담원이랑 얘기하고 싶어요"

    def test_cancelling_while_waiting_is_a_letter(self, talk: Talk) -> None:
        talk.slots["handoff_state"] = "queued"
        assert talk.hear("action_cancel", "취소", "cancel").letters == [{"letter": "cancel_handoff"}]
        talk.slots["handoff_state"] = "ended"
        assert talk.hear("action_cancel", "그만", "cancel").letters == []

    def test_back_from_a_counselor_says_what_happened_and_offers_three_ways(self, talk: Talk) -> None:
        benefit(talk)
        talk.slots |= {
            "handback_mode": "resume",
            "last_handoff_outcome": "구직등록을 도왔어요",
            "handoff_state": "ended",
        }
        said = talk.hear("action_after_handoff")
        assert "구직등록을 도왔어요" in said.text
        assert "180일" in said.text
        assert list(said.buttons) == ["이어서", "처음으로", "다시 상담사"]
        assert talk.press(said.buttons["이어서"]).answer["id"] == UB
        assert "가능성이 있어요" in talk.hear("action_take_fact", "네", "affirm").text


class TestEverythingElse:
    def test_two_guesses_and_a_person_then_the_person_first(self, talk: Talk) -> None:
        ranking = ["nlu_fallback", "greet", "find_vacancy", "ask_centre", "find_training"]
        first = talk.hear("action_fallback", "아라라", "nlu_fallback", ranking=ranking, region="52110")
        assert list(first.buttons) == ["일자리 찾기", "센터 시간·위치", "상담사 연결"]
        assert first.buttons["일자리 찾기"] == '/find_vacancy{"region": "52110"}'
        second = talk.hear("action_fallback", "우루루", "nlu_fallback", ranking=ranking)
        assert next(iter(second.buttons)) == "상담사 연결"
        assert '"reason": "fallback"' in second.buttons["상담사 연결"]
        talk.hear("action_small_talk", "안녕", "greet")
        third = talk.hear("action_fallback", "우루루", "nlu_fallback", ranking=ranking)
        assert list(third.buttons)[-1] == "상담사 연결"

    def test_markup_is_only_text(self, talk: Talk) -> None:
        for action in ("action_fallback", "action_take_fact", "action_faq", "action_find_vacancies"):
            said = talk.hear(action, "<script>alert(1)</script>", "nlu_fallback")
            assert "<script>" not in said.text

    def test_distress_gets_helplines_and_a_person_first(self, talk: Talk) -> None:
        said = talk.hear("action_care", "죽고 싶어", "distress")
        assert {"109", "1577-0199", "129"} <= {w for line in said.text.split("\n") for w in line.split()}
        assert next(iter(said.buttons)).startswith("상담사")

    def test_abuse_gets_one_calm_bubble(self, talk: Talk) -> None:
        said = talk.hear("action_care", "야 이 멍청아", "abuse")
        assert len(said.responses) == 1
        assert "상담사 연결" in said.buttons

    def test_starting_over_forgets(self, talk: Talk) -> None:
        benefit(talk)
        talk.hear("action_start_over", "처음부터", "start_over")
        assert not any(talk.slots[name] for name in ("facts", "asking", "programme", "search", "shown"))

    def test_a_no_to_nothing_offers_a_person(self, talk: Talk) -> None:
        assert next(iter(talk.hear("action_take_fact", "아니 그게 아니고", "deny").buttons)) == "상담사 연결"

    def test_facts_told_unasked_are_kept_and_used(self, talk: Talk) -> None:
        said = talk.hear("action_take_fact", "저 32살 전주 살아요", "provide_info", age=32, region="52110")
        assert "32세" in said.text
        assert "전주" in said.text
        assert talk.slots["facts"] == {"age": 32, "region_sigungu": "52110", "region_sido": "52"}
        asked = benefit(talk, age=None)
        assert "전주고용센터" in asked.text

    def test_a_near_question_is_answered_and_a_doubtful_one_is_offered(self, talk: Talk) -> None:
        hits = [("ub.voluntary_quit", 0.6), ("ub.voluntary_commute", 0.3)]
        said = talk.hear("action_faq", "사직서 냈는데 실업급여 되나", "ask_faq", faqs=hits)
        assert said.answer == {"kind": "faq", "id": "ub.voluntary_quit"}
        assert "출처:" in said.responses[-1]["text"]
        doubtful = talk.hear("action_faq", "사직", "ask_faq", faqs=[(id, 0.57) for id, _ in hits], programme=UB)
        assert doubtful.answer["kind"] == "fallback"
        offered = next(p for p in doubtful.buttons.values() if p.startswith("/ask_faq"))
        assert talk.press(offered).answer["id"] == "ub.voluntary_quit"

    def test_a_prepared_answer_goes_before_a_general_one(self, talk: Talk) -> None:
        hits = [("ub.voluntary_quit", 0.75)]
        said = talk.hear("action_programme", "실업급여 자발적퇴사", "ask_programme", faqs=hits, programme=UB)
        assert said.answer == {"kind": "faq", "id": "ub.voluntary_quit"}
        said = talk.hear("action_programme", "실업급여 얼마", "ask_programme", faqs=hits, programme=UB, aspect="amount")
        assert said.answer == {"kind": "programme", "id": UB, "aspect": "amount"}
        said = talk.hear("action_find_training", "실업급여 직업훈련", "find_training", faqs=hits, programme=UB)
        assert said.answer["kind"] == "faq"
        near = [("ub.voluntary_quit", 0.42)]
        said = talk.hear("action_fallback", "임신 자진퇴사", "nlu_fallback", ranking=["find_vacancy"], faqs=near)
        assert said.answer["id"] == "ub.voluntary_quit"  # the talk is about 실업급여
        alone = Talk(talk.server)
        lost = alone.hear("action_fallback", "임신 자진퇴사", "nlu_fallback", ranking=["find_vacancy"], faqs=near)
        assert "faq" in next(iter(lost.buttons.values()))

    def test_another_aspect_behind_a_polite_question_is_told(self, talk: Talk) -> None:
        text = "국민취업지원제도는 어떻게 신청할 수 있나요?"
        said = talk.hear("action_check_eligibility", text, "check_eligibility", programme="kr.kua.type1", aspect="how")
        assert said.answer["aspect"] == "how"
        said = talk.hear("action_centre", "실업급여 문의 전화번호", "ask_centre", programme=UB, aspect="contact")
        assert said.answer == {"kind": "programme", "id": UB, "aspect": "contact"}

    def test_how_long_is_told_with_when(self, talk: Talk) -> None:
        said = talk.hear("action_programme", "실업급여 몇 개월 받아?", "ask_programme", programme=UB, aspect="when")
        assert "120~270일" in said.text
        assert "그만둔 다음 날부터 12개월 안" in said.text


class TestUnanswered:
    """The engine calls the action behind the answers of a turn; what is said here is put below the last of them."""

    WAITING = ("센터 몇 시까지 해요?", "회계 배울 수 있는 과정이 있는지 알려 주세요")

    def test_what_waits_is_offered_in_the_citizens_words(self, talk: Talk) -> None:
        talk.slots |= {"unanswered": list(self.WAITING), "last_answer": {"kind": "faq", "id": "ub.documents"}}
        said = talk.hear("action_unanswered")
        assert said.text == "그다음 질문도 이어서 알려 드릴까요?"
        assert said.buttons == {
            "센터 몇 시까지 해요": f"say:{self.WAITING[0]}",
            "회계 배울 수 있는 과정…": f"say:{self.WAITING[1]}",
        }
        assert talk.slots["unanswered"] is None
        assert talk.slots["asking"] == {"offer": "unanswered", "unanswered": list(self.WAITING)}
        assert talk.slots["last_answer"] == {"kind": "faq", "id": "ub.documents"}
        assert "멈출게요" in talk.hear("action_take_fact", "아니요", "deny").text
        assert talk.slots["asking"] is None

    def test_while_a_question_is_open_it_is_only_said_that_it_comes(self, talk: Talk) -> None:
        benefit(talk)
        asking = talk.slots["asking"]
        talk.slots["unanswered"] = list(self.WAITING)
        said = talk.hear("action_unanswered")
        assert said.text.endswith("이어서 알려 드릴게요.")
        assert said.buttons == {}
        assert talk.slots["unanswered"] == list(self.WAITING)
        assert talk.slots["asking"] == asking

    def test_another_offer_keeps_its_yes(self, talk: Talk) -> None:
        talk.slots |= {"unanswered": list(self.WAITING), "asking": {"offer": "recommend"}}
        assert talk.hear("action_unanswered").buttons
        assert talk.slots["asking"] == {"offer": "recommend"}

    def test_who_stops_or_starts_over_waits_for_nothing(self, talk: Talk) -> None:
        for action, intent in (("action_cancel", "cancel"), ("action_start_over", "start_over")):
            talk.slots["unanswered"] = list(self.WAITING)
            talk.hear(action, "그만", intent)
            assert talk.slots["unanswered"] is None
