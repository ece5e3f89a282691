// What the console calls things, for staff.
export const REASONS = {
  user_asked: '상담사를 찾았어요', fallback: '봇이 알아듣지 못했어요', topic_rule: '상담사가 맡는 주제예요',
  negative: '불편을 말했어요', distress: '많이 힘들어해요', eligibility_dispute: '자격 판단을 다시 묻고 있어요', repeat: '여러 번 찾았어요',
  proactive: '상담사가 먼저 이어받았어요',
};

/** What came of a consultation, as it is kept and as the bot repeats it to the citizen. */
export const OUTCOMES = [
  '궁금한 점에 답했어요', '일자리나 과정을 소개했어요', '다른 기관을 안내했어요', '다시 연락하기로 했어요', '답이 없어 마쳤어요',
  '그 밖의 상담이었어요',
];

export const MODES = [
  ['resume', '이어서', '하던 이야기를 이어가요'], ['restart', '처음으로', '알게 된 것을 지우고 처음부터 해요'],
  ['menu', '메뉴', '할 수 있는 일을 보여줘요'],
];

export const CHANNELS = { web: '웹', widget: '웹', kakao: '카카오톡', telegram: '텔레그램' };

/** How words written now travel, told before they are written. */
export function reachWords({ way, state, cost, waiting, cost_so_far: total }) {
  if (way === 'live') return null;
  const spent = total ? ` 지금까지 발송 비용 ${total.toLocaleString('ko-KR')}원.` : '';
  const held = waiting ? ` 아직 전하지 못한 말 ${waiting}개.` : '';
  if (way === 'none') {
    return { bad: true, text: `${state === 'blocked' ? '이용자가 우리를 차단했어요.' : '이용자가 대화방을 나갔어요.'} 다시 말을 걸 때까지 보낼 수 없어요. 전화로 이어가 주세요.${held}` };
  }
  return {
    push: { text: `바로 전달돼요.${held}` },
    callback: { text: `바로 전달돼요. 이용자가 말한 뒤 1분 안에 한 번 무료로 보낼 수 있어요.${held}${spent}` },
    event: { text: `바로 전달돼요. 한 번 보낼 때마다 ${cost}원이 들어요.${held}${spent}` },
    next_turn: { bad: true, text: `지금은 보낼 수 없어요. 이용자가 다음 말을 하거나 '답변 확인'을 누를 때 전달돼요. 급하면 전화나 웹 링크로 이어가 주세요.${held}${spent}` },
  }[way] ?? null;
}

/** What became of a line at a messenger. */
export const DELIVERIES = {
  queued: '전달을 기다려요', sent: '전달했어요', delivered: '도착했어요', failed: '전달하지 못했어요', unknown: '도착했는지 확인할 수 없어요',
};

/** Why a messenger did not take a line, in words for staff. */
export const FAILURES = {
  blocked: '이용자가 우리를 차단했어요.', left: '이용자가 대화방을 나갔어요.', forbidden: '이용자가 우리를 차단했거나 대화방을 나갔어요.',
  too_old: '하루 동안 여러 번 보냈지만 닿지 않았어요.', timeout: '보낸 뒤 답이 없어 도착했는지 알 수 없어요.',
};

export const CONTROLS = { bot: '봇이 답하는 중', queued: '상담사를 기다리는 중', human: '상담 중', closed: '끝난 상담' };

export const STEPS = {
  queued: '상담 요청', offered: '상담사를 부름', transfer: '넘기는 중', deferred: '상담 시간을 기다림', voided: '지움', active: '상담 시작', returned: '봇에게 돌려줌', resolved: '상담 끝', cancelled: '이용자가 취소',
  lost: '이용자가 떠남', closed: '끝남',
};

export const INTENTS = {
  greet: '인사', goodbye: '끝인사', thank: '고마움', affirm: '네', deny: '아니요', dont_know: '모름', help: '도움말',
  start_over: '처음으로', correct_previous: '고쳐 말함', chitchat: '잡담', abuse: '욕설', distress: '힘듦', complaint: '불만',
  out_of_scope: '범위 밖', find_vacancy: '일자리 찾기', refine_search: '조건 바꾸기', show_more: '더 보기',
  item_detail: '자세히', find_training: '배움 과정 찾기', ask_programme: '제도 묻기', check_eligibility: '자격 확인',
  recommend_programme: '제도 추천', ask_faq: '자주 묻는 것', ask_application_status: '신청 상태', ask_centre: '센터 안내',
  find_agency: '기관 찾기', job_preparation: '취업 준비', labour_rights: '노동 권리', employer_service: '기업 지원',
  startup_support: '창업 지원', provide_info: '정보 말함', request_human: '상담사 요청', cancel: '취소',
  privacy_request: '개인정보 요청', nlu_fallback: '알아듣지 못함',
};
