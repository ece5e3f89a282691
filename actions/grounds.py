"""Whether a message that opens a talk says anything of our trade; what is understood without any ground is a guess.

A model must name one of its intents for everything: 알람 맞춰 줘 is nearest to an alert, 사람이 미워 to a person.
Nobody is answered on such a guess: without a word of the matter (`GROUNDS`), a programme or a condition of a search in
the message, the bot says that it is not sure. In the midst of a talk short words stand on what was said before.
"""

from __future__ import annotations

import re
from typing import Final

from actions import questions
from actions.memory import Heard, Memory
from actions.room import Room
from actions.seeking import reading


def _any(*lines: str) -> re.Pattern[str]:
    return re.compile("|".join(lines))


TRADE: Final = _any(
    r"일자리|일거리|일감|일할|일하|일을|일\s?(?:구|찾|못|안|시작)|취업|취직|취준|구직|구인|채용|알바|아르바이트|직장",
    r"회사|직업|직원|사장|사업|업체|기업|업주|근로|근무|노동|고용|실업|실급|급여|월급|임금|시급|일당|주급|연봉|수당",
    r"퇴사|퇴직|이직|사직|해고|짤|잘렸|그만\s?(?:두|뒀|둘)|관뒀|휴직|휴업|재직|경력|신입|인턴|면접|이력서|자소서|자기소개",
    r"포트폴리오|훈련|교육|국비|자격증|학원|배우|배울|배움|카드|지원|보조금|장려금|적금|대출|대부|저축|혜택|정책|제도",
    r"나라에서|정부|신청|접수|서류|증명|센터|공단|노동청|상담|청년|어르신|노인|장애|중장년|신중년|수급|차상위|소득|재산",
    r"창업|가게|장사|육아|육휴|출산|임신|보험|비자|외국인|이민|산재|연금|세금|고용24|워크넷|응시료|계약|폐업|실직|백수",
    r"구조조정|사회복지|180일|대기\s?기간|출석|수료|상실|공동\s?인증|성희롱|연차|휴게|나오지\s?말|나가(?:래|라)|쫓|상사|팀장|뽑|일손",
    r"인사\s?담당|필요합니다|구합니다|프리랜서|특고|일용|노가다|자영업|농사|귀농|괴롭힘|갑질|체불|주휴|인정일|정규직",
    r"야근|특근|전역|제대|유공|보훈|탈북|출소|자활|진로|적성|공백기|취업률|통근|기숙사",
)
ASKED: Final = _any(
    TRADE.pattern, r"받을\s?수|추천|도움\s?(?:받|될|이)|해당|자격|대상|조건|되는\s?거|프로그램|기관|어디로|어디\s?가서"
)
WORK: Final = _any(
    r"일자리|일거리|일감|일할|일하|일을|일\s?(?:구|찾|좀|시작|해|없|있|알아)|취업|취직|구직|구인|채용|모집|뽑|알바|아르바이트",
    r"직장|직업|근무|(?<![제소양별])자리|공고|월급|시급|일당|회사|공장|사무직|생산직|교대|파트타임|정규직|다니고|(?:써|받아)\s?(?:주|줄)",
    r"할\s?(?:수\s?있는\s?|만한\s?)?일|데\s?없|구하는|이상\s?주는|쓰는\s?데|경력",
)
REFINING: Final = _any(r"일자리|채용|구인|알바|공고|직종|과정|훈련|월급|시급|조건|지역|직장|신입|경력")
CENTRE: Final = _any(
    r"센터|상담|방문|운영|영업|업무|근무|문\s?(?:열|닫|여)|여나|여는|닫나|닫아|주차|휴무|쉬(?:나|는\s?날)|점심\s?시간|1577|약도|오시는",
    r"(?:공휴일|토요일|일요일|주말).{0,6}(?:하|열|여|가도|쉬|운영)|찾아\s?가(?:려|는|면)|가는\s?길|예약|몇\s?층|휠체어|엘리베이터",
    r"가도\s?(?:되|돼)|여기|뭐\s?하는|건물|몇\s?시(?:까지|부터|에\s?(?:열|닫|문|시작|끝|가))|언제까지\s?(?:해|하)",
    r"^\s*(?:거기|여기)?\s*(?:대표\s?)?(?:전화|연락처|번호|주소|위치|팩스|이메일|어디)",
)
PERSON: Final = _any(
    r"상담|사람\s?(?:이랑|하고|한테|과)\s?(?:말|얘기|이야기|통화|상담|연결|물어)|사람\s?(?:불러|바꿔|바꺼|연결|나와|나오|있어요|없어요|좀)",
    r"말고\s?(?:진짜\s?)?사람|진짜\s?사람|로봇|기계|챗봇|직원|담당|연결|통화\s?(?:하고|원|가능|할|좀|요청|연결)|콜백|선생님|물어\s?보|여쭤|안내원|도와|예약",
    r"전화\s?(?:주|좀|해\s?(?:주|줘|줄|달)|한|상담|연결|로)|연락\s?(?:주|좀|줘|바라|부탁)",
)
ALERT: Final = _any(
    r"알림|소식|새로|나오면|올라오면|뜨면|생기면|들어오면|구독|저장|공고|일자리|채용|과정|훈련|검색|자리\s?나|수신\s?거부",
    r"그만\s?받|알려\s?주지|보내지",
)
PRIVATE: Final = _any(
    r"개인\s?정보|(?:내|제|나의|저의)\s?(?:정보|기록|대화|말|글|데이터)|대화\s?(?:내용|내역|기록|지|삭)|우리\s?대화|상담\s?(?:내용|내역|기록)|(?:내가|여기)\s?쓴",
    r"주민\s?번호|전화번호|채팅|계정|기록|비밀\s?보장|나눈|적은|탈퇴|동의|보관|익명|누가\s?보|정보\s?(?:삭제|지워)",
    r"^\s*(?:다|모두|전부)?\s*(?:지워|삭제)",
)
MORE: Final = _any(
    r"더\s?(?:보(?!고)|볼|있|없|줘|알)|또\s?(?:없|있|보|다른)|^\s*(?:계속|다음|더|또)[\s.!?]*$|계속\s?(?:보|더)|나머지|추가로",
    r"다른\s?(?:거|것|건|데|곳|일|회사|과정|공고)(?!야)|다음\s?(?:거|것|건|장|페이지|공고)|이게\s?(?:다|전부|끝)|그\s?다음",
)
ITEM: Final = _any(
    r"번(?:째)?\s?(?:거|것|회사|공고|자리|과정|학원|꺼)|자세히|상세히|공고",
    r"(?:그|이|저|거기|여기|번|째)\s?(?:회사|과정|공장|학원|자리)",
)
STARTING: Final = _any(
    r"창업|개업|장사|소상공|스타트업|귀농|귀촌|협동조합|사업(?:을|자|계획|아이템|자금|체|\s?(?:시작|하|아이템))|점포|공방|푸드트럭",
    r"(?:가게|식당|카페|매장|회사|치킨집|커피숍|쇼핑몰)\S*\s?\S{0,3}\s?(?:차리|차려|열|내고|내려|하고|하려|시작|해볼|자금|대출)",
    r"온라인\s?판매|1인\s?기업|사무실\s?(?:빌|지원)|폐업",
)
LEARNING: Final = _any(
    r"훈련|교육|과정|강의|강좌|수업|수강|학원|자격|국비|배우|배울|배워|배움|가르|기술|실습|부트캠프|코딩|개강|따고|딸\s?(?:거|까|수)|클래스"
)
STATUS: Final = _any(
    r"신청|접수|심사|입금|지급|선정|승인|들어(?:오|와|왔|갔)|진행|처리|결과|합격|탈락|서류|제출|낸\s?(?:거|지)|카드\s?언제|예약",
    r"발표.{0,8}(?:언제|됐|났)|조회",
)
# What one asks of a speaker at home or a telephone: no matter of ours, whatever else is in it.
FOREIGN: Final = _any(
    r"알람|리마인[더드]|캘린더|달력|이벤트|미팅|재생|노래|음악|조명|불\s?(?:켜|꺼)|목록|일정(?!\s?시간)|기차|날씨|뉴스|트윗|피드|유명인",
    r"(?:이메일|메일)\s?(?:보내|왔|온|읽|확인|알림|답|함)|연락처(?:에|를|\s?찾|\s?목록|\s?추가)|최신\s?(?:내용|소식|기사)|음식|맛집",
    r"택시\s?(?:찾|불|잡|예약)|무슨\s?일\s?(?:이\s?)?있|식당\s?(?:찾|추천|예약)|별자리",
)
GROUNDS: Final = {
    "find_vacancy": WORK, "refine_search": REFINING, "find_training": LEARNING, "ask_centre": CENTRE,
    "find_agency": ASKED, "request_human": PERSON, "save_search": ALERT, "list_alerts": ALERT, "stop_alerts": ALERT,
    "privacy_request": PRIVATE, "show_more": MORE, "item_detail": ITEM, "startup_support": STARTING,
    "ask_application_status": STATUS, "ask_faq": TRADE, "ask_programme": ASKED, "check_eligibility": ASKED,
    "recommend_programme": ASKED, "labour_rights": TRADE, "job_preparation": TRADE, "employer_service": TRADE,
    "nlu_fallback": TRADE,
}  # fmt: skip
# Said in so many ways that a model which is sure of itself is believed.
BELIEVED: Final = frozenset({
    "find_vacancy", "find_training", "labour_rights", "job_preparation", "employer_service", "check_eligibility",
    "recommend_programme", "ask_programme", "find_agency",
})  # fmt: skip
SURE: Final = 0.9
OURS: Final = re.compile(
    r"일자리|공고|채용|과정|훈련|자리|박람회|상담|수업|센터|면접|검색|알림\s?(?:목록|내역|뭐|끄|꺼|해지|신청|그만)"
)
SEARCHES: Final = ("find_vacancy", "refine_search", "find_training", "nlu_fallback")
WANTED: Final = frozenset({"jobs", "occupations", "fields"})
BESIDE: Final = frozenset({"regions", "pay", "employments", "targets", "ncs", "career"})
FEW: Final = 3  # words: 전주 요양보호사, 사무실 청소 오전


def ungrounded(room: Room, heard: Heard, memory: Memory) -> bool:
    """Say whether the message opens a talk, was understood as something to act on, and says nothing of it."""
    if heard.tapped or heard.intent not in GROUNDS or _under_way(memory) or heard.all("programme"):
        return False
    if FOREIGN.search(heard.text) and not OURS.search(heard.text):
        return True
    if heard.intent in BELIEVED and heard.confidence >= SURE:
        return False
    return not (GROUNDS[heard.intent].search(heard.text) or _searches(heard) or _word_by_word(room, heard))


def _under_way(memory: Memory) -> bool:
    """Say whether there is something that a short word can be about; small talk leaves nothing behind."""
    told = memory.last_answer.get("kind") not in (None, "smalltalk", "fallback")
    return told or bool(memory.search or memory.asking or memory.programme or memory.shown or memory.facts)


def _searches(heard: Heard) -> bool:
    """Say whether a kind of work or a field is named with a condition beside it, or all but alone."""
    if heard.intent not in SEARCHES:
        return False
    told = set(reading.read(heard.text)) | ({"occupations"} if heard.all("occupation") else set())
    return bool(told & WANTED) and bool(told & BESIDE or len(heard.text.split()) <= FEW)


def _word_by_word(room: Room, heard: Heard) -> bool:
    """Say whether a prepared question is all but asked in its own words, by which it needs no other ground."""
    return bool(questions.near(room, heard, questions.WORD_BY_WORD - questions.NAMED))
