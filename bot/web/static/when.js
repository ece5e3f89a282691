// Dates and spans of time as Korean citizens and counselors read them, always in Seoul.
import { moment } from './dates.js';

export { date, exact, moment, sameDay, time } from './dates.js';

/** Whole seconds from `since` to `now` (milliseconds), never below zero. */
export function secondsSince(since, now = Date.now()) {
  const at = moment(since);
  return at ? Math.max(0, Math.floor((now - at.getTime()) / 1000)) : 0;
}

/** A waiting time: "방금", "4분", "1시간 5분", "2일". */
export function span(seconds) {
  if (seconds < 60) return '방금';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}분`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 ? `${hours}시간 ${minutes % 60}분` : `${hours}시간`;
  return `${Math.floor(hours / 24)}일`;
}
