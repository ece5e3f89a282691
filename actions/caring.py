"""People in distress: helplines and a person come first, a hard word is no search, and care lasts the whole talk."""

from __future__ import annotations

import re
from typing import Final

from actions import judging, questions
from actions.memory import Heard, Memory
from actions.room import Room
from actions.seeking import reading
from actions.speech import caring as speech
from actions.speech.parts import Bubble, Said
from actions.speech.resume import offered
from actions.taking import answers, go_on
from actions.telling import named_in

DANGER: Final = re.compile(
    r"죽고\s?(?:싶|십|시프)|죽어\s?버리|죽는\s?게\s?(?:낫|나아)|죽을까|같이\s?죽|(?<!혼)자살|(?<!투)자해|유서|목숨을?\s?끊|극단적"
    r"|살기\s?(?:가\s?)?싫|살고\s?싶지\s?않|그만\s?살고|사라지고\s?싶|없어지고\s?싶|뛰어\s?내리|(?:다|모두)\s?끝내고\s?싶"
    r"|살아서\s?뭐|인생\s?포기"
)
LOW: Final = re.compile(
    r"우울|무기력|절망|외롭|외로워|눈물|쓸모\s?없|자존감|희망이?\s?없|막막|버티기|못\s?버티|지쳤|지친다|지쳐|한계예요|괴로|불안해"
)
NEED: Final = re.compile(
    r"굶|(?:먹|밥|쌀|끼니)\S*\s?(?:돈|없|못)|생활비\S*\s?(?:없|바닥|급)|월세\S*\s?(?:못|밀)|쫓겨나|빚\S*\s?(?:\S+\s?)?(?:이|이고|만|억|천|많|때문)"
    r"|(?:당장|오늘|지금|급하게)\s?(?:\S+\s)?돈\S*\s?(?:필요|급|없)|돈이\s?(?:하나도|한\s?푼도)"
)
# Words of suffering: with one of these, or surely understood, distress is met with helplines at once.
HEAVY: Final = re.compile(
    r"죽|자살|살기|살고|사는\s?게|살\s?수|살려|목숨|힘들|힘든|힘듭|힘드|힘겨|괴로|괴롭|우울|울적|외로|외롭|슬프|슬퍼|눈물|울고|울었|울어|지치|지쳐|지쳤|견디"
    r"|버티|버틸|무섭|무서|두려|불안|공황|허무|공허|포기|끝내|끝났|정신병|정신과|약을?\s?먹|절망|막막|희망|굶|빚|파산|월세|쫓겨|돈\s?(?:이\s?)?없|도와\s?주"
    r"|의미\s?없|사라지|없어지|지옥|숨\s?막|미치겠|미칠|벼랑|한계|못\s?살|내려놓|떠나고|놓고\s?싶|쓸모|자해|손목|뛰어"
)
SURELY: Final = 0.9
ASKS: Final = re.compile(r"[?？]|찾아|알려|보여|되나|될까|받을 ?수|어디|언제|얼마|어떻게|방법|신청|추천")
HEARD_AS_NOTHING: Final = frozenset(
    {"nlu_fallback", "out_of_scope", "chitchat", "complaint", "find_vacancy", "help", "abuse", "goodbye", "show_more"}
)
VAGUE: Final = frozenset({"nlu_fallback", "out_of_scope", "chitchat", "complaint", "abuse"})
DISTRESS: Final = "distress"
JUST: Final = 4
SHORT: Final = 25
NO_CONDITION: Final = frozenset({"kind", "keywords", "work", "near", "ncs", "regions"})
RECENT: Final = 20  # answers back: so long somebody who spoke of dying is looked after


def in_danger(memory: Memory) -> bool:
    """Say whether this talk has heard of dying lately."""
    recent = (answer for answer, _ in zip(memory.answers(), range(RECENT), strict=False))
    return any(answer.get("level") == "danger" for answer in recent)


def cared(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Return what to say to a heavy word, whatever it was understood as, or None where there is none."""
    if heard.tapped or heard.intent == "request_human":
        return None
    if DANGER.search(heard.text):
        return _behind(room, heard, memory, speech.again() if _just_said(memory) else speech.danger())
    if heard.intent == DISTRESS and not goes_on_searching(heard, memory):
        return _distressed(room, heard, memory)
    wants = heard.entities or ASKS.search(heard.text)
    if heard.intent not in HEARD_AS_NOTHING or (wants and not in_danger(memory)):
        return None
    if NEED.search(heard.text):
        return _kept_open(memory, _need(memory))
    if LOW.search(heard.text):
        return _kept_open(memory, speech.low())
    return _kept_open(memory, speech.again()) if heard.intent in VAGUE and _just_in_danger(memory) else None


def goes_on_searching(heard: Heard, memory: Memory) -> bool:
    """Say whether a hard word is only a condition of a search under way: 영업은 절대 싫어, 아이가 어려서 온라인이면."""
    if heard.tapped or not memory.search or in_danger(memory) or len(heard.text) > SHORT:
        return False
    if DANGER.search(heard.text) or LOW.search(heard.text) or NEED.search(heard.text):
        return False
    return bool(set(reading.read(heard.text, memory.search.get("kind"))) - NO_CONDITION)


def watched(memory: Memory, said: Said) -> Said:
    """After a word of dying a person is within reach under every answer."""
    return speech.with_person(said) if in_danger(memory) and not said.letters else said


def _distressed(room: Room, heard: Heard, memory: Memory) -> Said:
    """Answer what the understanding took for distress and no word of dying is in: 혼자 살고 소득 없어 is an answer."""
    plain = not (LOW.search(heard.text) or NEED.search(heard.text))
    told = answers(room, heard, memory) if plain else {}
    if told:
        return go_on(room, told, memory)
    if heard.confidence < SURELY and not HEAVY.search(heard.text) and not in_danger(memory):
        return _kept_open(memory, speech.listening())
    said = _need(memory) if NEED.search(heard.text) else speech.again() if _just_said(memory) else speech.danger()
    return _behind(room, heard, memory, said)


def _behind(room: Room, heard: Heard, memory: Memory, said: Said) -> Said:
    """Put what was asked in the same breath behind the words of care; else keep the open question within reach."""
    asked = _asked(room, heard, memory) if ASKS.search(heard.text) else None
    if asked is None:
        return _kept_open(memory, said)
    first = Bubble(said.bubbles[0].text)
    return Said((first, *asked.bubbles[:2]), {**asked.answer, "level": said.answer["level"]}, asked.remember)


def _asked(room: Room, heard: Heard, memory: Memory) -> Said | None:
    if prepared := questions.near(room, heard, questions.STRICT):
        return questions.answered(room, prepared)
    named = named_in(room, heard)
    return judging.check(room, named[0], memory.facts) if len(named) == 1 else None


def _kept_open(memory: Memory, said: Said) -> Said:
    if not memory.asking.get("field"):
        return said
    *first, last = offered(said.bubbles)
    steps = sorted(last.buttons, key=lambda step: step != speech.PERSON)
    return Said((*first, Bubble(last.text, tuple(steps))), said.answer, said.remember)


def _need(memory: Memory) -> Said:
    told = any(answer.get("level") == "need" for answer, _ in zip(memory.answers(), range(JUST), strict=False))
    return speech.need_again() if told else speech.need()


def _just_in_danger(memory: Memory) -> bool:
    """Say whether dying was spoken of a moment ago: then 그냥 다 싫어 is no small talk."""
    return any(answer.get("level") == "danger" for answer, _ in zip(memory.answers(), range(JUST), strict=False))


def _just_said(memory: Memory) -> bool:
    return any(answer.get("level") for answer, _ in zip(memory.answers(), range(JUST), strict=False))
