"""Markdown, both ways.

What is made from sanitised HTML stays harmless in a renderer that lets HTML through.
"""

from __future__ import annotations

import re
from itertools import islice

from markdown_it import MarkdownIt
from markdownify import ATX, MarkdownConverter

from gql.content.text.footnotes import footnotes
from gql.content.text.html_tags import tags
from gql.content.text.html_tree import Element, tree

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnotes)
_SPECIAL = re.compile(r"([\\`*_\[\]<~|])|(&)(?=#?\w+;)")
_AT_LINE_START = re.compile(r"^([ \t]*)([#>+=-])|^([ \t]*\d{1,9})([.)])", re.MULTILINE)
_EMPTINESS = re.compile(r"\s{100,}")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s()<>\"\\`\[\]]")
_FENCE = re.compile(r"`{3,}")
_LINE_BREAK = re.compile(r"[\t \r\n]*[\r\n][\t \r\n]*")
_SPACES = re.compile(r"[\t ]+")
_NEXT_LINE = re.compile(r"\n(?=[^\n])")
_HEADINGS = tags("h1 h2 h3 h4 h5 h6")
# white space beside and inside of their tags means nothing
_BLOCKS = _HEADINGS | tags(
    "article blockquote dd div dl dt li ol p section table tbody td tfoot th thead tr ul"
)
# how markdownify's converters are told where they are
_WITHIN = dict.fromkeys(_HEADINGS | tags("td th"), ("_inline",)) | dict.fromkeys(
    tags("pre code kbd samp"), ("_noformat",)
)
WIDEST = 20  # columns that one cell is written across: it costs an author a few letters


def html_of(markdown: str) -> str:
    """CommonMark with tables, strikethrough and footnotes, raw HTML left in: not yet sanitised."""
    return str(_READER.render(markdown))


def markdown_of(html: str) -> str:
    """Sanitised HTML as Markdown."""
    # the expressions that look for white space take the square of its length
    bounded = _EMPTINESS.sub(lambda space: space[0][:100], html)
    return _WRITER.written(tree(bounded)).strip()


class _Writer(MarkdownConverter):
    """markdownify's converters, with everything escaped that a renderer could take for markup.

    They are led along a tree of our own. Theirs takes most of the time, and their way along it the
    square of a text's length: all items before each item are counted, and all rows beside each row.
    """

    def written(self, node: Element, above: frozenset[str] = frozenset()) -> str:
        _note_places(node)
        inside = above.union((node.name, *_WITHIN.get(node.name, ())))
        parts = [
            self.written(child, inside)
            if isinstance(child, Element)
            else _text(child, inside, _is_edge(node, place - 1), _is_edge(node, place + 1))
            for place, child in enumerate(node.children)
        ]
        text = "".join(parts) if "pre" in inside else _joined(parts)
        convert = self.get_conv_fn_cached(node.name)  # type: ignore[attr-defined]
        return str(convert(node, text, parent_tags=above)) if convert else text

    def convert_list(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        return f"\n{text.rstrip()}" if "li" in parent_tags else f"\n\n{text}\n"

    convert_ul = convert_ol = convert_list

    def convert_li(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        if not (text := text.strip()):
            return "\n"
        bullet = "- " if el.number is None else f"{el.number}. "
        return f"{bullet}{_indented(text, ' ' * len(bullet))}\n"

    def convert_tr(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        row = f"|{text}\n"
        if not el.heads:
            return row
        cells = list(el.elements("td", "th"))
        wide = sum(_columns(cell) for cell in cells)
        line = f"| {' | '.join(['---'] * wide)} |\n"
        if all(cell.name == "th" for cell in cells) or _is_alone_in_head(el):
            return row + line
        return f"| {' | '.join([''] * wide)} |\n{line}{row}"

    def convert_td(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        return f" {text.strip().replace(chr(10), ' ')}{' |' * _columns(el)}"

    convert_th = convert_td

    def convert_video(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        sources = [el, *el.elements("source")]
        address = next((one.get("src") for one in sources if one.get("src")), None)
        return f"[{text}]({_address(address)})" if address else text

    def convert_a(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        if not text.strip() or not el.get("href") or "_noformat" in parent_tags:
            return text
        return f"[{text.strip()}]({_address(el.get('href'))})"

    def convert_img(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        return f"![{_escaped(el.get('alt'))}]({_address(el.get('src'))})" if el.get("src") else ""

    def convert_pre(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        if not text:
            return ""
        longest = max((len(fence) for fence in _FENCE.findall(text)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"


def _note_places(node: Element) -> None:
    """Once for all of a list or a table."""
    if node.name == "ol":
        start = node.get("start")
        for number, item in enumerate(node.elements("li"), int(start) if start.isdecimal() else 1):
            item.number = number
    elif node.name == "table":
        for section in islice(node.elements("thead", "tbody", "tfoot"), 1):
            for row in islice(section.elements("tr"), 1):
                row.heads = True


def _is_alone_in_head(row: Element) -> bool:
    head = row.parent
    return head is not None and head.name == "thead" and len(list(head.elements("tr"))) == 1


def _text(text: str, inside: frozenset[str], starts: bool, ends: bool) -> str:
    if "pre" not in inside:
        text = _SPACES.sub(" ", _LINE_BREAK.sub("\n", text))
    if "_noformat" not in inside:
        text = _escaped(text)
    text = text.lstrip(" \t\r\n") if starts else text
    return text.rstrip() if ends else text


def _is_edge(node: Element, place: int) -> bool:
    """Whether a block begins or ends there: what is beside it, or what it is in."""
    if not 0 <= place < len(node.children):
        return node.name in _BLOCKS
    child = node.children[place]
    return isinstance(child, Element) and (child.name in _BLOCKS or child.name == "pre")


def _joined(parts: list[str]) -> str:
    """Where two parts meet, one empty line at most is between them."""
    joined, last = [], 0
    for part in filter(None, parts):
        rest = part.lstrip("\n")
        text = rest.rstrip("\n")
        first = len(part) - len(rest)
        lines = min(2, max(last, first)) if last and first else last or first
        joined += ["\n" * lines, text]
        last = len(rest) - len(text)
    return "".join([*joined, "\n" * last])


def _indented(text: str, indent: str) -> str:
    """All its lines but the first, and those with nothing in them."""
    return _NEXT_LINE.sub(f"\n{indent}", text)


def _columns(cell: Element) -> int:
    wide = cell.get("colspan")
    return max(1, min(WIDEST, int(wide))) if wide.isdecimal() else 1


def _escaped(text: str) -> str:
    return _AT_LINE_START.sub(r"\1\3\\\2\4", _SPECIAL.sub(r"\\\1\2", text))


def _address(address: str) -> str:
    return _UNSAFE_IN_ADDRESS.sub(
        lambda character: "".join(f"%{octet:02X}" for octet in character[0].encode()), address
    )


_WRITER = _Writer(heading_style=ATX, strip_document=None)
