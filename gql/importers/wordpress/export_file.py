"""Reads an export as a stream: no more of it is held than one item. Refuses in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from lxml import etree

from gql.errors import InputRefused
from gql.importers.wordpress.element import Node, node_of, plain_name

VERSIONS = ("1.0", "1.1", "1.2")
Progress = Callable[[Path, int, int], None]
"""Told the file, the bytes read of it, and its size."""

Element = tuple[str, etree._Element]
_HEADER = frozenset(
    ["title", "link", "description", "language", "wxr_version", "base_site_url", "base_blog_url"]
)
_BODY = frozenset(["author", "category", "tag", "term", "item"])
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Header:
    """What an export says about the publication."""

    version: str
    title: str
    tagline: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Export:
    """An open export: authors, terms and items come in the order of the file."""

    header: Header
    nodes: Iterator[Node]


@contextmanager
def opened(path: Path, progress: Progress | None = None) -> Iterator[Export]:
    """The export in a file. Raises InputRefused, also while its nodes are read."""
    size = _checked_size(path)
    with path.open("rb") as file:
        _refuse_doctype(path, file)
        file.seek(0)
        elements = _elements(path, file)
        header, first = _header(path, elements)
        yield Export(header, _nodes(first, elements, lambda: _tell(progress, path, file, size)))


def _checked_size(path: Path) -> int:
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
    pass


def _refuse_doctype(path: Path, file: BinaryIO) -> None:
    """Exports have no document type, and only in one can entities be declared to be expanded."""
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
    try:
        while chunk := file.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _RootReached:
        return
    except expat.ExpatError as error:
        raise InputRefused(
            f"{path}, line {error.lineno}, column {error.offset + 1}: it is not XML "
            f"({expat.errors.messages[error.code]}).{_advice(file)}"
        ) from None


def _advice(file: BinaryIO) -> str:
    file.seek(0)
    if file.read(4) in (b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x08"):
        return " It is an archive: unpack it first."
    return " Name the file that WordPress made under Tools, Export."


def _header(path: Path, elements: Iterator[Element]) -> tuple[Header, Node | None]:
    """What stands before the first author, term or item, and that."""
    texts: dict[str, str] = {}
    for name, element in elements:
        if name in _BODY:
            return _checked(path, texts, element.sourceline), node_of(element)
        texts.setdefault(name, (element.text or "").strip())
    return _checked(path, texts, None), None


def _nodes(
    first: Node | None, elements: Iterator[Element], moved: Callable[[], None]
) -> Iterator[Node]:
    if first:
        yield first
    for name, element in elements:
        if name in _BODY:
            yield node_of(element)
            moved()


def _tell(progress: Progress | None, path: Path, file: BinaryIO, size: int) -> None:
    if progress:
        progress(path, file.tell(), size)


def _elements(path: Path, file: BinaryIO) -> Iterator[Element]:
    """The finished children of the channel, one at a time: each is forgotten before the next."""
    parse = etree.iterparse(
        file,
        events=("end",),
        tag=[f"{{*}}{name}" for name in sorted(_HEADER | _BODY)],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in parse:
            channel = element.getparent()
            name = plain_name(element.tag)
            if channel is not None and channel.tag == "channel" and name:
                yield name, element
                element.clear()
                while element.getprevious() is not None:
                    del channel[0]
    except etree.XMLSyntaxError as error:
        raise _broken(path, error, parse.error_log.filter_from_errors()) from None


def _checked(path: Path, texts: dict[str, str], line: int | None) -> Header:
    version = texts.get("wxr_version")
    where = f"{path}, line {line}" if line else f"{path}"
    if not version:
        raise InputRefused(
            f"{where}: it is not a WordPress export: no wp:wxr_version. "
            "Name a file that WordPress made under Tools, Export."
        )
    if version not in VERSIONS:
        raise InputRefused(
            f"{where}: its wp:wxr_version is {version[:20]!r}; {', '.join(VERSIONS)} can be read. "
            "Export it again with a current WordPress."
        )
    url = texts.get("base_blog_url") or texts.get("base_site_url") or texts.get("link") or ""
    title, tagline = texts.get("title", ""), texts.get("description", "")
    return Header(version, title, tagline, url, texts.get("language", ""))


def _broken(path: Path, last: etree.XMLSyntaxError, errors: etree._ListErrorLog) -> InputRefused:
    """The exception tells of the last error, which may be but a consequence of the first."""
    line, column, reason = next(
        ((e.line, e.column, e.message) for e in errors), (*last.position, last.msg)
    )
    return InputRefused(
        f"{path}, line {line}, column {column}: the XML is broken ({' '.join(reason.split())}). "
        "Nothing was imported: export the file again, or repair that place."
    )
