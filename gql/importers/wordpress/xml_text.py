"""An export file as text that is XML as far as its characters go: UTF-8, without a declaration.

Databases hold characters that XML 1.0 does not allow (section 2.2), and WordPress writes them as
they are. They are left out, and counted; lines keep their numbers.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK = 65_536  # bytes
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"[ \t\r\n]*<\?xml\b[^>]*\?>")
_ENCODING = re.compile(r"encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_LONGEST_REFERENCE = 14  # characters: &#1234567890;
_FIRST_ESCAPED, _LAST_ESCAPED = "\udc80", "\udcff"  # what surrogateescape makes of bytes


@dataclass(slots=True)
class XmlText:
    """Reads a file for an XML parser. `left_out` counts what was left out, by what it is."""

    file: BinaryIO
    left_out: Counter[str] = field(default_factory=Counter)
    _decoder: codecs.IncrementalDecoder | None = None
    _held_back: str = ""

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes as UTF-8; empty at the end of the file only."""
        while True:
            chunk = self.file.read(max(size, CHUNK))
            if self._decoder is None:
                text = self._first(chunk)
            else:
                text = self._decoder.decode(chunk, final=not chunk)
            clean = self._clean(text, is_last=not chunk)
            if clean or not chunk:
                return clean.encode()

    def _first(self, chunk: bytes) -> str:
        """Decode the beginning, which says in which encoding the file is."""
        bom, encoding = next((b for b in _BOMS if chunk.startswith(b[0])), (b"", ""))
        if not encoding:
            head = _DECLARATION.match(chunk[:1_000].decode("latin-1"))
            declared = _ENCODING.search(head[0]) if head else None
            encoding = _known_encoding(declared[1] if declared else "utf-8")
        # bytes that are no text become surrogates, which are no characters of XML either
        errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
        self._decoder = codecs.getincrementaldecoder(encoding)(errors)
        text = self._decoder.decode(chunk[len(bom) :])
        if not (declaration := _DECLARATION.match(text)):
            return text
        before, _, _ = declaration[0].partition("<?xml")
        if before:
            self.left_out["blank lines or spaces before the XML declaration"] += 1
        # without the declaration, white space may stand at the beginning
        return re.sub(r"[^\r\n]", " ", declaration[0]) + text[declaration.end() :]

    def _clean(self, text: str, *, is_last: bool) -> str:
        text = self._held_back + text
        self._held_back = ""
        if not is_last and (start := text.rfind("&", -_LONGEST_REFERENCE)) >= 0:
            text, self._held_back = text[:start], text[start:]
        text = _ILLEGAL.sub(self._drop_character, text)
        return _REFERENCE.sub(self._drop_reference, text) if "&#" in text else text

    def _drop_character(self, match: re.Match[str]) -> str:
        if _FIRST_ESCAPED <= match[0] <= _LAST_ESCAPED:
            self.left_out["bytes that are no text in the encoding of the file"] += 1
            return "\ufffd"
        self.left_out[_described(ord(match[0]))] += 1
        return ""

    def _drop_reference(self, match: re.Match[str]) -> str:
        number = int(match[1], 16) if match[1] else int(match[2])
        if number <= 0x10FFFF and not _ILLEGAL.match(chr(number)):
            return match[0]
        self.left_out[_described(number)] += 1
        return ""


def _described(number: int) -> str:
    return f"characters that XML does not allow (U+{number:04X})"


def _known_encoding(name: str) -> str:
    """The name if Python has a text encoding of it, else UTF-8."""
    try:
        b"".decode(name)
    except LookupError:
        return "utf-8"
    return name.lower()
