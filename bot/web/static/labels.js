// The few words that render.js itself says. Korean, as the console speaks; the widget puts other languages over them.
export const labels = {
  newWindow: '새 창', next: '다음에 할 수 있는 일', chosen: '고른 답', practice: '연습용', asOf: '{at} 기준',
  see: '원문 보기', see_vacancy: '공고 보기', see_course: '과정 안내 보기', see_place: '누리집 보기',
  vacancy: '일자리', course: '배움 과정', programme: '지원 제도', place: '찾아갈 곳', other: '안내',
};
