"""Draws what each channel shows for each kind of message: `python -m tests.fakes.previews docs/channels/images`.

What is shown comes out of the real renderers (and for the website out of the widget's own files); only the look of the
two apps is drawn here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from playwright.sync_api import Page, Route, sync_playwright

from bot.channels.kakao.render import Ways, render
from bot.channels.kakao.station import sayings
from bot.channels.telegram.render import bubbles
from bot.settings import ROOT
from bot.talk.notices import Notices
from tests.doors.kakao import schema
from tests.fakes.samples import SAMPLES, sample

ORIGIN = "https://chat.example.go.kr"
LINK = f"{ORIGIN}/chat?continue=p1.1795000000.x"
STYLE = """body{margin:0;font:15px/1.42 "Noto Sans CJK KR","Noto Sans KR",sans-serif;width:1240px}
main.grid{display:grid;grid-template-columns:repeat(3,380px);gap:24px 20px;padding:24px;align-items:start}
figure{margin:0;min-width:0}figcaption{font-size:13px;color:#3c5566;margin:0 0 6px 4px}"""
TELEGRAM = """body{background:#d5e1ea}
.bubble{background:#fff;border-radius:14px 14px 14px 4px;padding:8px 12px;margin-top:4px}
.bubble{white-space:pre-wrap;overflow-wrap:anywhere}
.bubble img{display:block;width:120px;margin:0 0 6px}
.row{display:flex;gap:4px;margin-top:4px}
.row span{flex:1;background:#7ba0bb;color:#fff;border-radius:8px;padding:9px 6px;
text-align:center;font-size:14px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.url::after{content:" ↗"}"""
KAKAO = """body{background:#b2c7d9}header,footer{display:none}
.answer{display:flex;flex-direction:column;gap:8px}.quick{display:flex;gap:6px;flex-wrap:wrap}
.quick button{border:1px solid #ccd;border-radius:16px;background:#fff;padding:6px 12px;font:inherit}
.image{width:160px}"""


def telegram(page: Page) -> None:
    """Draw chats of Telegram."""
    figures = []
    for name in SAMPLES:
        parts = []
        for bubble in bubbles(sample(name), LINK if "링크" in name else ""):
            image = f"<img src='{escape(bubble.photo)}'>" if bubble.photo else ""
            rows = (
                "".join(f"<span class={'url' if d.startswith('url:') else 'step'}>{escape(t)}</span>" for t, d in row)
                for row in bubble.keyboard
            )
            parts.append(f"<div class=bubble>{image}{bubble.html}</div>")
            parts += [f"<div class=row>{row}</div>" for row in rows]
        figures.append(f"<figure><figcaption>{escape(name)}</figcaption>{''.join(parts)}</figure>")
    page.set_content(f"<style>{STYLE}{TELEGRAM}</style><main class=grid>{''.join(figures)}</main>")


def kakao(page: Page) -> None:
    """Draw chats of KakaoTalk with the practice page's own drawing of each output."""
    say, ways = sayings(Notices.of(ROOT / "domain.yml")), Ways("1577-0365", True, lambda _: LINK, "p")
    answers = {}
    for name in SAMPLES:
        rendered = render([sample(name)], say, ways)
        answers[name] = schema.check(json.dumps(rendered.response, ensure_ascii=False))["template"]
    page.goto(f"{ORIGIN}/kakao.html")
    page.add_style_tag(content=STYLE + KAKAO)
    page.evaluate(
        """(answers) => {
          const grid = made('main', 'grid');
          for (const [name, template] of Object.entries(answers)) {
            const figure = made('figure'), box = made('div', 'answer'), quick = made('div', 'quick');
            box.append(...template.outputs.map((output) => shown({ by: 'bot', output })));
            quick.append(...(template.quickReplies ?? []).map((q) => made('button', '', q.label)));
            figure.append(made('figcaption', '', name), box, quick);
            grid.append(figure);
          }
          document.body.replaceChildren(grid);
        }""",
        answers,
    )


def widget(page: Page) -> None:
    """Draw messages as the website shows them, with its own modules and styles."""
    bodies = {name: body for name, (_, body) in SAMPLES.items()}
    page.goto(f"{ORIGIN}/widget.html")
    page.add_style_tag(content=STYLE + ".grid{background:var(--page)}")
    page.evaluate(
        """async (bodies) => {
          const { html, render } = await import('/static/html.js');
          const { Body } = await import('/static/render.js');
          const figures = Object.entries(bodies).map(([name, body]) => html`<figure><figcaption>${name}</figcaption>
            <div class="said"><${Body} body=${body} press=${() => {}} /></div></figure>`);
          render(html`<main class="grid">${figures}</main>`, document.body);
        }""",
        bodies,
    )


def _serve(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    sheets = ("tokens.css", "messages.css")
    page = "<!doctype html>" + "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in sheets)
    if path == "/widget.html":
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
    elif path == "/kakao.html":
        route.fulfill(path=ROOT / "tests/fakes/kakao.html")
    elif path.startswith("/static/"):
        route.fulfill(path=ROOT / "bot/web" / path[1:])
    else:
        route.fulfill(json={"screen": [], "quick": [], "won": 0, "faults": []})


@contextmanager
def _page() -> Iterator[Page]:
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1240, "height": 400})
        page.route("**/*", _serve)
        yield page
        browser.close()


def main(folder: str) -> None:
    """Write a picture of each channel into a folder."""
    with _page() as page:
        for draw in (kakao, telegram, widget):
            draw(page)
            page.wait_for_timeout(400)
            page.screenshot(path=Path(folder) / f"cards-{draw.__name__}.png", full_page=True)


if __name__ == "__main__":
    main(sys.argv[1])
