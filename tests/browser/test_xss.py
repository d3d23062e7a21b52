"""Nothing that anybody wrote runs in a browser, whichever way it comes out: in Chromium, parsed and inserted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import cache
from html import escape

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from playwright.async_api import Browser, Route

from gql.content.address import web_address
from gql.content.draft import Format
from gql.content.people.display_name import shown_name
from gql.content.text import plain_text
from gql.content.text.headings import anchored
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import Prose, comment_prose, prose
from gql.types.text_fields import ContentFormat, excerpt
from tests.content.text.xss_payloads import PAYLOADS

PAGE = "https://front.example/"
PLACES = ["%s", "Before\n\n%s\n\nafter", "<p>x%s</p>", "> %s[^q]\n\n[^q]: %s"]
QUIET = {"image", "media"}  # what a text may ask for

TRIPWIRES = """
(() => {
  const where = () => (document.currentScript ?? window.event?.target)?.closest?.("[data-place]")
  const tell = (what) => window.fired(String(what), where()?.dataset.place ?? "")
  const real = { eval: window.eval, setTimeout: window.setTimeout.bind(window) }
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => tell(name)
  // the driver of the browser calls it too, from no place of the page
  window.eval = (code) => (where() && tell("eval"), real.eval(code))
  window.Function = new Proxy(Function, { apply: () => tell("Function"), construct: () => tell("Function") })
  window.setTimeout = (work, ...more) => real.setTimeout(typeof work == "string" ? () => tell("setTimeout") : work, ...more)
  Object.defineProperty(window, "quire_xss", { set: () => tell("quire_xss"), configurable: false })
})()
"""

PROVOKING = """
const EVENTS = [
  "mouseover", "mouseenter", "mousemove", "pointerover", "pointerenter", "focus", "focusin", "keydown", "input", "change",
  "toggle", "scroll", "animationstart", "transitionend", "begin", "load", "error", "submit",
]
const ADDRESSES = [
  "href", "xlink:href", "src", "srcset", "cite", "action", "formaction", "poster", "data", "background", "ping", "longdesc",
]
const ALLOWED = ["http:", "https:", "mailto:"]

function protocol(address) {
  try { return new URL(address ?? "", document.baseURI).protocol } catch { return "https:" }
}

function stay(event, attribute) {
  const owner = event.target.closest?.(`[${attribute}]`)
  if (owner && protocol(owner.getAttribute(attribute)) != "javascript:") event.preventDefault()
}
window.addEventListener("click", (event) => stay(event, "href"))
window.addEventListener("submit", (event) => stay(event, "action"))

function provoke(place) {
  for (const element of place.querySelectorAll("*")) {
    for (const kind of EVENTS) element.dispatchEvent(new Event(kind, { bubbles: true, cancelable: true }))
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))
    element.focus?.()
    for (const { name, value } of element.attributes) {
      const bad = name.startsWith("on") || (ADDRESSES.includes(name) && !ALLOWED.includes(protocol(value)))
      if (bad) window.fired(`${name}=${value}`, place.dataset.place)
    }
  }
}

function settled() {
  const loading = [...document.images].filter((image) => !image.complete)
  return Promise.all(loading.map((image) => new Promise((done) => {
    image.addEventListener("load", done)
    image.addEventListener("error", done)
  })))
}

// what was set off before these has run when they do
function last(html) {
  return new Promise((done) => {
    window.last = done
    document.body.insertAdjacentHTML("beforeend", html)
    document.body.lastElementChild.click()
  })
}

window.addEventListener("load", async () => {
  const shown = JSON.parse(document.getElementById("shown").textContent)
  const parsed = document.querySelectorAll("body > [data-place]")
  if (parsed.length != shown.length) window.fired("a place is missing", "")
  const inserted = shown.map((html, number) => {
    const place = document.createElement("section")
    place.dataset.place = number
    document.body.append(place)
    place.innerHTML = html
    return place
  })
  for (const place of [...parsed, ...inserted]) provoke(place)
  await settled()
  await last("<img src=nowhere onerror='last()'>")
  await last("<a href='javascript:last()'></a>")
  window.fired("", "the end")
})
"""


class Careless(MarkdownIt):
    """A front end's reader of Markdown that lets through whatever it is given."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return True


READER = Careless("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


@cache
def post(written: str, written_in: Format) -> Prose:
    return prose(written, written_in)


@cache
def comment(written: str, written_in: Format) -> Prose:
    return comment_prose(written, written_in)


Way = Callable[[str], str]


def ways() -> dict[str, Way]:
    """From what is written to the HTML that a front end makes of what comes out."""
    found: dict[str, Way] = {"title": title, "name": name, "address": address}
    for form in (post, comment):
        for written_in in Format:
            kind = f"{form.__name__} in {written_in}"
            found[kind] = lambda w, f=form, i=written_in: with_headings(f(w, i))
            found[f"Markdown of a {kind}"] = lambda w, f=form, i=written_in: READER.render(
                f(w, i).markdown
            )
            found[f"text of a {kind}"] = lambda w, f=form, i=written_in: as_text(f(w, i).text)
    return found


def with_headings(written: Prose) -> str:
    html, toc = anchored(written.html)
    return html + "".join(f'<a href="#{h["anchor"]}">{escape(str(h["text"]))}</a>' for h in toc)


def as_text(shown: str) -> str:
    """As a text, in an attribute, and as the excerpt that the API hands out as HTML."""
    short = excerpt(plain_text.excerpt(shown), True, ContentFormat.HTML)
    return f'<p title="{escape(shown)}">{escape(shown)}</p>{short}'


def title(written: str) -> str:
    return as_text(title_text(written))


def name(written: str) -> str:
    return as_text(shown_name(written) or "")


def address(written: str) -> str:
    """Put between quotation marks, and nothing else done to it."""
    kept = web_address(written)
    return f"<a href=\"{kept}\">x</a><a href='{kept}'>x</a>" if kept else ""


async def fired(browser: Browser, shown: list[str]) -> set[str]:
    """What ran, and what should not be there, in a page with all of this on it."""
    found: set[str] = set()
    ended = asyncio.Event()

    def note(_: object, what: str, place: str) -> None:
        if place == "the end":
            ended.set()
        else:
            found.add(f"{what} in {shown[int(place)] if place else 'some place'}"[:500])

    async def answer(route: Route) -> None:
        if route.request.url == PAGE:
            await route.fulfill(content_type="text/html", body=page_of(shown))
        elif route.request.resource_type in QUIET:
            await route.abort()
        else:
            found.add(f"asked for {route.request.url}")
            await route.fulfill(content_type="text/javascript", body="alert(1)")

    async with await browser.new_context() as context:
        await context.expose_binding("fired", note)
        await context.add_init_script(TRIPWIRES)
        await context.route("**/*", answer)
        await (await context.new_page()).goto(PAGE)
        async with asyncio.timeout(60):
            await ended.wait()
    return found


def page_of(shown: list[str]) -> str:
    places = "".join(
        f'<section data-place="{n}">{html}</section>\n' for n, html in enumerate(shown)
    )
    data = json.dumps(shown).replace("<", "\\u003c")
    return (
        f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
        f'<script type="application/json" id="shown">{data}</script><script>{PROVOKING}</script>'
        f"<body>{places}"
    )


WAYS = ways()


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_runs_that_anybody_wrote(browser: Browser, way: str) -> None:
    written = [place.replace("%s", payload) for payload in PAYLOADS for place in PLACES]
    shown = sorted({WAYS[way](text) for text in written})
    assert await fired(browser, shown) == set()


@pytest.mark.parametrize(
    "html",
    [
        "<script>window.quire_xss = 1</script>",
        "<script src=//evil.example/x.js></script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=confirm(1)>",
        "<p onmouseover=prompt(1)>x</p>",
        "<p onclick=eval('1')>x</p>",
        "<b tabindex=0 onfocus=Function('1')>x</b>",
        "<a href='java&Tab;script:alert(1)'>x</a>",
        "<svg><a href=javascript:alert(1)>x</a></svg>",
        "<a href=vbscript:x>x</a>",
        "<blockquote cite=data:,x>x</blockquote>",
        "<form action=javascript:alert(1)><button>x</button></form>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<iframe src=https://evil.example/></iframe>",
        "<details open ontoggle=alert(1)>x</details>",
    ],
)
async def test_the_page_notices_what_runs(browser: Browser, html: str) -> None:
    assert await fired(browser, ["<p>harmless</p>", html]) != set()


async def test_the_page_has_nothing_against_a_text(browser: Browser) -> None:
    html = prose("# A\n\n[b](#a) ![c](d.png) e[^1]\n\n[^1]: <f@x.example>", Format.MARKDOWN).html
    assert await fired(browser, [html]) == set()


def test_there_are_more_than_a_hundred_and_fifty_attacks() -> None:
    assert len(set(PAYLOADS)) > 150
