"""Questions that have one right answer, whatever they were understood as: working beside 실업급여, a dismissal without
notice, courses without a card, coming back to work after years at home, hiring people of an age."""

from __future__ import annotations

import re
from typing import Final

from actions import judging, questions
from actions.knowledge.shapes import SPEAKABLE
from actions.memory import Heard, Memory
from actions.room import Room
from actions.speech import articles as speech
from actions.speech.parts import Said
from actions.taking import open_field
from actions.telling import named_in, tell

AT_A_LOSS: Final = frozenset({"nlu_fallback", "out_of_scope", "chitchat", "help", "complaint", "job_preparation"})
# Prepared questions about 실업급여 that a sentence asks by these words, however it was understood.
OF_BENEFIT: Final = (
    (re.compile(r"미루|미룰|미뤄|연기|나중에\s?받|늦게\s?받|뒤로"), "ub.defer"),
    (re.compile(r"(?:연장|갱신|재계약).{0,12}(?:거절|거부|안\s?한다|안\s?하겠)"), "ub.contract_end"),
    (
        re.compile(
            r"프리랜서.{0,16}(?:잘렸|짤렸|그만|해고|되나|받을)|3\.3\s?(?:%|프로|퍼센트)?.{0,10}(?:떼|잘렸|짤렸)"
        ),
        "ub.freelancer",
    ),
    (
        re.compile(r"(?:알바|아르바이트|단기\s?일|일용직)(?:를|을)?\s?(?:좀\s?)?(?:해도|하면|하면서|병행)"),
        "ub.parttime",
    ),
    (re.compile(r"(?:취직|취업)\S{0,2}\s?(?:하면|되면|했으면).{0,8}(?:못\s?받|끊|안\s?나오|어떻게)"), "ub.new_job"),
)
ANYWHERE: Final = ("ub.freelancer",)  # asked without the name of the benefit
NO_CARD: Final = re.compile(r"(?:내배카|배움\s?카드|카드)(?:가|는|도|이)?\s?(?:아직\s?)?(?:없|안\s?(?:만들|받|나왔))")
COMES_BACK: Final = re.compile(
    r"(?:애|아이|아기|육아|출산|살림|결혼).{0,14}(?:쉬었|쉬다|쉰|그만뒀|못\s?했|놀았).{0,20}(?:다시|재취업|일\s?하고|취업|시작)"
    r"|경력\s?단절.{0,16}(?:다시|재취업|어디|시작|뭐부터|막막)"
)
HIRES: Final = re.compile(r"뽑|채용하|고용하|쓰면|쓰려")
# Whom an employer wants to hire, and what there is for it; the first that is running is told.
FOR_HIRING: Final = (
    (re.compile(r"[67]\d\s?(?:살|세|대)|어르신|노인|고령|시니어|할머니|할아버지"), "kr.senior.intern"),
    (re.compile(r"[45]\d\s?(?:살|세|대)|중장년|신중년"), "jb.middle"),
    (re.compile(r"청년|[23]\d\s?(?:살|세|대)"), "kr.youth.leap"),
)
AS_EMPLOYER: Final = "employer_service"
NO_NOTICE: Final = re.compile(
    r"해고\s?예고|예고\s?수당|(?:한|1)\s?(?:달|개월)\s?전에?\s?(?:미리\s?)?(?:말|통보|예고|얘기|알려).{0,8}(?:안|없|못|도\s?없)"
    r"|(?:당장|바로|오늘|내일)(?:부터)?\s?(?:나가래|나가라|나오지\s?말)"
)
UNFAIR: Final = re.compile(r"부당\s?해고|억울.{0,6}해고|구제\s?신청|노동\s?위원회")
FOR_WOMEN: Final = "kr.woman.saeil"


def prepared(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Answer what is asked of 실업급여 in so many words: 미룰 수 있나요, 그동안 알바해도 되나."""
    named = named_in(room, heard) or [str(memory.programme)]
    of_it = named[0] == judging.BENEFIT
    ids = (id for words, id in OF_BENEFIT if (of_it or id in ANYWHERE) and words.search(heard.text))
    faq = room.knowledge.faqs.get(next(ids, ""))
    return questions.answered(room, (faq,)) if faq else None


def without_a_card(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Take 카드 없으면요? after courses as asked about the card."""
    after = memory.search.get("kind") == "course" and not named_in(room, heard)
    return judging.check(room, judging.CARD, memory.facts) if after and NO_CARD.search(heard.text) else None


def comes_back(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Show who has been at home for years where one begins, where nothing else was understood."""
    at_a_loss = heard.intent in AT_A_LOSS and open_field(room, memory) is None and not named_in(room, heard)
    return tell(room, FOR_WOMEN, "what") if at_a_loss and COMES_BACK.search(heard.text) else None


def hiring(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Tell an employer what there is for hiring people of an age: 60살 넘은 사람 뽑으면요?"""
    employer = heard.intent == AS_EMPLOYER or memory.last_answer.get("id") == AS_EMPLOYER
    if not employer or not HIRES.search(heard.text) or named_in(room, heard):
        return None
    meant = next((id for words, id in FOR_HIRING if words.search(heard.text)), None)
    return tell(room, meant, "what") if meant else None


def dismissed(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Tell what the law says of a dismissal without notice, and of one that was unfair."""
    said = (("dismissal_notice", NO_NOTICE), ("unfair_dismissal", UNFAIR))
    keys = [key for key, words in said if words.search(heard.text)]
    known = [one for key in keys if (one := room.knowledge.articles.get(key)) is not None and one.conf in SPEAKABLE]
    return speech.told(tuple(known), room.programme(judging.BENEFIT)) if known else None
