"""What is nothing but thanks or a goodbye: it is taken kindly and reopens nothing."""

# ruff: noqa: SIM905
from __future__ import annotations

import re

LONGEST = 40
CORE = (
    "감사합니다 감사해요 감사드려요 감사드립니다 감사했습니다 감사했어요 감사함다 감사 고맙습니다 고맙네요 "
    "고마워요 고마워용 고마워 고마웠어요 고마웠습니다 ㄱㅅ ㄳ 땡큐 땡스 thankyou thanks "
    "thank thx 수고하세요 수고하셨습니다 수고하셨어요 수고많으셨습니다 수고많으십니다 수고하십시오 "
    "안녕히계세요 안녕히가세요 좋은하루 좋은저녁 좋은주말 좋은오후 들어가세요 알겠습니다 알겠어요 오케이 ㅇㅋ "
    "ok 확인했습니다 확인했어요 네네 네 넵 넹 예 "
).split()
BESIDE = (
    "정말 너무 진짜 대단히 많이 많은 잘 다 아 오 그럼 친절하게 친절히 빠르게 빠른 답변 상담 도움 안내 "
    "설명 알려 해 주셔서 주서서 도와 덕분에 되었어요 됐어요 됐습니다 되었습니다 되세요 보내세요 보내십시오 "
    "해결 선생님 상담사님 이요 요 용 을 이 "
).split()
PARTS = re.compile("|".join(re.escape(word) for word in sorted(CORE + BESIDE, key=len, reverse=True)), re.IGNORECASE)
CORES = re.compile("|".join(re.escape(word) for word in CORE), re.IGNORECASE)
NOT_A_WORD = re.compile(r"[^0-9A-Za-z가-힣ㄱ-ㅎㅏ-ㅣ?？]")


def is_only_thanks(text: str, media: str | None = None) -> bool:
    """Say whether a message asks for nothing: thanks, a goodbye, an okay, a sticker, a row of emoji.

    >>> is_only_thanks("정말 감사합니다!!"), is_only_thanks("감사한데 하나만 더요"), is_only_thanks("👍")
    (True, False, True)
    """
    if media is not None:
        return media == "sticker"
    if len(text) > LONGEST or "?" in text or "？" in text:
        return False
    words = NOT_A_WORD.sub("", text)
    words = re.sub(r"[ㅎㅋㅠㅜ]+", "", words)
    if not words:
        return bool(text.strip())
    return not PARTS.sub("", words) and CORES.search(words) is not None
