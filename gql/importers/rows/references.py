"""References from one draft to another, set at the end of an import.

A draft may name one that comes later or in another file, so rows are inserted without references.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import TypeVar

from gql.content.draft import TermKind
from gql.importers.report import ImportReport
from gql.importers.rows.import_map import SQL, ImportMap
from gql.importers.rows.revisions import RevisionRecorder

_CHUNK_SIZE = 5_000
_ATTACHMENT_OWNER = "file's owner"
# of rows that form trees: the statements that read where they are, and that detach them
_TREES = {
    "set_entry_parents": ("entry_paths", "clear_entry_parents"),
    "set_term_parents": ("term_paths", "clear_term_parents"),
}
T = TypeVar("T")
Reference = tuple[int, str]  # row id → source id of the target
Link = tuple[int, int]  # row id → row id of the target


@dataclass(slots=True)
class References:
    """The references of one import, by kind, until `resolve` sets them."""

    parents: list[Reference] = field(default_factory=list)
    featured_media: list[Reference] = field(default_factory=list)
    attachments: list[Reference] = field(default_factory=list)
    terms: dict[TermKind, list[Reference]] = field(default_factory=dict)
    unchanged: set[int] = field(default_factory=set)
    """Ids of entries that are the same in the source as before: editors may have moved them."""
    written_terms: set[int] = field(default_factory=set)
    """Ids of terms that are not: the others may have been moved, too."""

    async def resolve(
        self, import_map: ImportMap, report: ImportReport, revisions: RevisionRecorder
    ) -> None:
        """Set all references, in the order parents, featured media, attachments.

        Targets that were not imported and references that would make a cycle are left out, and
        noted in the report.
        """
        for kind, references in self.terms.items():
            unchanged = {row for row, _ in references} - self.written_terms
            links = await _resolve_links(
                import_map, report, kind, references, "category's parent", unchanged
            )
            await _apply_links(import_map, report, "set_term_parents", links, "category's parent")
        for statement, target, references, name in (
            ("set_entry_parents", "entry", self.parents, "page's parent"),
            ("set_featured_media", "media", self.featured_media, "featured image"),
            ("set_attached_to", "entry", self.attachments, _ATTACHMENT_OWNER),
        ):
            is_of_entries = references is not self.attachments
            unchanged = self.unchanged if is_of_entries else set()
            links = await _resolve_links(import_map, report, target, references, name, unchanged)
            if is_of_entries:
                await revisions.save_before_change(row for row, _ in links)
            await _apply_links(import_map, report, statement, links, name)
        # media are public unless their owner is hidden; one that only hidden entries feature is not
        changed = [row for row, _ in self.featured_media if row not in self.unchanged]
        for rows in _chunks(changed):
            await import_map.connection.execute(SQL["hide_featured_media"].text, rows)


async def _resolve_links(
    import_map: ImportMap,
    report: ImportReport,
    kind: str,
    references: list[Reference],
    name: str,
    unchanged: AbstractSet[int] = frozenset(),
) -> list[Link]:
    """The references whose target is stored, as links; the report notes how many have none.

    Of unchanged rows, only those whose target this import has inserted: the others are set, and
    an editor here may have changed them since.
    """
    links: list[Link] = []
    missing: list[str] = []
    for chunk in _chunks(references):
        targets = await import_map.row_ids(kind, (target for _, target in chunk))
        missing += [target for _, target in chunk if target not in targets]
        links += [
            (row, targets[target])
            for row, target in chunk
            if target in targets and (row not in unchanged or import_map.has_inserted(kind, target))
        ]
    if missing:
        hidden = ", and the file hidden" if name == _ATTACHMENT_OWNER else ""
        note = f"a {name} that was not imported is left out{hidden}"
        report.add_note(note, len(missing), missing)
    return links


async def _apply_links(
    import_map: ImportMap, report: ImportReport, statement: str, links: list[Link], name: str
) -> None:
    if tree := _TREES.get(statement):
        paths, clear = tree
        links, cycles = without_cycles(links)
        below = await _links_to_descendants(import_map, paths, links)
        links = [link for link in links if link not in below]
        if cycles + len(below):
            note = f"a {name} that would make a cycle is left out"
            report.add_note(note, cycles + len(below))
        # The triggers refuse cycles after every row: when two pages change places, the second
        # would still be below the first. So detach all that move, then attach them.
        await _update_rows(import_map, clear, links)
    await _update_rows(import_map, statement, links)


async def _update_rows(import_map: ImportMap, statement: str, links: list[Link]) -> None:
    for chunk in _chunks(links):
        rows, targets = zip(*chunk, strict=True)
        await import_map.connection.execute(SQL[statement].text, list(rows), list(targets))


async def _links_to_descendants(
    import_map: ImportMap, statement: str, links: list[Link]
) -> set[Link]:
    """Links whose target is a descendant of the row here, and is not moved away by another link."""
    parents = dict(links)
    below = set()
    for chunk in _chunks(links):
        records = await import_map.connection.fetch(
            SQL[statement].text, [target for _, target in chunk]
        )
        paths = {record["id"]: record["path"] for record in records}
        for row, target in chunk:
            path = paths[target]
            # The ids from the row down to the target. A cycle remains if each step of it does.
            steps = pairwise(path[path.index(row) :] if row in path else ())
            if row in path and all(parents.get(low, high) == high for high, low in steps):
                below.add((row, target))
    return below


def without_cycles(links: list[Link]) -> tuple[list[Link], int]:
    """The links of child and parent that form trees, parents first, and how many are left out."""
    parents = dict(links)
    done: set[int] = set()
    kept: list[Link] = []
    for row in parents:
        trail = _unplaced_ancestors(row, parents, done)
        # From the top down. In a cycle, the first child's parent is not done yet: that link is cut.
        for child in reversed(trail):
            done.add(child)
            if parents[child] in done or parents[child] not in parents:
                kept.append((child, parents[child]))
    return kept, len(parents) - len(kept)


def _unplaced_ancestors(row: int, parents: dict[int, int], done: set[int]) -> list[int]:
    """The row and its ancestors that are not done yet, each once even where they form a cycle."""
    trail: list[int] = []
    seen: set[int] = set()
    while row in parents and row not in done and row not in seen:
        trail.append(row)
        seen.add(row)
        row = parents[row]
    return trail


def _chunks(items: list[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK_SIZE)):
        yield chunk
