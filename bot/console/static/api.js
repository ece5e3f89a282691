// The console API. Every failure becomes a Problem with the server's `code` and Korean `title`.
export class Problem extends Error {
  constructor(status, body) {
    super(body.title || body.detail || '서버와 이야기하지 못했어요.');
    Object.assign(this, { ...body, status });
  }
}

/**
 * Ask `/api/v1/<path>`; return the JSON. Throws Problem (status 0 when the server cannot be reached).
 * `background`: no hand asked for this, so it does not keep the session alive; `leaving`: it outlives the page.
 */
export async function call(method, path, body, { background = false, leaving = false } = {}) {
  let answer;
  try {
    answer = await fetch(`/api/v1/${path}`, {
      method, credentials: 'same-origin', cache: 'no-store', keepalive: leaving,
      headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}),
        ...(background ? { 'x-background': '1' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    throw new Problem(0, { code: 'offline', title: '서버에 닿지 않아요. 연결을 확인해 주세요.' });
  }
  const text = await answer.text();
  let json = {};
  try { json = text ? JSON.parse(text) : {}; } catch { json = {}; }
  if (!answer.ok) throw new Problem(answer.status, json);
  return json;
}

export const get = (path, background) => call('GET', path, undefined, { background });
export const post = (path, body = {}) => call('POST', path, body);
export const postLeaving = (path, body) => call('POST', path, body, { leaving: true });
