"""Texts that are made to take long: each is a function from about how many characters it has."""

from __future__ import annotations

from collections.abc import Callable

Text = Callable[[int], str]

# Repeated, each made a parser search forward or back for a delimiter that never comes, build a list
# or quotation inside of another, or copy what it has so far for each character.
MARKDOWN_UNITS = [
    "1. a\n", "- a\n", "- a\n\n", "* a\n  * b\n", "- - ", "1) *a*\n", "1. 1. ", "*_", "**a*", "***", "*a **a ", "_a", "a_b_",
    "__a", "[", "![", "![[]()", "[[a](b)", "[a](b) ", "![a](b) ", "[a][", "[a](<b", "[a](b 'c", "](", "[a]: b\n[a]\n",
    "[^a]", "[^a]: x\n", "a[^1]", "[^", "^[a]", "`", "`` ` ", "`a", "<http://a> ", "<x@", "> a\n", "> - ", "> > ", "a\n\n",
    "a\n", "a  \n", "\\", "\\*", "&amp;", "&#x41;", "a&", "~~a~~", "~", "http://a.b ", "www.a.b ", "a@b.c ", "* * *\n",
    "    a\n\n", "\t", "|a", "|", "-|", "|a|b|\n|-|-|\n", "# a\n", "a\n===\n", "```\n", "~~~\n", "\u0301", "\u200b", "中",
    "://", "http", "http://", "http://a ", "http://a\n", "http://.", "http://a.b/(", "http://a.b/()", "http://((", "[a](",
    "<", "<http://a>", "> ", "- ", "**a", "a*b", "&",
]  # fmt: skip
# elements that close each other, tags that stay open, comments, and shortcodes
HTML_UNITS = [
    "<li>a", "<ol><li>", "<table><tbody><tr><td>a", "<tr><td>a", "<table><thead><tr><th>a", "<p>a", "<p>a\n\n", "<b>",
    "<dd>a", "<pre>", "<h2>a</h2>", "<code>a</code>", "<a ", '<a href="', "<a b=c ", "</", "</a ", "<!--", "<!-->", "<!a ",
    "<?", "<![CDATA[", "<div>\n", "<td colspan=1000>", "[foo a=1]", "[foo a='", "[caption]", "[[a", "[a]b[/a]",
    '<a href="x">a</a>', "<blockquote>a</blockquote>", "<details><summary>", "<img src='x'>", "&lt;", "&nbsp; ",
]  # fmt: skip


def repeated(unit: str) -> Text:
    """A text that repeats a unit: between letters, so that none is stripped as white space."""
    return lambda size: "x" + unit * (size // len(unit) - 1) + "y"


MARKDOWN: dict[str, Text] = {
    **{unit: repeated(unit) for unit in MARKDOWN_UNITS},
    "a table": lambda n: "|a|b|\n|-|-|\n" + "|1|2|\n" * (n // 6),
    "a wide table": lambda n: "|" + "a|" * (n // 8) + "\n|" + "-|" * (n // 8) + "\n" + "|1|\n" * (n // 8),
    "notes": lambda n: " ".join(f"[^{i}]" for i in range(n // 20)) + "\n\n" + "".join(f"[^{i}]: x\n" for i in range(n // 20)),
    "one note": lambda n: "[^a]: x\n\n" + "[^a]" * (n // 4),
    "targets": lambda n: "".join(f"[{i}]: b\n" for i in range(n // 20)) + "".join(f"[{i}] " for i in range(n // 20)),
    "longer and longer ticks": lambda n: "".join("`" * i + " " for i in range(1, int((2 * n) ** 0.5))),
    "brackets that open, then close": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "parentheses of an address": lambda n: "[a](" + "(" * (n // 2) + ")" * (n // 2),
    "emphasis that begins, then ends": lambda n: "**a " * (n // 8) + "a** " * (n // 8),
    "angle brackets": lambda n: "<" * (n // 2) + ">" * (n // 2),
    "one quotation": lambda n: "> a\n" + "a\n" * (n // 2),
    "one item": lambda n: "- a\n" + "a\n" * (n // 2),
    "items with paragraphs": lambda n: "- a\n\n  b\n" * (n // 9),
    "quotations in each other": lambda n: ">" * (n // 2) + "a\n" * (n // 4),
    "lists in each other": lambda n: "".join("  " * i + "- a\n" for i in range(int(n**0.5))),
    "spaces": lambda n: "a" + " " * n + "b",
    "lines of spaces": lambda n: "a" + " \n" * (n // 2) + "b",
    "one address": lambda n: "http://a" + "()" * (n // 2),
    "one address and dots": lambda n: "http://a" + "." * n,
    "one letter": lambda n: "a" * n,
}  # fmt: skip
HTML: dict[str, Text] = {unit: repeated(unit) for unit in HTML_UNITS}
