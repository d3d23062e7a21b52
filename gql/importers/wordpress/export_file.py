"""Reads an export file (WXR) as a stream, with no more than one item in memory.

A file that is no export, or is damaged, raises InputRefused with file, line and column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from lxml import etree

from gql.errors import InputRefused
from gql.importers.wordpress.element import Element, local_name, parsed_element
from gql.importers.wordpress.xml_text import XmlText

VERSIONS = ("1.0", "1.1", "1.2")
Progress = Callable[[Path, int, int], None]
"""Called with the file, the bytes read so far, and its size in bytes."""

TaggedElement = tuple[str, etree._Element]  # local name, element of lxml's tree
_HEADER = frozenset(
    ["title", "link", "description", "language", "wxr_version", "base_site_url", "base_blog_url"]
)
_BODY = frozenset(["author", "category", "tag", "term", "item"])
# of the feed, which nobody misses
_NOT_MISSED = frozenset(["pubDate", "generator", "cloud", "image"])
_INVALID_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]
_WHICH_FILE = "Name a file that WordPress made under Tools, Export."


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of an export says about the publication."""

    version: str
    title: str
    tagline: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Export:
    """An open export; its authors, terms and items are read in the order of the file."""

    header: Header
    elements: Iterator[Element]
    left_out: Counter[str] = field(default_factory=Counter)
    """Characters and elements that are not read, by what they are; complete after the last of the
    elements."""


@contextmanager
def open_export(
    path: Path, progress: Progress | None = None, *, item_types: frozenset[str] = frozenset()
) -> Iterator[Export]:
    """Open an export file; with `item_types`, only items of these types are copied.

    Raises InputRefused, also later while its elements are read.
    """
    size = _readable_size(path)
    with path.open("rb") as file:
        _check_prolog(path, file)
        file.seek(0)
        text = XmlText(file)
        elements = _channel_children(path, text)
        header, first = _read_header(path, elements)
        yield Export(
            header,
            _body_elements(
                first,
                (pair for pair in elements if not item_types or _is_of_type(pair[1], item_types)),
                lambda: _report_progress(progress, path, file, size),
            ),
            text.left_out,
        )


def _readable_size(path: Path) -> int:
    try:
        if path.is_dir():
            raise InputRefused(f"{path} is a folder. Name the export files in it.")
        with path.open("rb"):
            size = path.stat().st_size
    except FileNotFoundError:
        raise InputRefused(f"{path} is not there. Check the name.") from None
    except OSError as error:
        raise InputRefused(f"{path} cannot be read: {error.strerror}.") from None
    if not size:
        raise InputRefused(f"{path} is empty. Export it again.")
    return size


class _RootReached(Exception):
    """Stops expat at the root element: no document type can follow."""


def _check_prolog(path: Path, file: BinaryIO) -> None:
    """Raise InputRefused for what is not XML up to its root element, or has a document type.

    Only in a document type can entities be declared.
    """
    # Before lxml sees the file: libxml2 expands entities in attribute values ("billion laughs")
    # even with resolve_entities=False. No exporter writes a document type.
    parser = expat.ParserCreate()

    def refuse(name: str, *_: object) -> None:
        raise InputRefused(
            f"{path}, line {parser.CurrentLineNumber}: it declares a document type, which "
            "no export does and which can be used for attacks. Export it again."
        )

    def stop(*_: object) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    text = XmlText(file)
    try:
        while chunk := text.read():
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _RootReached:
        return
    except expat.ExpatError as error:
        raise InputRefused(
            f"{path}, line {error.lineno}, column {error.offset + 1}: it is not XML "
            f"({expat.errors.messages[error.code]}).{_hint(file)}"
        ) from None


def _hint(file: BinaryIO) -> str:
    file.seek(0)
    if file.read(4) in (b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x08"):
        return " It is an archive: unpack it first."
    return f" {_WHICH_FILE}"


def _read_header(path: Path, elements: Iterator[TaggedElement]) -> tuple[Header, Element | None]:
    """Read up to the first author, term or item; returns the header and that first element."""
    texts: dict[str, str] = {}
    for name, element in elements:
        if name in _BODY:
            return _validated_header(path, texts, element.sourceline), parsed_element(element)
        texts.setdefault(name, (element.text or "").strip())
    return _validated_header(path, texts, None), None


def _body_elements(
    first: Element | None, elements: Iterator[TaggedElement], on_element: Callable[[], None]
) -> Iterator[Element]:
    if first:
        yield first
    for name, element in elements:
        if name in _BODY:
            yield parsed_element(element)
            on_element()


def _is_of_type(element: etree._Element, item_types: frozenset[str]) -> bool:
    return (element.findtext("{*}post_type") or "").strip() in item_types


def _report_progress(progress: Progress | None, path: Path, file: BinaryIO, size: int) -> None:
    if progress:
        progress(path, file.tell(), size)


def _channel_children(path: Path, text: XmlText) -> Iterator[TaggedElement]:
    """The children of <channel> as they end; each is freed when the next one is asked for."""
    parse = etree.iterparse(
        text,
        events=("end",),
        tag=[f"{{*}}{name}" for name in sorted(_HEADER | _BODY)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,  # libxml2's limits: 10 MB in one text, 256 levels
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parse:
            channel = element.getparent()
            name = local_name(element.tag)
            if channel is not None and channel.tag == "channel" and name:
                yield name, element
                # clear() leaves the empty element in its parent, where a hundred thousand of them
                # would add up: so remove it and all before it from the channel.
                element.clear()
                while (before := element.getprevious()) is not None:
                    _count_unknown(before, text.left_out)
                    channel.remove(before)
        for rest in parse.root.iterfind("channel/*"):
            _count_unknown(rest, text.left_out)
    except etree.XMLSyntaxError as error:
        raise _xml_refusal(path, error, parse.error_log.filter_from_errors()) from None


def _count_unknown(element: etree._Element, left_out: Counter[str]) -> None:
    name = etree.QName(element).localname
    if local_name(element.tag) not in _HEADER | _BODY | _NOT_MISSED and name not in _NOT_MISSED:
        left_out[f"elements <{name[:50]}> of the channel"] += 1


def _validated_header(path: Path, texts: dict[str, str], line: int | None) -> Header:
    version = texts.get("wxr_version")
    where = f"{path}, line {line}" if line else f"{path}"
    if not version:
        raise InputRefused(
            f"{where}: it is not a WordPress export: no wp:wxr_version. {_WHICH_FILE}"
        )
    if version not in VERSIONS:
        raise InputRefused(
            f"{where}: its wp:wxr_version is {version[:20]!r}; {', '.join(VERSIONS)} can be read. "
            "Export it again with a current WordPress."
        )
    # In a network of sites, base_site_url is that of the network and base_blog_url the blog's own.
    url = texts.get("base_blog_url") or texts.get("base_site_url") or texts.get("link") or ""
    title, tagline = texts.get("title", ""), texts.get("description", "")
    return Header(version, title, tagline, url, texts.get("language", ""))


def _xml_refusal(
    path: Path, last: etree.XMLSyntaxError, errors: etree._ListErrorLog
) -> InputRefused:
    """An InputRefused for the first error in the log: the exception has the last one only."""
    line, column, reason = next(
        ((e.line, e.column, e.message) for e in errors), (*last.position, last.msg)
    )
    line, column, character = _unexpected_character(path) or (line, column, "")
    return InputRefused(
        f"{path}, line {line}, column {column}{character}: the XML is broken "
        f"({' '.join(reason.split())}). Nothing was imported: export the file again, or repair "
        "that place."
    )


def _unexpected_character(path: Path) -> tuple[int, int, str] | None:
    """Line, column and character of the first error in a file, if it is one of a character.

    By expat, which counts characters and not bytes, and knows which one it is.
    """
    parser, offset = expat.ParserCreate(), 0
    with path.open("rb") as file:
        text = XmlText(file)
        chunk = b""
        try:
            while chunk := text.read():
                parser.Parse(chunk, False)
                offset += len(chunk)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            rest = chunk[max(0, parser.ErrorByteIndex - offset) :][:4].decode(errors="replace")
            if rest and error.code == _INVALID_TOKEN:
                return error.lineno, error.offset + 1, f", at {rest[0]!r} (U+{ord(rest[0]):04X})"
    return None
