"""No script in a text or name runs in Chromium, whichever API field a front end shows it from.

Each HTML is put into one page twice, as parsed source and by innerHTML; then every element gets
every event, and tripwires report what runs.
"""

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

from gql.content.address import http_url
from gql.content.draft import Format
from gql.content.people.display_name import public_name
from gql.content.text import plain_text
from gql.content.text.headings import add_heading_anchors
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import RenderedText, render_author_text, render_comment
from gql.types.text_fields import ContentFormat, excerpt
from tests.content.text.xss_payloads import PAYLOADS

pytestmark = [pytest.mark.slow(8), pytest.mark.untraced]

PAGE = "https://front.example/"
# where in a text a payload stands: alone, as a block, in HTML, in a quotation with a footnote
PLACES = ["%s", "Before\n\n%s\n\nafter", "<p>x%s</p>", "> %s[^q]\n\n[^q]: %s"]
ALLOWED_REQUESTS = {"image", "media"}  # what a text may load

# replaces what payloads call by reports; runs before any script of the page
TRIPWIRES = """
(() => {
  const where = () => (document.currentScript ?? window.event?.target)?.closest?.("[data-place]")
  const report = (what) => window.fired(String(what), where()?.dataset.place ?? "")
  const real = { eval: window.eval, setTimeout: window.setTimeout.bind(window) }
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => report(name)
  // the driver of the browser calls it too, from no place of the page
  window.eval = (code) => (where() && report("eval"), real.eval(code))
  window.Function = new Proxy(Function, { apply: () => report("Function"), construct: () => report("Function") })
  window.setTimeout = (work, ...more) => real.setTimeout(typeof work == "string" ? () => report("setTimeout") : work, ...more)
  Object.defineProperty(window, "quire_xss", { set: () => report("quire_xss"), configurable: false })
})()
"""

# runs in the page: sends the events, and looks for handlers and addresses that should not be there
PROVOKE = """
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


class UnsafeMarkdownIt(MarkdownIt):
    """A Markdown renderer of a front end that allows every URL."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return True


RENDERER = UnsafeMarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


# cached, because each text is rendered for several paths below
@cache
def post(text: str, text_format: Format) -> RenderedText:
    """A text of an author, rendered."""
    return render_author_text(text, text_format)


@cache
def comment(text: str, text_format: Format) -> RenderedText:
    """A text of a commenter, rendered under stricter rules."""
    return render_comment(text, text_format)


OutputPath = Callable[[str], str]


def output_paths() -> dict[str, OutputPath]:
    """By name, each path from a stored text to the HTML that a front end shows of it."""
    paths: dict[str, OutputPath] = {"title": title, "name": name, "address": address}
    for render in (post, comment):
        for text_format in Format:
            kind = f"{render.__name__} in {text_format}"
            # as defaults: a lambda would look the loop variables up when the loop is over
            paths[kind] = lambda t, r=render, f=text_format: with_headings(r(t, f))
            paths[f"Markdown of a {kind}"] = lambda t, r=render, f=text_format: RENDERER.render(
                r(t, f).markdown
            )
            paths[f"text of a {kind}"] = lambda t, r=render, f=text_format: as_text(r(t, f).text)
    return paths


def with_headings(rendered: RenderedText) -> str:
    """The HTML with its table of contents, whose links a front end builds from anchors."""
    html, toc = add_heading_anchors(rendered.html)
    return html + "".join(f'<a href="#{h["anchor"]}">{escape(str(h["text"]))}</a>' for h in toc)


def as_text(text: str) -> str:
    """Plain text, escaped in an element and in an attribute, and its excerpt as HTML."""
    short = excerpt(plain_text.excerpt(text), True, ContentFormat.HTML)
    return f'<p title="{escape(text)}">{escape(text)}</p>{short}'


def title(text: str) -> str:
    """A title, as the API returns it."""
    return as_text(title_text(text))


def name(text: str) -> str:
    """A display name, as the API returns it."""
    return as_text(public_name(text) or "")


def address(text: str) -> str:
    """A URL, put between quotation marks without any escaping."""
    url = http_url(text)
    return f"<a href=\"{url}\">x</a><a href='{url}'>x</a>" if url else ""


async def find_violations(browser: Browser, fragments: list[str]) -> set[str]:
    """What ran or should not be there, in a page with all of these fragments of HTML."""
    violations: set[str] = set()
    ended = asyncio.Event()

    def report(_: object, what: str, place: str) -> None:
        if place == "the end":
            ended.set()
        else:
            where = fragments[int(place)] if place else "some place"
            violations.add(f"{what} in {where}"[:500])

    async def answer(route: Route) -> None:
        if route.request.url == PAGE:
            await route.fulfill(content_type="text/html", body=page_of(fragments))
        elif route.request.resource_type in ALLOWED_REQUESTS:
            await route.abort()
        else:
            violations.add(f"requested {route.request.url}")
            # a script that was let in should run, and trip over alert as well
            await route.fulfill(content_type="text/javascript", body="alert(1)")

    async with await browser.new_context() as context:
        await context.expose_binding("fired", report)
        await context.add_init_script(TRIPWIRES)
        await context.route("**/*", answer)
        await (await context.new_page()).goto(PAGE)
        async with asyncio.timeout(60):
            await ended.wait()
    return violations


def page_of(fragments: list[str]) -> str:
    """A page with the fragments in its source, and as JSON for innerHTML."""
    places = "".join(
        f'<section data-place="{n}">{html}</section>\n' for n, html in enumerate(fragments)
    )
    data = json.dumps(fragments).replace("<", "\\u003c")
    return (
        f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
        f'<script type="application/json" id="shown">{data}</script><script>{PROVOKE}</script>'
        f"<body>{places}"
    )


OUTPUT_PATHS = output_paths()


@pytest.mark.parametrize("output_path", OUTPUT_PATHS)
async def test_no_script_in_a_text_runs(browser: Browser, output_path: str) -> None:
    texts = [place.replace("%s", payload) for payload in PAYLOADS for place in PLACES]
    fragments = sorted({OUTPUT_PATHS[output_path](text) for text in texts})
    assert await find_violations(browser, fragments) == set()


# if the tripwires were broken, the test above would pass, and this one fail
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
async def test_every_kind_of_attack_is_noticed(browser: Browser, html: str) -> None:
    assert await find_violations(browser, ["<p>harmless</p>", html]) != set()


async def test_a_harmless_text_has_no_violations(browser: Browser) -> None:
    html = render_author_text(
        "# A\n\n[b](#a) ![c](d.png) e[^1]\n\n[^1]: <f@x.example>", Format.MARKDOWN
    ).html
    assert await find_violations(browser, [html]) == set()


def test_there_are_more_than_150_payloads() -> None:
    assert len(set(PAYLOADS)) > 150
