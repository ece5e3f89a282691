// Small parts that the console's pages share.
import { html, useEffect, useState } from '/static/html.js';

/** What `load()` gives, once it is there, and a way to put something else in its place. `again` loads anew. */
export function useLoaded(load, deps = []) {
  const [value, setValue] = useState(null);
  const again = () => load().then(setValue, () => setValue(null));
  useEffect(() => { let here = true; load().then((got) => { if (here) setValue(got); }, () => {}); return () => { here = false; }; }, deps);
  return [value, setValue, again];
}

/** A form that says what went wrong beside its button. `act(fields)` may throw a Problem. */
export function Form({ label, action, act, children, cancel, kind = 'main' }) {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong('');
    const form = event.target;
    try { await act(Object.fromEntries(new FormData(form)), form); } catch (problem) { setWrong(problem.message); }
    setBusy(false);
  };
  return html`<form class="sheet-form" aria-label=${label} onSubmit=${submit} onKeyDown=${(event) => { if (event.key === 'Escape') cancel?.(); }}>
    ${children}<p class="wrong" role="alert">${wrong}</p>
    <div class="acts">${cancel ? html`<button type="button" class="plain" onClick=${cancel}>그만두기</button>` : null}
      <button type="submit" class=${kind} disabled=${busy}>${action}</button></div></form>`;
}

export const Field = ({ label, hint, children, ...rest }) => html`<label class="input"><span>${label}</span>
  ${children ?? html`<input ...${rest} />`}${hint ? html`<small>${hint}</small>` : null}</label>`;

export const Choice = ({ label, options, ...rest }) => html`<label class="input"><span>${label}</span><select ...${rest}>
  ${options.map(([value, text]) => html`<option key=${value} value=${value}>${text}</option>`)}</select></label>`;
