// The panel and the screen: a full sheet above the keyboard on small screens, nothing else on large ones.
const SMALL = matchMedia('(max-width: 480px)');

/** Undo a host page's own root font size, so that our rem follow the reader's setting and not the host's design;
    `factor`: how much larger the reader wants it here. */
export function matchHostScale(host, factor = 1) {
  const probe = document.createElement('span');
  probe.style.fontSize = 'medium';
  host.shadowRoot.append(probe);
  const wanted = parseFloat(getComputedStyle(probe).fontSize);
  probe.remove();
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (wanted && root) host.style.setProperty('--scale', String(wanted * factor / root));
}

/** While on: the rest of the page is inert behind a full sheet, and the sheet follows the visible viewport. */
export function fitToScreen(host, panel, whole) {
  const page = document.documentElement;
  const view = window.visualViewport;
  let made = [];
  let overflow = '';

  const follow = () => {
    if (!view) return;
    host.style.setProperty('--seen', `${view.height}px`);
    host.style.setProperty('--seen-top', `${view.offsetTop}px`);
  };

  const cover = () => {
    uncover();
    if (!SMALL.matches || whole) return;
    overflow = page.style.overflow;
    page.style.overflow = 'hidden';
    made = [...document.body.children].filter((element) => element !== host && !element.inert);
    made.forEach((element) => { element.inert = true; });
    panel.setAttribute('aria-modal', 'true');
  };

  const uncover = () => {
    if (panel.getAttribute('aria-modal') === 'true') page.style.overflow = overflow;
    made.forEach((element) => { element.inert = false; });
    made = [];
    if (!whole) panel.setAttribute('aria-modal', 'false');
  };

  return {
    on() {
      cover();
      follow();
      view?.addEventListener('resize', follow);
      view?.addEventListener('scroll', follow);
      SMALL.addEventListener('change', cover);
    },
    off() {
      uncover();
      view?.removeEventListener('resize', follow);
      view?.removeEventListener('scroll', follow);
      SMALL.removeEventListener('change', cover);
    },
  };
}
