// <script async src="/widget/loader.js"> puts a launcher on the page; the talk itself is loaded when someone wants it.
// docs/channels/widget.md tells settings, calls and events. __VERSION__, __APP__ and __PHONE__ are filled in when packed.
(() => {
  const NAME = 'iljari-talk';
  const known = customElements.get(NAME);
  if (known) return known.place();
  const script = document.currentScript;
  const settings = { ...window.IljariTalkSettings, ...script?.dataset };
  const label = settings.launcherTitle || '일자리톡';
  const queue = window.IljariTalk;
  const path = (file) => new URL(`/widget/__VERSION__/${file}`, script?.src ?? location).href;
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const emit = (name, detail) => dispatchEvent(new CustomEvent(`iljaritalk:${name}`, { detail }));
  let one = null; // the widget of this page
  let api = null; // what host pages call
  let app = null; // what app.js made, once it is wanted
  let tries = 0;

  // A module preload is the one way to check integrity that also works under Trusted Types; import() then takes it.
  const load = () => {
    if (app) return app;
    const href = path('app.js') + (tries ? `?${tries}` : '');
    tries += 1;
    document.head.append(make('link', { rel: 'modulepreload', href, integrity: '__APP__', crossOrigin: '' }));
    app = import(href).then(({ start }) => start({ host: one, panel: one.panel, settings, emit, path }));
    app.catch(() => { app = null; });
    return app;
  };

  class IljariTalk extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: 'open' });
      this.panel = make('section', { className: 'panel', hidden: true });
      this.button = make('button', { className: 'launcher', textContent: label, onclick: () => this.toggle() });
      this.badge = make('span', { className: 'badge' });
      this.frame = make('div', { lang: 'ko' });
      this.frame.append(this.panel, this.button);
      this.button.append(this.badge);
      this.ready = new Promise((done) => { this.done = done; });
    }

    connectedCallback() {
      if (one) {
        if (one !== this) this.remove();
        else app?.then((talk) => talk.moved());
        return;
      }
      one = this;
      this.whole = this.getAttribute('mode') === 'page';
      this.mark();
      if (this.whole) this.button.remove();
      Object.assign(this.dataset, { theme: settings.theme, position: settings.position });
      if (settings.zIndex) this.style.setProperty('--over', settings.zIndex);
      fetch(path('launcher.css')).then((answer) => answer.text()).then((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        this.shadowRoot.adoptedStyleSheets = [sheet];
        this.shadowRoot.append(this.frame);
        this.done();
        emit('ready');
        let kept;
        try { kept = sessionStorage[NAME] || localStorage[NAME]; } catch { /* no storage here */ }
        if (this.whole || /true/.test(settings.autoOpen)) this.open(true);
        else if (kept) load();
      }, () => emit('error', { code: 'load' }));
    }

    // A page that changes its body without loading anew (Turbo and its like) takes us along.
    disconnectedCallback() {
      setTimeout(() => { if (one === this && !this.isConnected) document.body.append(this); });
    }

    mark(count) {
      this.frame.className = `frame ${this.whole ? 'whole' : ''} ${this.isOpen ? 'open' : ''}`;
      this.button.setAttribute('aria-expanded', this.isOpen);
      this.button.setAttribute('aria-label', `${label} ${this.isOpen ? '닫기' : '열기'}${count ? `, 새 메시지 ${count}개` : ''}`);
      this.badge.hidden = !count;
      this.badge.textContent = count > 9 ? '9+' : count;
    }

    get isOpen() { return !this.panel.hidden; }

    async open(calm) {
      await this.ready;
      if (this.isOpen) return;
      this.panel.hidden = false;
      this.mark();
      try {
        const talk = await load();
        if (!this.isOpen) return;
        talk.opened(calm);
        emit('opened');
      } catch {
        this.panel.textContent = '지금은 열지 못했어요. 다시 열어 보세요. ';
        this.panel.append(make('a', { href: 'tel:__PHONE__', textContent: '전화 __PHONE__' }));
        emit('error', { code: 'load' });
      }
    }

    close() {
      if (this.whole || !this.isOpen) return;
      this.panel.hidden = true;
      this.mark();
      app?.then((talk) => talk.closed());
      this.button.focus();
      emit('closed');
    }

    toggle() { return this.isOpen ? this.close() : this.open(); }
    hide() { this.hidden = true; }
    show() { this.hidden = false; }
    setContext(context) { settings.context = context; app?.then((talk) => talk.context()); }

    async send(text) { await this.open(); (await load()).send(text); }
    async ask(name, ...words) { await this.ready; (await load())[name](...words); }

    destroy() {
      one = api = null;
      this.remove();
      delete window.IljariTalk;
      app?.then((talk) => talk.destroyed());
      app = null;
    }

    static place() {
      if (api) return;
      const talk = new Promise((done) => {
        const put = () => done(one ?? document.querySelector(NAME) ?? document.body.appendChild(new IljariTalk()));
        if (document.body) put();
        else addEventListener('DOMContentLoaded', put);
      });
      api = {
        get isOpen() { return !!one?.isOpen; },
        on(name, heard) {
          const listen = (event) => heard(event.detail);
          addEventListener(`iljaritalk:${name}`, listen);
          return () => removeEventListener(`iljaritalk:${name}`, listen);
        },
        push(...calls) { calls.forEach((call) => (call.call ? call(api) : api[call[0]](...[...call].slice(1)))); },
      };
      'open close toggle send identify setContext reset destroy hide show'.split(' ').forEach((name) => {
        api[name] = (...words) => talk.then((it) => (it[name] ? it[name](...words) : it.ask(name, ...words)));
      });
      window.IljariTalk = api;
      if (queue?.splice) api.push(...queue.splice(0));
    }
  }

  customElements.define(NAME, IljariTalk);
  IljariTalk.place();
})();
