// Signing in, and the password of one's own that the first sign-in asks for.
import { html, useEffect, useRef, useState } from '/static/html.js';
import { post } from './api.js';

function useForm(submit) {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const onSubmit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setWrong('');
    try {
      await submit(Object.fromEntries(new FormData(event.target)));
    } catch (problem) {
      setWrong(problem.message);
    }
    setBusy(false);
  };
  return { wrong, busy, onSubmit };
}

function Sheet({ title, lead, form, action, other, children }) {
  const box = useRef(null);
  useEffect(() => { box.current.querySelector('input').focus(); }, []);
  return html`<main class="door"><form class="sheet" ref=${box} onSubmit=${form.onSubmit}>
    <h1>${title}</h1><p>${lead}</p>${children}
    <p class="wrong" role="alert">${form.wrong}</p>
    <button type="submit" class="main" disabled=${form.busy}>${action}</button>${other}
  </form></main>`;
}

const Field = ({ label, hint, ...rest }) => html`<label class="input"><span>${label}</span><input required ...${rest} />
  ${hint ? html`<small>${hint}</small>` : null}</label>`;

export function Login({ done }) {
  const form = useForm(async ({ login, password }) => { await post('auth/login', { login: login.trim(), password }); await done(); });
  return html`<${Sheet} title="일자리톡 상담" lead="상담사 계정으로 들어와 주세요." form=${form} action="들어가기">
    <${Field} label="아이디" name="login" autocomplete="username" autocapitalize="none" spellcheck=${false} />
    <${Field} label="비밀번호" name="password" type="password" autocomplete="current-password" />
  <//>`;
}

export function ChangePassword({ name, done, leave }) {
  const form = useForm(async (given) => {
    if (given.fresh !== given.again) throw new Error('새 비밀번호 두 칸이 서로 달라요.');
    await post('auth/password', { current: given.current, new: given.fresh });
    await done();
  });
  return html`<${Sheet} title=${`${name}님, 반가워요`} lead="처음 받은 비밀번호는 한 번만 써요. 나만 아는 비밀번호로 바꿔 주세요."
    form=${form} action="바꾸고 시작하기" other=${html`<button type="button" class="plain" onClick=${leave}>다른 계정으로 들어가기</button>`}>
    <${Field} label="처음 받은 비밀번호" name="current" type="password" autocomplete="current-password" />
    <${Field} label="새 비밀번호" name="fresh" type="password" autocomplete="new-password" minlength="12" hint="12자 이상, 쉽게 떠올릴 수 없는 것으로 정해 주세요." />
    <${Field} label="새 비밀번호 한 번 더" name="again" type="password" autocomplete="new-password" minlength="12" />
  <//>`;
}
