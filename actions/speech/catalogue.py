"""Vacancies and courses: cards, found, not found, change of conditions."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from actions.knowledge.phrases import won
from actions.names import Names, nearby, ours
from actions.search import conditions
from actions.speech import conditions as words
from actions.speech.parts import Bubble, Button, Card, Said, button, day, josa, link, moment, number, person, short
from bot.store.catalogue import Course, Page, Vacancy
from bot.store.offers import COUNTED

CHANGE: Final = button("조건 바꾸기", "refine_search")
MORE: Final = button("더 보기", "show_more")
ALERT: Final = button("새로 나오면 알림", "save_search")
HAVE_CARD: Final = button("네, 있어요", "affirm")
NO_CARD: Final = button("카드 받을 수 있나요", "check_eligibility", programme="kr.card")
JOBS: Final = button("일자리 찾기", "find_vacancy")
COURSES: Final = button("훈련과정 찾기", "find_training")
SENIOR_JOBS: Final = button("노인일자리 알아보기", "ask_programme", programme="kr.senior.jobs", aspect="what")
FOR_SENIORS: Final = "나라에서 마련한 노인일자리도 있어요."
PLACES: Final = ("첫 번째", "두 번째", "세 번째")
REGIONS: Final = ("52110", "52130", "52140", "52000")
LONGEST_DUTY, LONGEST_HOURS = 160, 32
NOISE: Final = re.compile(r"\(근무시간\)|\(|\)(?=\s*\d)| 00분|(?<=\d시) 0분")
ONE: Final = {"vacancy": "일자리", "course": "훈련과정"}
SAME_TWICE: Final = re.compile(r"(?P<pay>[\d,.]+\s?(?:만\s?)?원)\s?~\s?(?P=pay)")
ORDER: Final = {"pay": "급여가 높은 순서로", "deadline": "마감이 가까운 순서로", "new": "새로 올라온 순서로"}


def found(
    page: Page[Any], search: dict[str, Any], names: Names, asked: dict[str, Any], lost: tuple[str, ...] = (),
    *, older: bool = False,
) -> Said:  # fmt: skip
    """Return the cards of one page, the total and why they match.

    `asked` is what was wanted; where that found nothing, `search` is what was looked for instead and `lost` the
    conditions that were given up. Who is `older` hears of the public jobs for seniors as well.
    """
    kind, offset = search["kind"], int(search["offset"])
    head, rest = words.headed(search, names)
    text = _relaxed(search, asked, lost, names) if lost else _opening(page, search, head, rest)
    text = f"{text} {FOR_SENIORS}" if older else text
    more = (MORE,) if page.total > offset + len(page.items) else (ALERT,)
    near = _nearby(asked) if lost and "regions" not in lost else ()
    beside = (SENIOR_JOBS,) if older else near or _other(kind)
    buttons = (*more, CHANGE, *beside, person())
    cards = tuple(vacancy_card(i) if isinstance(i, Vacancy) else course_card(i) for i in page.items)
    about = f"{head or '전북'} {ONE[kind]} {_many(page)}{f' ({rest})' if rest else ''}"
    answer = {"kind": "action", "id": _action(kind), "result": str(min(page.total, COUNTED)), "about_search": about}
    return Said((Bubble(text, buttons, cards),), answer)


def nothing(search: dict[str, Any], names: Names, *, older: bool = False) -> Said:
    """Return what to do when nothing was found, however much was given up."""
    kind = search["kind"]
    asked = " ".join(filter(None, words.headed(search, names)))
    text = f"{asked} {josa(ONE[kind], '이')} 지금은 나와 있지 않아요. 조건을 바꾸거나 상담사에게 부탁해 보세요."
    text = f"{text} {FOR_SENIORS}" if older else text
    beside = (SENIOR_JOBS,) if older else _other(kind)
    answer = {"kind": "action", "id": _action(kind), "result": "0", "about_search": f"{asked} {ONE[kind]} 0건"}
    return Said((Bubble(text, (ALERT, CHANGE, *beside, person())),), answer)


def elsewhere(search: dict[str, Any], names: Names) -> Said:
    """Return what we cover when somebody asks for another province."""
    place = "·".join(names.region(code) for code in search["regions"] if not ours(code))
    text = (
        f"저희 센터는 전북 14개 시·군의 자료만 찾아 드려요. {josa(place, '은')} 고용24에서 찾으실 수 있어요. "
        f"전북에서 찾아볼까요?"
    )
    again = button("전북에서 찾기", _intent(search["kind"]), condition={"set": {"regions": ["52000"]}})
    return Said(
        (Bubble(text, (again, link("고용24", "https://www.work24.go.kr"), person())),), _named_kind(search["kind"], "0")
    )


def end(kind: str) -> Said:
    text = f"찾은 {josa(ONE[kind], '은')} 여기까지예요. 조건을 바꾸면 더 찾을 수 있어요."
    return Said((Bubble(text, (CHANGE, *_other(kind), person())),), {"kind": "action", "id": "action_show_more"})


def nothing_to_show() -> Said:
    text = "아직 찾은 것이 없어요. 무엇을 찾아볼까요?"
    return Said((Bubble(text, (JOBS, COURSES, person())),), {"kind": "action", "id": "action_show_more"})


def which_condition(kind: str) -> Said:
    """Ask which condition to change."""
    names = (
        ("regions", "occupations", "pay", "shifts")
        if kind == "vacancy"
        else ("regions", "fields", "online", "schedule")
    )
    buttons = tuple(button(words.CONDITION[n], "refine_search", condition={"ask": n}) for n in names)
    return Said((Bubble("어떤 조건을 바꿀까요?", buttons),), {"kind": "action", "id": "action_refine_search"})


def ask_condition(name: str, kind: str, names: Names) -> Said:
    """Ask for the new value of one condition; the buttons are examples, words do as well."""
    question, choices = _CHOICES[name]
    if name == "regions":
        choices = tuple((words.place([code], names), {"regions": [code]}) for code in REGIONS)
    buttons = tuple(button(label, "refine_search", condition={"set": value}) for label, value in choices)
    answer = {"kind": "action", "id": "action_refine_search"}
    return Said((Bubble(question, buttons),), answer, {"asking": {"condition": name, "kind": kind}})


def detail(item: Vacancy | Course, today: date) -> Said:
    """Return everything worth knowing before applying, or that it has closed."""
    kind = "vacancy" if isinstance(item, Vacancy) else "course"
    closed = item.closed(today)
    card = vacancy_card(item, full=True) if isinstance(item, Vacancy) else course_card(item, full=True)
    text = "마감된 공고예요. 비슷한 것을 다시 찾아볼까요?" if closed else _how_to_apply(kind, item)
    if item.practice and not closed:
        text += " 연습용 자료라 실제로 지원할 수는 없어요."
    card_asked = isinstance(item, Course) and item.card and item.seats != 0 and not closed
    text += " 내배카 있으세요?" if card_asked else ""
    first = (HAVE_CARD, NO_CARD) if card_asked else (button("다시 찾기", _intent(kind)), CHANGE)
    offer = "search" if closed else "card" if card_asked else None
    answer = {"kind": "action", "id": "action_item_detail", "item": item.id}
    remember = {"asking": {"offer": offer} if offer else None}
    return Said((Bubble(text, (*first, person("상담사에게 묻기")), (card,)),), answer, remember)


def with_card() -> Said:
    """Return how one applies who has the card already."""
    text = (
        "그럼 고용24에서 이 과정을 바로 신청할 수 있어요. 본인이 내는 돈은 과정과 사람에 따라 달라서, "
        "신청 화면에서 확인하시거나 상담사에게 물어봐 주세요."
    )
    buttons = (link("고용24", "https://www.work24.go.kr"), COURSES, person())
    return Said((Bubble(text, buttons),), {"kind": "action", "id": "action_item_detail"}, {"asking": None})


def gone(shown: tuple[str, ...] = ()) -> Said:
    """Ask which one is meant; what was shown last is offered by its place."""
    answer = {"kind": "action", "id": "action_item_detail"}
    if shown:
        buttons = tuple(button(f"{name} 것", "item_detail", item=id) for name, id in zip(PLACES, shown, strict=False))
        text = f"방금 보여 드린 것은 {len(shown)}건이에요. 몇 번째 것을 볼까요?"
        return Said((Bubble(text, (*buttons, person())),), answer)
    text = "어느 것인지 찾지 못했어요. 목록에서 골라 주시거나 다시 찾아볼까요?"
    return Said((Bubble(text, (JOBS, COURSES, person())),), {"kind": "action", "id": "action_item_detail"})


def vacancy_card(v: Vacancy, *, full: bool = False) -> Card:
    work = (words.EMPLOYMENT.get(v.employment), f"주 {number(v.work_days)}일" if v.work_days else None,
            words.SHIFT.get(v.shift) if v.shift not in ("", "day") else None,
            v.hours_text if full else short(_hours(v.hours_text), LONGEST_HOURS))  # fmt: skip
    lines: list[str | None] = [_pay(v.pay_text) or "급여 협의", " · ".join(filter(None, work)), _deadline(v)]
    extra = [words.CAREER.get(v.career), *(words.WELFARE[w] for w in v.welfare if w in words.WELFARE)]
    lines.append(" · ".join(filter(None, extra)))
    if full:
        lines += _vacancy_rest(v)
    return Card(
        "vacancy", v.id, v.title, f"{v.company} · {v.place}", tuple(filter(None, lines)), v.source,
        moment(v.fetched_at), v.link, v.practice, () if full else _detail_button("vacancy", v.id),
    )  # fmt: skip


def course_card(c: Course, *, full: bool = False) -> Card:
    when = f"{day(c.starts_on)} ~ {day(c.ends_on)}"
    size = (f"{c.hours:,}시간" if c.hours else None, words.SCHEDULE.get(c.schedule), "온라인" if c.online else None)
    fee = f"전체 훈련비 {won(c.fee)}" if c.fee else "훈련비 없음" if c.fee == 0 else None
    money = (fee, "내일배움카드 가능" if c.card else None)
    seats = "정원이 찼어요" if c.seats == 0 else f"남은 자리 {c.seats}명" if c.seats is not None else None
    lines = [when, " · ".join(filter(None, size)), " · ".join(filter(None, money)), seats]
    if full:
        rate = f"6개월 뒤 취업률 {number(c.employment_rate)}%" if c.employment_rate is not None else None
        lines += [f"분야 {c.field_name}" if c.field_name else None, rate]
    return Card(
        "course", c.id, c.title, f"{c.institute} · {c.place}", tuple(filter(None, lines)), c.source,
        moment(c.fetched_at), c.link, c.practice, () if full else _detail_button("course", c.id),
    )  # fmt: skip


def _opening(page: Page[Any], search: dict[str, Any], head: str, rest: str) -> str:
    kind, offset = search["kind"], int(search["offset"])
    if offset:
        last = offset + len(page.items)
        shown = f"{offset + 1}번째" if len(page.items) == 1 else f"{offset + 1}번째부터 {last}번째"
        in_all = f"{_many(page)} 있어요" if page.total > COUNTED else f"모두 {_many(page)}이에요"
        return f"이어서 {shown}예요. {in_all}."
    if not head and not rest:
        hint = "지역이나 하고 싶은 일을" if kind == "vacancy" else "지역이나 배우고 싶은 분야를"
        there = f"전북에 지금 {josa(ONE[kind], '이')} {_many(page)} 있어요."
        return f"{there} {_shown(page, search)} {hint} 알려 주시면 더 잘 찾아요."
    what = f"{head} {ONE[kind]}".strip()
    how_many = f"{josa(what, '을')} {_many(page)}" if page.total > COUNTED else f"{what} {_many(page)}을"
    return f"{how_many} 찾았어요{f'({rest})' if rest else ''}. {_shown(page, search)}"


def _many(page: Page[Any]) -> str:
    return f"{COUNTED:,}건 넘게" if page.total > COUNTED else f"{page.total:,}건"


def _shown(page: Page[Any], search: dict[str, Any]) -> str:
    if page.total <= len(page.items):
        return "모두 보여 드릴게요." if page.total > 1 else "바로 보여 드릴게요."
    default = "시작이 빠른 순서로" if search["kind"] == "course" else "최근 올라온 순서로"
    return f"{ORDER.get(search.get('sort', ''), default)} {len(page.items)}건을 보여 드릴게요."


def _relaxed(search: dict[str, Any], asked: dict[str, Any], lost: tuple[str, ...], names: Names) -> str:
    one = ONE[search["kind"]]
    if "regions" in lost:
        here, there = words.place(asked["regions"], names), words.place(search.get("regions") or ["52000"], names)
        besides = _named(tuple(name for name in lost if name != "regions"))
        also = f" {besides} 조건도 뺐어요." if besides else ""
        return f"{here}에는 맞는 {josa(one, '이')} 아직 없어요. 대신 {there}에서 찾은 것을 보여 드릴게요.{also}"
    head, _ = words.headed(asked, names)
    if lost == ("jobs",) and search.get("jobs"):
        return f"{head} {one}에 꼭 맞는 것은 아직 없어요. 비슷한 일을 보여 드릴게요.".strip()
    gone = f"{_left_out(lost, asked)} 빼고 찾은 것을 보여 드릴게요."
    return f"{head} {one} 가운데 조건에 모두 맞는 것은 아직 없어요. {gone}".strip()


def _left_out(lost: tuple[str, ...], asked: dict[str, Any]) -> str:
    """Say what was given up: a word that was looked for by the word itself (‘겨울’은), the rest by what it is."""
    named = _named(tuple(name for name in lost if name != "keywords"))
    said = [f"‘{word}’" for word in asked.get("keywords") or ()] if "keywords" in lost else []
    return " ".join([*([f"{named} 조건만"] if named else []), *([f"{', '.join(said)}만"] if said else [])])


def _named(lost: tuple[str, ...]) -> str:
    return "·".join(dict.fromkeys(words.CONDITION.get(name, name) for name in lost))


def _nearby(asked: dict[str, Any]) -> tuple[Button, ...]:
    """Offer the same conditions in the towns next door."""
    near = nearby(tuple(asked.get("regions") or ()))
    if not near:
        return ()
    wider = {name: value for name, value in conditions(asked).items() if name != "regions"}
    return (
        button("가까운 지역도", "refine_search", condition={"set": {**wider, "regions": [*asked["regions"], *near]}}),
    )


def _how_to_apply(kind: str, item: Vacancy | Course) -> str:
    if kind == "course":
        if isinstance(item, Course) and item.card:
            return "자세한 내용이에요. 국민내일배움카드로 배울 수 있어요."
        return "자세한 내용이에요. 신청 방법과 비용은 공고에서 확인해 주세요."
    return "자세한 내용이에요. 지원은 공고에 있는 방법으로 하시면 돼요." if item.link else (
        "자세한 내용이에요. 지원 방법은 상담사가 알려 드려요."
    )  # fmt: skip


def _vacancy_rest(v: Vacancy) -> list[str | None]:
    raw = v.raw
    duty = " ".join(str(raw.get("jobCont") or "").split())
    return [
        f"하는 일: {short(duty, LONGEST_DUTY)}" if duty else None,
        f"뽑는 인원: {raw['collectPsncnt']}명" if str(raw.get("collectPsncnt") or "").isdigit() else None,
        words.EDUCATION.get(v.education),
        f"자격증: {raw['certificate']}" if raw.get("certificate") else None,
        f"우대: {raw['pfCond']}" if raw.get("pfCond") else None,
    ]


def _hours(text: str) -> str:
    """Return working hours without the form's own words: (오전) 9시 00분 is 오전 9시."""
    return " ".join(NOISE.sub("", text).split())


def _pay(text: str) -> str:
    """Return the pay as one reads it: 월급 230만원 ~ 230만원 is 월급 230만원."""
    return SAME_TWICE.sub(r"\g<pay>", text)


def _deadline(v: Vacancy) -> str:
    if v.deadline_kind == "always":
        return "상시 채용"
    if v.deadline_kind == "until_filled":
        return f"채용될 때까지 (늦어도 {day(v.deadline)})" if v.deadline else "채용될 때까지"
    return f"마감 {day(v.deadline)}" if v.deadline else "마감일은 공고에서 확인해 주세요"


def _detail_button(kind: str, id: str) -> tuple[Button, ...]:
    return (button("더 알아보기", "item_detail", item=f"{kind}:{id}"),)


def _other(kind: str) -> tuple[Button, ...]:
    return (COURSES,) if kind == "vacancy" else (JOBS,)


def _intent(kind: str) -> str:
    return "find_vacancy" if kind == "vacancy" else "find_training"


def _action(kind: str) -> str:
    return "action_find_vacancies" if kind == "vacancy" else "action_find_training"


def _named_kind(kind: str, result: str) -> dict[str, Any]:
    return {"kind": "action", "id": _action(kind), "result": result}


_CHOICES: Final[dict[str, tuple[str, tuple[tuple[str, dict[str, Any]], ...]]]] = {
    "regions": ("어느 지역에서 찾을까요? 다른 시·군은 이름을 적어 주세요.", ()),
    "occupations": (
        "어떤 일을 찾으세요? 여기 없으면 편하게 적어 주세요.",
        (("사무직", {"occupations": ["office"]}), ("생산·제조", {"occupations": ["production_line"]}),
         ("요양·돌봄", {"occupations": ["care_worker"]}), ("매장 판매", {"occupations": ["sales_clerk"]})),
    ),
    "pay": (
        "급여는 얼마 이상이면 좋을까요? 원하는 금액을 적으셔도 돼요.",
        (("월 220만 원 이상", {"pay": {"kind": "month", "min": 2_200_000}}),
         ("월 250만 원 이상", {"pay": {"kind": "month", "min": 2_500_000}}),
         ("월 300만 원 이상", {"pay": {"kind": "month", "min": 3_000_000}}), ("상관없어요", {"pay": None})),
    ),
    "shifts": (
        "언제 일하면 좋을까요?",
        (("주간만", {"shifts": ["day"], "shift_exclude": []}),
         ("야간 빼고", {"shifts": [], "shift_exclude": ["night"]}),
         ("주말", {"shifts": ["weekend"], "shift_exclude": []}), ("상관없어요", {"shifts": [], "shift_exclude": []})),
    ),
    "fields": (
        "무엇을 배우고 싶으세요? 여기 없으면 편하게 적어 주세요.",
        (("회계·세무", {"fields": ["accounting"]}), ("컴퓨터·사무", {"fields": ["office"]}),
         ("요양·돌봄", {"fields": ["care"]}), ("조리·음식", {"fields": ["cooking"]})),
    ),
    "online": ("온라인 과정도 볼까요?", (("온라인만", {"online": True}), ("직접 가서 배우기", {"online": False}),
                                ("상관없어요", {"online": None}))),
    "schedule": (
        "언제 배우면 좋을까요?",
        (("낮 시간", {"schedule": "day"}), ("저녁", {"schedule": "evening"}), ("주말", {"schedule": "weekend"}),
         ("상관없어요", {"schedule": None})),
    ),
}  # fmt: skip
