"""What may come at any point of a talk, whatever it was understood as: 이어서, 건너뛸게요, a what-if, a comparison."""

from __future__ import annotations

import re
from typing import Final

from actions import breath, interview, judging, questions
from actions import facts as reading
from actions.compare import after_both, compared
from actions.memory import Heard, Memory
from actions.musing import muses
from actions.ownstory import own_story
from actions.payout import paid
from actions.resume import resumed, wanted
from actions.room import Room
from actions.seeking import reading as seeking
from actions.speech import centre as speech_centre
from actions.speech.papers import told_apart
from actions.speech.parts import Said
from actions.straight import comes_back, dismissed, hiring, prepared, without_a_card
from actions.suppose import supposed
from actions.taking import answers, go_on, leaving, open_field
from actions.telling import ASKS, HAND_IN, alone, both, meant, named_in, only_named, tell
from actions.terms import by_its_word, of_a_group, of_a_programme
from actions.visas import asked_of_a_visa

RESULTS: Final = re.compile(r"^\s*(?:그냥|이제|다시)?\s?결과(?:를|만)?\s?(?:다시\s?)?(?:보여|알려|볼)")
NEXT_PAGE: Final = re.compile(
    r"^\s*(?:더\s?(?:보|있|없)|(?:또|그\s?밖에|다른)\s?(?:거|것|건|지원|뭐)?\s?(?:는|은|도|더|없|있|보))"
)
SKIP: Final = re.compile(
    r"^\s*(?:그건?\s?|이건?\s?|일단\s?)?(?:건너\s?(?:뛰|뛸)|넘어\s?(?:가|갈|갑)|패스|스킵|다음\s?질문|말하기\s?싫|말\s?안\s?할|비밀|대답\s?안)"
)
ENOUGH: Final = re.compile(
    r"결과|그만\s?(?:물어|묻|질문)|이제\s?(?:알려|보여)|^\s*(?:아\s?)?됐고|그냥\s?(?:알려|보여|찾아)|질문\s?그만|몇\s?개나\s?더"
)

VAGUE: Final = frozenset({"nlu_fallback", "out_of_scope", "chitchat", "show_more", "item_detail", "complaint", "greet"})
MISREAD: Final = VAGUE | {"abuse"}  # as which an answer with a fact in it is sometimes understood
SHORT_ANSWER: Final = 10
WHAT_IF: Final = re.compile(r"만약|만일")
# How one left, told while it is asked about: 자진퇴사했는데 임금이 밀렸어요 is no new question about wages.
OF_A_LEAVING: Final = frozenset({"labour_rights", "check_eligibility", "ask_faq", "ask_programme"})
TELLS_A_LEAVING: Final = frozenset({"leave_reason", "ei_unit_days_18m"})
A_QUESTION: Final = re.compile(
    r"[?？]|(?<!끝)나요|까요?(?:$|\s)|인가요?|는지|뭐|얼마|어떻게|언제|되냐|돼요?\s*$|될까|수 ?있|가능"
)
LOOSE: Final = VAGUE | {
    "employer_service",
    "ask_programme", "ask_centre", "find_agency", "help", "find_vacancy", "find_training", "ask_application_status",
    "ask_faq", "recommend_programme", "provide_info", "refine_search", "job_preparation",
}  # fmt: skip
VOLUNTEERED: Final = VAGUE | {"goodbye", "ask_faq"}
MEASURED: Final = frozenset({
    "age", "ei_unit_days_18m", "household_size", "household_monthly_income", "household_assets", "weekly_work_hours",
})  # fmt: skip
LIKEWISE: Final = re.compile(r"(?:는|은|도)\s?요?\s?[?？]?\s*$")
SHORT: Final = 20
OUR_PROGRAMME: Final = "jb.center"
YES: Final = re.compile(r"^\s*(?:네|예|응|어|좋아|그래)|볼래|봐\s?주|보여|다른")
OURS: Final = re.compile(r"센터|상담|일자리|알바|채용")
WHETHER: Final = re.compile(
    r"돼\s?[?？]|되나|되냐|될까|(?:받을|탈|신청할) ?수|나와\s?[?？]|나오나|자격 ?(?:있|되|이)|대상|가능"
)
NOTHING_BUT_WHETHER: Final = re.compile(
    r"(?:저|나|제가|내가)?(?:도|는)?[\s,]*(?:은|는|도|이|가|을|를)?\s*(?:저|나)?도?\s*"
    r"(?:되나요?|돼요?|될까요?|되냐|되죠|가능(?:해요?|한가요?|할까요?)?"
    r"|(?:받을|탈|신청할) ?수 ?있(?:나요?|어요?|을까요?|지))"
    r"[\s?.!~ㅠㅜ]*"
)
WHICH_AM_I: Final = re.compile(r"(?:나는|저는|난|전|내가)\s?(?:어느|뭐|어디|해당|몇 ?유형)")
OPEN_NOW: Final = re.compile(
    r"(?:지금|요즘|오늘|올해|내년에?)(?:은|는|도)?\s?(?:바로\s?)?(?:신청|모집|접수|가입|돼|되|가능)(?!했|한 |받)"
    r"|아직도?\s?(?:하나|해요|돼|되|신청|모집|받나)"
)
WHERE_TO: Final = re.compile(r"어디(?:로|서|에|를)?\s?(?:가|신청|찾아|물어|해)")
CENTRE_TOO: Final = re.compile(r"센터(?:는|가|에)?\s?(?P<what>몇\s?시|언제|운영|어디|위치|전화)")
CENTRE: Final = "action_centre"


def aside(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Return the answer to what is no answer to the open question and needs none of the topics, or None."""
    if wanted(heard, memory):
        return resumed(room, memory)
    if heard.tapped:
        return None
    readings = (
        _about_the_question, _papers, asked_of_a_visa, paid, dismissed, prepared, own_story, without_a_card, _what_if,
        compared, after_both, supposed, _accepts, _answers_after_all, _volunteers, _names_another, _corrects,
        _centre_too, _open_now, _asks_whether, _place_of, _follows_up, _centre_again, comes_back, hiring,
        of_a_programme, by_its_word, of_a_group, muses,
    )  # fmt: skip
    return next((said for read in readings if (said := read(room, heard, memory)) is not None), None)


def _what_if(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take 만약 … as a supposition about the programme it names, whatever else was talked about before."""
    return supposed(room, heard, memory) if WHAT_IF.search(heard.text) and len(named_in(room, heard)) == 1 else None


def _papers(room: Room, heard: Heard, memory: Memory) -> Said | None:
    return told_apart(heard.text)


def _accepts(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take “네 다른 거 봐 주세요” as a yes to the offer of other programmes."""
    if memory.asking.get("offer") != "recommend" or heard.intent in ("affirm", "deny") or heard.entities:
        return None
    return interview.interview(room, memory.facts, []) if YES.search(heard.text) else None


def _corrects(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take “군산으로 바꿔 줘” as about the person where nothing was searched for."""
    if heard.intent != "refine_search" or memory.search or not memory.facts:
        return None
    told = reading.said(heard, room.today())
    return go_on(room, told, memory, corrected=True) if told else None


def _open_now(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Say first whether one can apply now, where that is what is asked of one programme."""
    named = named_in(room, heard)
    if len(named) != 1 or not OPEN_NOW.search(heard.text) or reading.said(heard, room.today()):
        return None
    return tell(room, named[0], "when", memory.facts)


def _asks_whether(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take 노가다 하는데 실업급여 돼? as asked about the programme, where work or a course was looked for."""
    named = named_in(room, heard)
    if heard.intent not in ("find_vacancy", "find_training", "ask_faq") or len(named) != 1:
        return None
    if not WHETHER.search(heard.text.partition(_called(heard, named[0]))[2]):
        return None
    of_leaving = judging.about_leaving(room, named[0])
    told, assumed = reading.volunteered(heard, memory.facts, room.today(), about_leaving=of_leaving)
    of_oneself = heard.one("aspect") in (None, "who") and bool(MEASURED & set(told) or _whether_alone(heard))
    if heard.intent == "ask_faq" and not of_oneself and (questions.near(room, heard) or heard.one("aspect")):
        return None
    if not of_oneself and (prepared := questions.near(room, heard, questions.STRICT)):
        return questions.answered(room, prepared)
    return judging.check(room, named[0], {**memory.facts, **told}, assumed)


def _whether_alone(heard: Heard) -> bool:
    """Say whether nothing is said but the name and whether one may: 국민취업지원제도 되나요."""
    left = heard.text
    for entity in (e for e in heard.entities if e.get("entity") == "programme"):
        left = left.replace(str(entity.get("text") or ""), "")
    return bool(NOTHING_BUT_WHETHER.fullmatch(left.strip()))


def _place_of(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take 새일센터 전화번호, 중장년내일센터 어디야 as about the programme of that name."""
    before = memory.programme if memory.last_answer.get("kind") in ("programme", "faq") else None
    goes = WHERE_TO.search(heard.text) and not heard.all("target") and before in room.knowledge.programmes
    named = alone(room, heard) or (str(before) if goes and not named_in(room, heard) else None)
    if heard.intent != "find_agency" or named is None:
        return None
    return tell(room, named, "contact" if ASKS["contact"].search(heard.text) else "where")


def _called(heard: Heard, programme: str) -> str:
    """The words by which the message calls the programme."""
    return next((str(e.get("text") or "") for e in heard.entities
                 if e.get("entity") == "programme" and e.get("value") == programme), "")  # fmt: skip


def _centre_too(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Answer 센터 몇 시까지 하고 실업급여 서류는 뭐예요? with both."""
    named, asked = named_in(room, heard), CENTRE_TOO.search(heard.text)
    own = [id for id in named if id != OUR_PROGRAMME]
    aspects = [a for a in heard.all("aspect") if a not in ("when", "where", "what")]
    if asked is None or not own or not aspects or not heard.asks_more():
        return None
    place = speech_centre.centre(room.knowledge.centre, None, asked.group(), room.now())
    return both(place, tell(room, own[0], str(aspects[0])))


def _centre_again(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Read 위치는? 전화는? after the centre's own answer as about the centre."""
    names = {e.get("entity") for e in heard.entities} - {"aspect"}
    if memory.last_answer.get("id") != CENTRE or names or heard.intent not in LOOSE or len(heard.text) > SHORT:
        return None
    asked = [
        name for name in ("where", "contact", "when") if ASKS[name].search(heard.text) or name in heard.all("aspect")
    ]
    return speech_centre.centre(room.knowledge.centre, asked[0], heard.text, room.now()) if asked else None


def _answers_after_all(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take as an answer what was understood as something else while a question is open: 27, 쉬어요, 실업급여 받아요."""
    field = open_field(room, memory)
    lists = field is not None and breath.lists(heard, field)
    short = heard.intent == "find_vacancy" and len(heard.text) <= SHORT_ANSWER and not A_QUESTION.search(heard.text)
    who = heard.intent == "find_vacancy" and seeking.searching(heard.text, {}) is None  # 24 전주 여자
    if field is not None and ((short and field.name == "employment_status") or (who and field.name == "age")):
        told = answers(room, heard, memory)
        return go_on(room, told, memory) if field.name in told else None
    if lists or heard.intent in MISREAD:
        told = answers(room, heard, memory)
        return go_on(room, told, memory) if told else None
    if field is None or heard.intent not in OF_A_LEAVING or A_QUESTION.search(heard.text):
        return None
    about = leaving(room, memory)
    told, assumed = reading.volunteered(heard, memory.facts, room.today(), about_leaving=about, asked=field)
    return go_on(room, told, memory, assumed) if about and TELLS_A_LEAVING & set(told) else None


def _volunteers(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take 58인데 못해?, 울 엄니 79인데 기초연금 받어 after a programme was told as about that programme."""
    if heard.intent not in VOLUNTEERED or open_field(room, memory) is not None or named_in(room, heard):
        return None
    about = _last_told(room, memory)
    if about is None or (heard.intent == "ask_faq" and questions.near(room, heard)):
        return None
    of_leaving = judging.about_leaving(room, about)
    told, assumed = reading.volunteered(heard, memory.facts, room.today(), about_leaving=of_leaving)
    asked = questions.near(room, heard, questions.SURE) or [
        f for f in questions.near(room, heard, questions.STRICT) if about in f.related
    ]
    if not told or (asked and "age" not in told):
        return None
    return judging.check(room, about, {**memory.facts, **told}, assumed)


def _names_another(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take 내배카는요? as asked of it what was asked of the last programme, 두배적금은 뭘 내요? as about its papers."""
    named, before = named_in(room, heard), memory.last_answer
    if heard.intent not in ("nlu_fallback", "ask_faq") or len(named) != 1:
        return None
    if heard.intent == "nlu_fallback" and HAND_IN.search(heard.text):
        return tell(room, named[0], "documents", memory.facts)
    if before.get("kind") != "programme":
        return None
    if not only_named(heard) or not LIKEWISE.search(heard.text):
        return None
    return judging.check(room, named[0], memory.facts) if before.get("result") else tell(room, named[0], "what")


def _last_told(room: Room, memory: Memory) -> str | None:
    """The programme that was just told about, be it by a prepared answer."""
    faq = room.knowledge.faqs.get(str(memory.last_answer.get("id")))
    about = (faq.related[0] if faq.related else None) if faq else memory.programme
    return about if about in room.knowledge.programmes else None


def _follows_up(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Read a short question that names nothing as one about the programme just talked about: 누가 받아요? 전화는?"""
    about = meant(room, heard, memory)
    if about not in room.knowledge.programmes or memory.last_answer.get("kind") not in ("programme", "faq"):
        return None
    names = {e.get("entity") for e in heard.entities} - {"aspect"}
    if names or len(heard.text) > SHORT or OURS.search(heard.text):
        return None
    if WHICH_AM_I.search(heard.text):
        return judging.check(room, str(about), memory.facts)
    if heard.intent not in LOOSE:
        return None
    prepared = tuple(f for f in questions.near(room, heard, questions.STRICT) if about in f.related)
    if prepared := prepared or questions.near(room, heard, questions.SURE):
        return questions.answered(room, prepared)
    aspect = next((name for name, words in ASKS.items() if words.search(heard.text)), heard.one("aspect"))
    return tell(room, str(about), str(aspect), memory.facts) if aspect else None


def _about_the_question(room: Room, heard: Heard, memory: Memory) -> Said | None:
    field = memory.asking.get("field")
    recommending = memory.asking.get("mode") == "recommend"
    if memory.asking.get("done") and RESULTS.search(heard.text):
        return interview.results(room, memory.facts, list(memory.asking.get("targets") or ()))
    if memory.asking.get("done") and NEXT_PAGE.search(heard.text) and not heard.entities:
        page = int(memory.asking.get("page") or 0) + 1
        return interview.results(room, memory.facts, list(memory.asking.get("targets") or ()), page=page)
    if not field:
        return None
    if recommending and ENOUGH.search(heard.text):
        return interview.results(room, memory.facts, list(memory.asking.get("targets") or ()))
    if not SKIP.match(heard.text):
        return None
    facts = {**memory.facts, str(field): None}
    if recommending:
        return interview.go_on(room, memory, facts)
    return judging.check(room, str(memory.asking["programme"]), facts, brief=True)
