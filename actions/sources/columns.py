"""Which columns an import may have: the names of work24's answers, and what the centre calls the same things.

Only these are kept, so that a counselor's or an employer's contact columns never come in.
"""

from __future__ import annotations

from collections.abc import Mapping

VACANCY: Mapping[str, str] = {
    "wantedAuthNo": "구인번호",
    "company": "회사명",
    "busino": "사업자등록번호",
    "indTpNm": "업종",
    "title": "채용제목",
    "salTpNm": "임금형태",
    "sal": "임금",
    "minSal": "최소임금",
    "maxSal": "최대임금",
    "salDetail": "임금상세",
    "region": "근무지역",
    "basicAddr": "근무지주소",
    "holidayTpNm": "근무형태",
    "workdayWorkhrCont": "근무시간",
    "minEdubg": "학력",
    "career": "경력",
    "regDt": "등록일",
    "smodifyDtm": "수정일시",
    "closeDt": "마감일",
    "wantedInfoUrl": "공고주소",
    "empTpCd": "고용형태코드",
    "empTpNm": "고용형태",
    "jobsCd": "직종코드",
    "jobsNm": "직종",
    "prefCd": "우대코드",
    "pfCond": "우대조건",
    "etcWelfare": "복리후생",
    "certificate": "자격면허",
    "collectPsncnt": "모집인원",
    "jobCont": "직무내용",
}
COURSE: Mapping[str, str] = {
    "trprId": "과정번호",
    "trprDegr": "회차",
    "trainstCstId": "기관번호",
    "title": "과정명",
    "subTitle": "훈련기관",
    "address": "훈련지역",
    "trngAreaCd": "지역코드",
    "traStartDate": "시작일",
    "traEndDate": "종료일",
    "trainTarget": "훈련유형",
    "trainTargetCd": "훈련유형코드",
    "ncsCd": "NCS코드",
    "courseMan": "수강비",
    "realMan": "실제훈련비",
    "yardMan": "정원",
    "regCourseMan": "신청인원",
    "stdgScor": "만족도",
    "eiEmplRate3": "취업률3개월",
    "eiEmplRate6": "취업률6개월",
    "titleLink": "과정주소",
    "contents": "훈련내용",
}
NEEDED = {"wantedAuthNo", "company", "title", "region", "closeDt"}
COURSE_NEEDED = {"trprId", "title", "subTitle", "address", "traStartDate", "traEndDate"}
