"""Markdown to HTML, and sanitised HTML to Markdown.

Markdown from sanitised HTML stays harmless in a renderer that lets raw HTML through.
"""

from __future__ import annotations

import re
from importlib import import_module
from itertools import islice

from markdown_it import MarkdownIt
from markdownify import ATX, MarkdownConverter

from gql.content.text.footnotes import enable_footnotes
from gql.content.text.html_tags import tag_set
from gql.content.text.html_tree import Element, parse_tree

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(enable_footnotes)
# "<" and the "&" of an entity are among them: unescaped, text could become a tag again
_SPECIAL_CHARACTER = re.compile(r"([\\`*_\[\]<~|])|(&)(?=#?\w+;)")
_AT_LINE_START = re.compile(r"^([ \t]*)([#>+=-])|^([ \t]*\d{1,9})([.)])", re.MULTILINE)
_LONG_WHITESPACE = re.compile(r"\s{100,}")
_UNSAFE_IN_URL = re.compile(r"[\s()<>\"\\`\[\]]")
_FENCE = re.compile(r"`{3,}")
_LINE_BREAK = re.compile(r"[\t \r\n]*[\r\n][\t \r\n]*")
_SPACES = re.compile(r"[\t ]+")
_NEXT_LINE = re.compile(r"\n(?=[^\n])")
_HEADINGS = tag_set("h1 h2 h3 h4 h5 h6")
# white space around and directly inside of these tags is not rendered
_BLOCKS = _HEADINGS | tag_set(
    "article blockquote dd div dl dt li ol p section table tbody td tfoot th thead tr ul"
)
# markdownify's converters learn by these pseudo tags among `parent_tags` that they are within a
# heading or cell (_inline) or within code (_noformat)
_CONTEXT_FLAGS = dict.fromkeys(_HEADINGS | tag_set("td th"), ("_inline",)) | dict.fromkeys(
    tag_set("pre code kbd samp"), ("_noformat",)
)
# Rows may leave out cells, which are made all the same: by default 65,536, for some kB of text
MAX_CELLS_LEFT_OUT = 250
_TABLE_RULE = import_module("markdown_it.rules_block.table")
_TABLE_RULE.MAX_AUTOCOMPLETED_CELLS = MAX_CELLS_LEFT_OUT  # type: ignore[attr-defined]
MAX_COLSPAN = 20  # a few typed characters, colspan=1000, would become thousands of "|"


def markdown_to_html(markdown: str) -> str:
    """Render CommonMark with tables, strikethrough and footnotes as HTML, not yet sanitised.

    Raw HTML passes through.
    """
    return str(_PARSER.render(markdown))


def html_to_markdown(html: str) -> str:
    """Convert sanitised HTML to Markdown."""
    # the regular expressions for white space, here and in markdownify, are quadratic in its length
    bounded = _LONG_WHITESPACE.sub(lambda space: space[0][:100], html)
    return _WRITER.write(parse_tree(bounded)).strip()


class _MarkdownWriter(MarkdownConverter):
    """markdownify's converters on a tree of our own, with everything escaped that is no markup.

    markdownify itself builds a BeautifulSoup tree, which takes most of its time, and walks it in
    quadratic time: it counts all items before each item and all rows beside each row.
    """

    def write(self, node: Element, ancestors: frozenset[str] = frozenset()) -> str:
        """Convert an element. `ancestors`: the names of the elements around it."""
        # one call per level of nesting, which html._strip_tags_if_too_deep keeps low
        _annotate_lists_and_tables(node)
        context = ancestors.union((node.name, *_CONTEXT_FLAGS.get(node.name, ())))
        parts = [
            self.write(child, context)
            if isinstance(child, Element)
            else _render_text(
                child, context, _is_block_edge(node, index - 1), _is_block_edge(node, index + 1)
            )
            for index, child in enumerate(node.children)
        ]
        # get_conv_fn_cached is markdownify's lookup of convert_<tag>, cached by tag name
        text = "".join(parts) if "pre" in context else _join_blocks(parts)
        convert = self.get_conv_fn_cached(node.name)  # type: ignore[attr-defined]
        return str(convert(node, text, parent_tags=ancestors)) if convert else text

    def convert_list(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        return f"\n{text.rstrip()}" if "li" in parent_tags else f"\n\n{text}\n"

    convert_ul = convert_ol = convert_list

    def convert_li(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        if not (text := text.strip()):
            return "\n"
        bullet = "- " if el.list_number is None else f"{el.list_number}. "
        return f"{bullet}{_indent_following_lines(text, ' ' * len(bullet))}\n"

    def convert_tr(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        row = f"|{text}\n"
        if not el.is_header_row:
            return row
        cells = list(el.children_named("td", "th"))
        width = sum(_colspan(cell) for cell in cells)
        line = f"| {' | '.join(['---'] * width)} |\n"
        if all(cell.name == "th" for cell in cells) or _is_only_header_row(el):
            return row + line
        return f"| {' | '.join([''] * width)} |\n{line}{row}"

    def convert_td(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        return f" {text.strip().replace(chr(10), ' ')}{' |' * _colspan(el)}"

    convert_th = convert_td

    def convert_video(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        sources = [el, *el.children_named("source")]
        url = next((one.get("src") for one in sources if one.get("src")), None)
        return f"[{text.strip() or _escape(url)}]({_encode_url(url)})" if url else text

    def convert_iframe(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        url = el.get("src")
        return f"\n\n[{_escape(el.get('title') or url)}]({_encode_url(url)})\n\n" if url else ""

    def convert_audio(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        return self.convert_video(el, text, parent_tags)

    def convert_a(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        if not text.strip() or not el.get("href") or "_noformat" in parent_tags:
            return text
        return f"[{text.strip()}]({_encode_url(el.get('href'))})"

    def convert_img(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        return f"![{_escape(el.get('alt'))}]({_encode_url(el.get('src'))})" if el.get("src") else ""

    def convert_pre(self, el: Element, text: str, parent_tags: frozenset[str]) -> str:
        if not text:
            return ""
        # a fence must be longer than any run of backticks in the code (CommonMark 0.31, 4.5)
        longest = max((len(fence) for fence in _FENCE.findall(text)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"


def _annotate_lists_and_tables(node: Element) -> None:
    """Number the items of a list and mark the header row of a table, in one pass over each."""
    if node.name == "ol":
        start = node.get("start")
        for number, item in enumerate(
            node.children_named("li"), int(start) if start.isdecimal() else 1
        ):
            item.list_number = number
    elif node.name == "table":
        for section in islice(node.children_named("thead", "tbody", "tfoot"), 1):
            for row in islice(section.children_named("tr"), 1):
                row.is_header_row = True


def _is_only_header_row(row: Element) -> bool:
    head = row.parent
    return head is not None and head.name == "thead" and len(list(head.children_named("tr"))) == 1


def _render_text(text: str, context: frozenset[str], starts: bool, ends: bool) -> str:
    """A text node with white space collapsed and special characters escaped.

    `starts`, `ends`: whether it begins or ends at the edge of a block, where spaces do not count.
    """
    if "pre" not in context:
        text = _SPACES.sub(" ", _LINE_BREAK.sub("\n", text))
    if "_noformat" not in context:
        text = _escape(text)
    text = text.lstrip(" \t\r\n") if starts else text
    return text.rstrip() if ends else text


def _is_block_edge(node: Element, index: int) -> bool:
    """Whether a block begins or ends at this child: a sibling, or the edge of a block element."""
    if not 0 <= index < len(node.children):
        return node.name in _BLOCKS
    child = node.children[index]
    return isinstance(child, Element) and (child.name in _BLOCKS or child.name == "pre")


def _join_blocks(parts: list[str]) -> str:
    """Join parts with at most one empty line between two of them."""
    joined, last = [], 0
    for part in filter(None, parts):
        rest = part.lstrip("\n")
        text = rest.rstrip("\n")
        first = len(part) - len(rest)
        lines = min(2, max(last, first)) if last and first else last or first
        joined += ["\n" * lines, text]
        last = len(rest) - len(text)
    return "".join([*joined, "\n" * last])


def _indent_following_lines(text: str, indent: str) -> str:
    """Indent all lines but the first and empty ones."""
    return _NEXT_LINE.sub(f"\n{indent}", text)


def _colspan(cell: Element) -> int:
    width = cell.get("colspan")
    return max(1, min(MAX_COLSPAN, int(width))) if width.isdecimal() else 1


def _escape(text: str) -> str:
    """Escape what Markdown would read as markup, in text and at the start of lines."""
    return _AT_LINE_START.sub(r"\1\3\\\2\4", _SPECIAL_CHARACTER.sub(r"\\\1\2", text))


def _encode_url(url: str) -> str:
    """Percent-encode what could end a link destination or start a tag in it."""
    return _UNSAFE_IN_URL.sub(
        lambda character: "".join(f"%{octet:02X}" for octet in character[0].encode()), url
    )


_WRITER = _MarkdownWriter(heading_style=ATX, strip_document=None)
