// Dates and times of day as people here read them, always in Seoul.
const SEOUL = 'Asia/Seoul';
const forms = (language) => [
  { hour: 'numeric', minute: '2-digit' },
  { month: 'long', day: 'numeric', weekday: 'short' },
  { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: '2-digit' },
].map((form) => new Intl.DateTimeFormat(language, { timeZone: SEOUL, ...form }));
let [clock, day, full] = forms('ko-KR');
const key = new Intl.DateTimeFormat('en-CA', { timeZone: SEOUL });

/** Write times in another language from now on. */
export function timesIn(language) { [clock, day, full] = forms(language); }

/** A Date from ISO text, epoch seconds or milliseconds; null when it is none of them. */
export function moment(value) {
  if (value === null || value === undefined || value === '') return null;
  const date = new Date(typeof value === 'number' && value < 1e11 ? value * 1000 : value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** "오전 9:05" */
export const time = (value) => { const at = moment(value); return at ? clock.format(at) : ''; };

/** "11월 23일 (월)" */
export const date = (value) => { const at = moment(value); return at ? day.format(at) : ''; };

/** "2026. 11. 23. 오전 9:05" */
export const exact = (value) => { const at = moment(value); return at ? full.format(at) : ''; };

/** True when both fall on one day in Seoul. */
export function sameDay(a, b) {
  const [one, two] = [moment(a), moment(b)];
  return Boolean(one && two) && key.format(one) === key.format(two);
}
