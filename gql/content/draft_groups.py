"""Drafts of what entries form together, as importers yield them after the entries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TranslationDraft:
    """That an entry is one of those that are translations of each other."""

    source_id: str
    """That of the entry."""
    group: str
    """Any text that all of them share, and no others."""
    language: str | None = None
    """That of the entry: with another it takes its place in the group anew."""


@dataclass(frozen=True, slots=True)
class SeriesDraft:
    """A series with its posts, by their source ids, in their order."""

    source_id: str
    title: str
    slug: str | None = None
    description: str | None = None
    posts: tuple[str, ...] = ()
