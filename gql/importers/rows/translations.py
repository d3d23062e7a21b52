"""Saves which entries are translations of each other: one in each language, all of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from gql.content.draft_groups import TranslationDraft
from gql.content.entries.translations import MAX_TRANSLATIONS
from gql.db import Record
from gql.importers.report import ImportReport
from gql.importers.rows.import_map import ImportMap
from gql.sql.statements import statements

SQL = statements("translation")
_CHUNK_SIZE = 5_000
_TWICE = "a translation in a language, or of a kind, that another one has is one of nothing"


async def write_translations(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[TranslationDraft]
) -> None:
    """Save what is new or changed in the source. To be called when the entries are stored."""
    # the same element may be in several files of one export
    once = sorted({draft.source_id: draft for draft in drafts}.values(), key=lambda one: one.group)
    for at in range(0, len(once), _CHUNK_SIZE):
        await _write(import_map, report, once[at : at + _CHUNK_SIZE])


async def _write(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[TranslationDraft]
) -> None:
    ids = await import_map.row_ids("entry", (draft.source_id for draft in drafts))
    mapped = await import_map.match_drafts(
        "translation", None, [draft for draft in drafts if draft.source_id in ids]
    )
    report.count_items("translations", mapped)
    # what an editor has changed here stays, as long as it is the same in the source
    changed = [item.draft for item in mapped if item.needs_write]
    groups = {ids[one.source_id]: _group(import_map.source, one.group) for one in changed}
    records = await import_map.connection.fetch(
        SQL["members"].text, list(groups), list({*groups.values()})
    )
    kept = _without_repeated(records, groups)
    if dropped := [one.source_id for one in changed if ids[one.source_id] not in kept]:
        report.add_note(_TWICE, len(dropped), dropped)
    await import_map.connection.execute(SQL["set_groups"].text, list(kept), list(kept.values()))
    await import_map.save("translation", mapped)


def _group(source: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{source}#{name}")


def _without_repeated(records: Sequence[Record], groups: dict[int, UUID]) -> dict[int, UUID]:
    """The groups of entries, but those with a language that a member has, or of another kind."""
    kinds: dict[UUID, str] = {}
    languages: dict[UUID, set[str]] = {}
    kept: dict[int, UUID] = {}
    # those that are members already come first, whatever their ids are
    for record in sorted(records, key=lambda one: one["id"] in groups):
        id, is_trash = record["id"], record["is_trash"]
        group: UUID = groups.get(id) or record["translation_group"]
        taken = languages.setdefault(group, set())
        is_full = record["language"] in taken or len(taken) >= MAX_TRANSLATIONS
        of_other_kind = kinds.setdefault(group, record["kind"]) != record["kind"]
        if id in groups and (of_other_kind or (is_full and not is_trash)):
            continue
        if not is_trash:
            taken.add(record["language"])
        if id in groups:
            kept[id] = group
    return kept
