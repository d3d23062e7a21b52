"""What texts of an export name by number: reusable blocks, files, menus of the block editor.

They may come after the text that names them, or in another file: so they are read beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gql.importers.wordpress.element import Element
from gql.importers.wordpress.export_file import open_export

_NAMED = frozenset(["wp_block", "attachment"])  # types of items


@dataclass(frozen=True, slots=True)
class File:
    """An attachment, as far as a gallery shows it."""

    url: str
    alt: str
    caption: str
    owner: str


@dataclass(slots=True)
class Library:
    """By number in WordPress: texts of reusable blocks, files, and names of guest authors."""

    blocks: dict[str, str] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    files_of: dict[str, list[str]] = field(default_factory=dict)
    """By number of a post: the numbers of the files that were uploaded to it, in their order."""

    def take(self, element: Element) -> None:
        """Keep what a text may name, of any item of an export."""
        number = element.text("post_id")
        if element.text("post_type") == "wp_block" and element.text("status") != "trash":
            self.blocks[number] = element.texts.get("content", "")
        elif element.text("post_type") == "attachment":
            self.files[number] = File(
                url=element.text("attachment_url") or element.text("guid"),
                alt=element.meta.get("_wp_attachment_image_alt", ""),
                caption=element.text("excerpt"),
                owner=element.text("post_parent"),
            )
            self.files_of.setdefault(element.text("post_parent"), []).append(number)

    def gallery(self, post: str, ids: Iterable[str], excluded: Iterable[str]) -> list[File]:
        """The files of a gallery: those named, else all that were uploaded to its post."""
        left_out = set(excluded)
        numbers = list(ids) or self.files_of.get(post, [])
        return [self.files[n] for n in numbers if n in self.files and n not in left_out]


def read_library(files: Iterable[Path]) -> dict[str, Library]:
    """The libraries of the sites of these exports, by the URL of each. Raises InputRefused."""
    libraries: dict[str, Library] = {}
    for file in files:
        with open_export(file, item_types=_NAMED) as export:
            library = libraries.setdefault(export.header.url, Library())
            for element in export.elements:
                if element.name == "item":
                    library.take(element)
    return libraries
