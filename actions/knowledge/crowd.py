"""Invented people as they come to a job centre in 전북: what answers to expect before asking. Seeded, no real person.

The shares are our estimate (G): they choose questions and presume what nobody said; they never refuse anybody.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from actions.knowledge.known import shift_months

Facts = dict[str, Any]

_SITUATIONS = {
    "unemployed": 62, "employed": 16, "daily_worker": 6, "self_employed": 5, "student": 8, "on_leave": 3,
}  # fmt: skip
_AGES = {
    "unemployed": ((19, 34, 40), (35, 49, 22), (50, 64, 26), (65, 74, 12)),
    "employed": ((19, 34, 55), (35, 49, 28), (50, 64, 17)),
    "daily_worker": ((20, 34, 20), (35, 49, 30), (50, 64, 40), (65, 72, 10)),
    "self_employed": ((24, 34, 25), (35, 49, 40), (50, 66, 35)),
    "student": ((18, 26, 100),),
    "on_leave": ((28, 34, 45), (35, 44, 55)),
}
_TOWNS = {
    "52110": 37, "52130": 15, "52140": 16, "52180": 6, "52190": 4, "52210": 4, "52710": 5, "52720": 1, "52730": 1,
    "52740": 1, "52750": 1, "52770": 1, "52790": 3, "52800": 3, "other": 2,
}  # fmt: skip
_REASONS = {
    "voluntary": 40, "contract_end": 27, "recommended": 14, "involuntary": 11, "retirement_age": 2,
    "voluntary_just_cause": 5, "misconduct": 1,
}  # fmt: skip
_HOMES = {1: 33, 2: 27, 3: 21, 4: 15, 5: 3, 6: 1}
_ASSETS = {170_000_000: 62, 400_000_000: 24, 500_000_000: 6, 600_000_000: 8}
NOBODY_HAS = {
    "public_official": False, "private_school_staff": False, "special_worker_income": 0, "direct_job_program": False,
    "months_since_allowance_end": "never", "allowance_program": [], "north_defector": False, "veteran": "none",
    "justice_involved": False, "visa": "none", "nationality": "korean", "employer_side": False, "birth_event": False,
    "care_leaver": False, "youth_shelter": False, "unpaid_wage": False, "firm_insolvent": False,
    "family_of_owner": False, "gambling_industry": False, "dropped_2025": False, "ltc_grade": False,
    "pension_received": False, "disability": "none", "single_mother": False, "special_group": False,
    "headcount_cut_3m": False, "separated_within_1y_same_owner": False, "other_wage_subsidy": False,
    "other_state_training": False, "military_alternative_service": False, "job_promised_before_report": False,
    "rehired_by_last_employer": False, "rehired_at_same_firm_6m": False, "got_this_within_years": "never",
    "program_completed": False, "income_drop": False, "ub_type": "worker", "ei_unit_months_24m": 0,
    "training_hours": 0, "training_type": "other", "questionnaire_score": 10, "leave_days": 0,
    "claim_filed_within_years": 9, "left_within_years": 9, "income_activity_months_18m": 0,
    "days_since_unemployment_report": 0, "daily_work_recent": "more", "discharge_soon": False,
    "ub_remaining_ratio": 0.0, "continuous_work_months": 0,
    "expected_work_months": 0, "new_enrolment_open": False, "business_opened": date(2000, 1, 1), "career_break": False,
}  # fmt: skip


def somebody(dice: random.Random, on: date) -> Facts:
    """One complete person, with the facts that go together."""
    status = _one(dice, _SITUATIONS)
    low, high, _ = dice.choices(_AGES[status], [share for *_, share in _AGES[status]])[0]
    facts: Facts = {**NOBODY_HAS, "employment_status": status, "age": dice.randint(low, high)}
    facts["birth_date"] = shift_months(on, -12 * facts["age"]) - timedelta(days=dice.randint(0, 364))
    facts["gender"] = dice.choice(("female", "male"))
    facts["region_sigungu"] = _one(dice, _TOWNS)
    facts["region_sido"] = facts["region_sigungu"][:2] if facts["region_sigungu"] != "other" else "11"
    facts["residence_months"] = 12 if dice.random() < 0.9 else 6
    for part in (_work, _leaving, _home, _school, _aid, _life):
        part(facts, dice, on)
    return facts


def _work(facts: Facts, dice: random.Random, on: date) -> None:
    status, age = facts["employment_status"], facts["age"]
    works = status in ("employed", "on_leave")
    months = dice.choice((2, 5, 8, 14, 30, 60)) if works else 0
    facts["tenure_months"] = months
    facts["employed_since"] = shift_months(on, -months) if works else on
    facts["hired_by"] = facts["employed_since"]
    facts["weekly_work_hours"] = 40 if works and dice.random() < 0.85 else 20 if works else 0
    facts["company_size"] = "large" if works and dice.random() < 0.12 else "priority"
    facts["employer_insured_count"] = 5 if dice.random() < 0.75 else 4
    facts["regular_hire"] = works and dice.random() < 0.7
    facts["health_insurance_workplace"] = works
    facts["years_of_career"] = max(0, age - 27) * 0.6
    facts["work_exp_days_2y"] = 100 if status != "student" and dice.random() < (0.8 if age < 65 else 0.4) else 0
    facts["monthly_wage"] = dice.choice((2_100_000, 2_500_000, 2_900_000, 3_500_000)) if works else 0
    facts["business_registered"] = status == "self_employed" or dice.random() < 0.02
    facts["business_months"] = dice.choice((6, 24, 60)) if facts["business_registered"] else 0
    facts["annual_sales"] = dice.choice((40_000_000, 90_000_000, 450_000_000)) if facts["business_registered"] else 0


def _leaving(facts: Facts, dice: random.Random, on: date) -> None:
    status = facts["employment_status"]
    left = status == "unemployed" and dice.random() < 0.86
    months = dice.choice((0, 1, 1, 2, 3, 5, 8, 11, 14, 26)) if left else "never" if status != "unemployed" else 60
    facts["months_since_leaving"] = months
    facts["left_on"] = shift_months(on, -months) if isinstance(months, int) else None
    facts["unemployed_months"] = months if isinstance(months, int) else 0
    facts["no_work_edu_training_months"] = 6 if isinstance(months, int) and months >= 6 else 0
    facts["leave_reason"] = _one(dice, _REASONS) if left else "voluntary"
    facts["voluntary_just_cause"] = facts["leave_reason"] == "voluntary_just_cause"
    covered = dice.random() < (0.75 if left or status in ("employed", "on_leave") else 0.1)
    facts["ei_unit_days_18m"] = 180 if covered else 179
    facts["insured_days_before_leave"] = facts["insured_days_by_leave_end"] = facts["ei_unit_days_18m"]
    facts["ei_total_years"] = dice.choice((1, 3, 7)) if covered else 0
    facts["age_at_leaving"] = facts["age"] - (months // 12 if isinstance(months, int) else 0)
    facts["hired_after_65"] = facts["age"] >= 67 and dice.random() < 0.5


def _home(facts: Facts, dice: random.Random, on: date) -> None:
    people = _one(dice, _HOMES)
    earners = facts["employment_status"] not in ("unemployed", "student")
    base = 300_000 + (people > 1) * 1_700_000 + (people > 2) * 900_000 + earners * 1_900_000
    income = round(base * dice.lognormvariate(0, 0.5), -5)
    facts["household_size"], facts["household_monthly_income"] = people, int(income)
    facts["personal_monthly_income"] = facts["monthly_wage"] or (1_700_000 if earners else 0)
    facts["household_assets"] = _one(dice, _ASSETS)
    facts["household_type"] = "single" if people == 1 else "double_earner" if dice.random() < 0.45 else "single_earner"
    facts["annual_income"] = facts["household_monthly_income"] * 12
    facts["income_decile"] = min(10, int(income / 900_000) + 1)
    poor = income / people < 700_000
    facts["livelihood_benefit"] = poor and dice.random() < 0.15
    facts["near_poor"] = poor and not facts["livelihood_benefit"] and dice.random() < 0.1


def _school(facts: Facts, dice: random.Random, on: date) -> None:
    student, age = facts["employment_status"] == "student", facts["age"]
    facts["school_status"] = (
        _one(dice, {"enrolled": 60, "final_year": 28, "leave": 12})
        if student
        else ("graduated" if age < 30 else "none")
    )
    facts["school_years_left"] = dice.choice((1, 2, 3)) if facts["school_status"] == "enrolled" else 0.5
    served = facts["gender"] == "male" and age > 23
    facts["military_service_months"] = 18 if served and dice.random() < 0.85 else 0


def _aid(facts: Facts, dice: random.Random, on: date) -> None:
    left = facts["months_since_leaving"]
    due = facts["leave_reason"] != "voluntary" and facts["ei_unit_days_18m"] == 180 and isinstance(left, int)
    facts["receiving_ub"] = due and 1 <= left <= 8 and dice.random() < 0.45
    ended = due and left >= 8 and dice.random() < 0.6
    facts["months_since_ub_end"] = (6 if left > 13 else 3) if ended and not facts["receiving_ub"] else "never"
    seeking = facts["employment_status"] in ("unemployed", "daily_worker") and not facts["receiving_ub"]
    facts["kua_participant"] = seeking and dice.random() < 0.05
    facts["has_training_card"] = facts["age"] < 65 and dice.random() < 0.3
    facts["basic_pension"] = facts["age"] >= 65 and dice.random() < 0.65


def _life(facts: Facts, dice: random.Random, on: date) -> None:
    parent = 28 <= facts["age"] <= 50 and facts["household_size"] >= 3
    facts["child_age"] = dice.randint(0, 18) if parent and dice.random() < 0.8 else 40
    if facts["employment_status"] == "on_leave":
        facts.update(child_age=dice.randint(0, 6), leave_days=180)
    if parent and facts["gender"] == "female" and facts["employment_status"] == "unemployed":
        facts["career_break"] = dice.random() < 0.6
    for chance, special in _SPECIAL:
        if dice.random() < chance:
            facts.update(special)


# What brings a few people in: they say so themselves, since it is why they ask.
_SPECIAL: tuple[tuple[float, Mapping[str, Any]], ...] = (
    (0.03, {"disability": "registered"}),
    (0.01, {"disability": "severe"}),
    (0.03, {"unpaid_wage": True, "claim_filed_within_years": 1}),
    (0.01, {"birth_event": True}),
    (0.01, {"nationality": "marriage_migrant", "special_group": True}),
    (0.01, {"nationality": "foreign", "visa": "F-4"}),
    (0.005, {"north_defector": True, "special_group": True}),
    (0.01, {"veteran": "long_term"}),
    (0.005, {"justice_involved": True}),
    (0.015, {"single_mother": True, "special_group": True}),
    (0.01, {"public_official": True}),
    (0.02, {"training_hours": 140, "training_type": "kdt", "has_training_card": True}),
    (0.01, {"ub_type": "artist", "ei_unit_months_24m": 12}),
    (0.01, {"ub_type": "special", "ei_unit_months_24m": 14, "income_drop": True}),
)


def _one(dice: random.Random, shares: Mapping[Any, int]) -> Any:
    return dice.choices([*shares], [*shares.values()])[0]
