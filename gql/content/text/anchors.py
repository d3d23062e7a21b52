"""Ids within a text: safe names, unique, and in agreement with the links that lead to them."""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import unquote

from gql.content.slug import slug_of
from gql.content.text.footnotes import FOOTNOTE_ID
from gql.content.text.html_tags import tag_set

# exact, because sanitised HTML has one syntax only: lower-case names and double-quoted attributes
_TAG = re.compile(r"<([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"]*\")*)>")
_ID = re.compile(r" (?:id|name)=\"([^\"]*)\"")
_FRAGMENT = re.compile(r"( href=\"#)([^\"]+)\"")
_HEADING = re.compile(r"h[1-6]")
# what a script could mean by a name of a global variable; such an id would shadow one that is unset
_VARIABLE = re.compile(r"[^\W\d]\w*")
_PREFIX = "anchor-"
# names that mean something to a browser already: no heading needs to be called so
_OF_BROWSERS = tag_set(
    "alert body children cookie document domain embeds event forms frames head history images "
    "links location name navigator open origin parent plugins referrer scripts self status title "
    "top url window writeln"
)


def settle_anchors(html: str) -> str:
    """Keep the ids of headings, of footnotes and of what a link in the text leads to; change ids
    and links together where an id is no safe name, or is there already.

    `html`: sanitised. Idempotent.
    """
    if " id=" not in html and " name=" not in html:
        return html
    linked = {fragment for match in _FRAGMENT.finditer(html) for fragment in _spellings(match[2])}
    names: dict[str, str] = {}
    used: Counter[str] = Counter()

    def with_safe_id(tag: re.Match[str]) -> str:
        if not (ids := [unescape(id) for id in _ID.findall(tag[2])]):
            return tag[0]
        name = _kept_name(tag[1], ids, linked, names, used)
        if name is None:
            return f"<{tag[1]}{_ID.sub('', tag[2])}>"
        for id in ids:
            names.setdefault(id, name)
        first = next(_ID.finditer(tag[2]))
        after = _ID.sub("", tag[2][first.end() :])  # without the name of an <a> that has an id too
        return f'<{tag[1]}{tag[2][: first.start()]} id="{escape(name)}"{after}>'

    html = _TAG.sub(with_safe_id, html)
    return _FRAGMENT.sub(lambda link: _settled_link(link, names), html)


def ids_in(html: str) -> set[str]:
    """The ids in sanitised HTML."""
    return {unescape(id) for tag in _TAG.finditer(html) for id in _ID.findall(tag[2])}


def unique_id(name: str, used: Counter[str]) -> str:
    """The name, numbered -2, -3, … where it is used; adds it to those used, with its number."""
    candidate = name
    while candidate in used:
        used[name] += 1
        candidate = f"{name}-{used[name]}"
    used[candidate] = 1
    return candidate


def _kept_name(
    tag: str, ids: list[str], linked: set[str], names: dict[str, str], used: Counter[str]
) -> str | None:
    """The name under which the id of an element is kept; None to drop it."""
    id = ids[0]
    if FOOTNOTE_ID.fullmatch(id) and tag in ("a", "li"):
        return None if id in used else unique_id(id, used)
    is_heading = _HEADING.fullmatch(tag) is not None
    name = slug_of(id, "")
    is_linked = not linked.isdisjoint(ids) and names.keys().isdisjoint(ids)
    if not name or not (is_linked or (is_heading and name not in _OF_BROWSERS)):
        return None
    if name in _OF_BROWSERS if is_heading else _VARIABLE.fullmatch(name):
        name = _PREFIX + name
    return unique_id(name, used)


def _settled_link(link: re.Match[str], names: dict[str, str]) -> str:
    for fragment in _spellings(link[2]):
        if fragment in names:
            return f'{link[1]}{escape(names[fragment])}"'
    return link[0]


def _spellings(fragment: str) -> tuple[str, str]:
    """What a fragment may name: as written, and percent-decoded, in the order of browsers."""
    text = unescape(fragment)
    return text, unquote(text)
