"""The project's Markdown pages as the tests of the guides read them: blocks, links, commands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.house.source_tree import ROOT, relative_path, tracked_files

# what the demo publication says is content: its links lead to pages of a front end
_CONTENT = ("gql/demo/posts/", "gql/demo/pages/")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!\\)\[[^\]\n]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_OPTION = re.compile(r"# (as|variables|headers|extensions|answers): (.+)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, the line it starts on, its language and its text."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{relative_path(self.page)}:{self.line}"


@dataclass(frozen=True)
class Operation:
    """A ```graphql block with the options in the comments it starts with, and the ```json block
    that follows it, which is its answer."""

    block: Block
    text: str
    viewer: str | None = None
    variables: str = "{}"
    headers: str = "{}"
    extensions: str = "{}"
    answers: str | None = None
    expected: Any = None

    @property
    def is_mutation(self) -> bool:
        """Whether it may change the database."""
        return self.text.startswith("mutation")


def pages() -> list[Path]:
    """Every Markdown file of the project that is documentation."""
    found = [path for path in tracked_files() if path.suffix == ".md"]
    return [path for path in found if not relative_path(path).startswith(_CONTENT)]


def blocks(page: Path, *languages: str) -> list[Block]:
    """The fenced blocks of a page in these languages; all of them where none is named."""
    text = page.read_text("utf-8")
    return [
        Block(page, text.count("\n", 0, match.start()) + 1, match[1], match[2])
        for match in _BLOCK.finditer(text)
        if match[1] in languages or not languages
    ]


def operations(page: Path) -> list[Operation]:
    """The operations of a page, in order."""
    found = []
    fenced = [*blocks(page), None]
    for block, following in pairwise(fenced):
        if block and block.language == "graphql":
            answer = following.text if following and following.language == "json" else "null"
            found.append(_operation(block, json.loads(answer)))
    return found


def _operation(block: Block, expected: Any) -> Operation:
    lines = block.text.splitlines()
    given = {}
    while lines and (option := _OPTION.fullmatch(lines[0])):
        given["viewer" if option[1] == "as" else option[1]] = option[2]
        lines.pop(0)
    text = "\n".join(lines).strip()
    return Operation(block, text, **given, expected=expected)


def commands(page: Path) -> list[tuple[str, str]]:
    """What stands behind `$ ` in the ```console blocks of a page, continued lines joined: where,
    and the command."""
    found = []
    for block in blocks(page, "console"):
        text = block.text.replace("\\\n", " ")
        found += [(str(block), line[2:]) for line in text.splitlines() if line.startswith("$ ")]
    return found


def links(page: Path) -> list[str]:
    """The targets of all links and pictures outside code."""
    prose = re.sub(r"`[^`\n]*`", "", _BLOCK.sub("", page.read_text("utf-8")))
    return _LINK.findall(prose)


def anchors(page: Path) -> set[str]:
    """The fragments that GitHub gives to the headings of a page."""
    found: dict[str, int] = {}
    names = set()
    for heading in _HEADING.findall(_BLOCK.sub("", page.read_text("utf-8"))):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        repeated = found.get(name, 0)
        found[name] = repeated + 1
        names.add(f"{name}-{repeated}" if repeated else name)
    return names


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere, or to a heading that is not there."""
    return [link for link in links(page) if not _resolves(page, link)]


def _resolves(page: Path, link: str) -> bool:
    if re.match(r"[a-z]+:", link):
        return True
    name, _, fragment = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    # no link may lead out of the repository
    if not target.exists() or (name and not target.is_relative_to(ROOT)):
        return False
    return not fragment or (target.suffix == ".md" and fragment in anchors(target))
