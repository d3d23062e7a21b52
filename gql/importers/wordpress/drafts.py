"""Turns the elements of one site's exports into drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gql.content.draft import Draft, SiteDraft, Skipped, TermDraft, TermKey
from gql.content.draft_groups import TranslationDraft
from gql.content.site.site_record import language_tag
from gql.importers.wordpress import coauthors, conversions
from gql.importers.wordpress.attachment import media_draft
from gql.importers.wordpress.coauthors import Authors
from gql.importers.wordpress.element import Element, Label
from gql.importers.wordpress.entry import Surroundings, entry_drafts
from gql.importers.wordpress.export_file import Header
from gql.importers.wordpress.former_uris import FormerUris
from gql.importers.wordpress.library import Library
from gql.importers.wordpress.menus import MenuCollector
from gql.importers.wordpress.meta import meta_drafts, unread_meta
from gql.importers.wordpress.seo import seo_drafts
from gql.importers.wordpress.seo_placeholders import Placeholders
from gql.importers.wordpress.series import TAXONOMY as SERIES
from gql.importers.wordpress.series import SeriesCollector
from gql.importers.wordpress.unread_items import reason_for

_MENU = "nav_menu"
_LANGUAGE, _TRANSLATIONS = "language", "post_translations"  # taxonomies of Polylang


@dataclass(slots=True)
class DraftBuilder:
    """Yields drafts for elements in the order of the file, for all files of one site.

    Keeps what later elements refer to: comments name authors by number, not by login, and menu
    items name terms by number, not by slug. `library`: what texts name that may come later.
    """

    library: Library = field(default_factory=Library)
    site_title: str = ""
    tagline: str = ""
    language: str | None = None
    authors: Authors = field(default_factory=Authors)
    terms: set[TermKey] = field(default_factory=set)
    terms_by_id: dict[str, TermKey] = field(default_factory=dict)
    menus: MenuCollector = field(default_factory=MenuCollector)
    series: SeriesCollector = field(default_factory=SeriesCollector)
    former_uris: FormerUris = field(default_factory=FormerUris)

    def drafts(self, part: Header | Element) -> Iterator[Draft]:
        """The drafts for one part of an export: none, one, or an entry with what it names."""
        match part:
            case Header():
                yield self._site(part)
            case Element(name="author"):
                author = self.authors.described(part)
                yield author
                yield from self.former_uris.of_author(
                    part.text("author_login"), author.source_id, part.text("author_id")
                )
            case Element(name="item"):
                yield from self._item(part)
            case _:
                yield from self._term(part)

    def remaining_drafts(self) -> Iterator[Draft]:
        """What may be spread over all of the files: menus, and the parents of terms."""
        yield from self.menus.drafts()
        yield from self.series.drafts()
        yield from self.former_uris.of_archives()
        yield from self.former_uris.unknown_bases(self.menus.term_links)

    def _site(self, header: Header) -> SiteDraft:
        self.site_title, self.tagline = header.title, header.tagline
        self.language = language_tag(header.language)
        self.former_uris.set_home(header.url)
        return SiteDraft(header.title, header.tagline or None, header.url, self.language)

    def _term(self, element: Element) -> Iterator[Draft]:
        # categories, tags and terms of other taxonomies have children of three different prefixes
        prefix = {"category": "category", "tag": "tag", "term": "term"}[element.name]
        slug = element.text("category_nicename" if prefix == "category" else f"{prefix}_slug")
        name = element.text("cat_name" if prefix == "category" else f"{prefix}_name")
        taxonomy = element.text("term_taxonomy") if prefix == "term" else prefix
        if taxonomy == _MENU:
            self.menus.set_name(slug, name)
        elif taxonomy == SERIES:
            self.series.describe(
                slug, name, element.text("term_description"), element.text("term_id")
            )
        elif kind := conversions.TERM_KINDS.get(taxonomy):
            key = kind, conversions.source_id(slug or name)
            self.terms.add(key)
            self.terms_by_id[element.text("term_id")] = key
            parent = conversions.source_id(element.text(f"{prefix}_parent")) or None
            yield TermDraft(
                source_id=key[1],
                kind=kind,
                name=name or slug,
                slug=slug or None,
                description=element.text(f"{prefix}_description") or None,
                parent=parent,
            )
            yield from self.former_uris.of_term(
                key, slug or name, (kind, parent) if parent else None, element.text("term_id")
            )
            yield from meta_drafts(element, kind, key[1], slug)
            description = element.text(f"{prefix}_description")
            placeholders = self._placeholders(name or slug, description)
            yield from seo_drafts(element, kind, key[1], slug, placeholders)
            return
        # those are authors, languages and groups of translations, which entries name
        elif taxonomy not in (coauthors.TAXONOMY, _LANGUAGE, _TRANSLATIONS):
            yield Skipped("other terms", f"of the taxonomy {taxonomy[:50]}", 1, (slug,))
        yield from unread_meta(element, "term meta", slug)

    def _placeholders(self, title: str, summary: str) -> Placeholders:
        return Placeholders.of(self.site_title, self.tagline, title, summary)

    def _item(self, element: Element) -> Iterator[Draft]:
        number, post_type = element.text("post_id"), element.text("post_type")
        is_entry = post_type in ("post", "page")
        if element.comments and not is_entry:
            ids = tuple(comment.text("comment_id") for comment in element.comments)
            yield Skipped("comments", "belongs to neither a post nor a page", len(ids), ids)
        # without an id, a second import would insert it again
        if not number:
            yield Skipped(f"{post_type[:50] or 'untyped'} items", "without a wp:post_id", 1, ("",))
            return
        yield from self._typed_item(element, post_type, number)
        if is_entry:
            id = conversions.source_id(number)
            yield from meta_drafts(element, "entry", id, number)
            placeholders = self._placeholders(element.text("title"), element.text("excerpt"))
            yield from seo_drafts(element, "entry", id, number, placeholders)
        elif post_type == "attachment":
            yield from unread_meta(element, "post meta", number)
        for name in element.foreign:
            yield Skipped("elements of items", f"<{name[:50]}>", 1, (number,))

    def _typed_item(self, element: Element, post_type: str, number: str) -> Iterator[Draft]:
        match post_type:
            case "post" | "page":
                yield from self._entry(element)
                yield from self.former_uris.of_entry(element)
            case "attachment" if element.text("status") in ("trash", "private"):
                yield Skipped("media", "not published", 1, (number,))
            case "attachment":
                yield media_draft(element)
                yield from self.former_uris.of_media(element)
            case "nav_menu_item":
                yield from self.menus.add(element, self.terms_by_id)
            case "wp_navigation" if element.text("status") == "publish":
                yield from self.menus.add_navigation(element, self.terms_by_id)
            case coauthors.GUEST:
                if guest := self.authors.guest(element):
                    yield guest
                    yield from self.former_uris.of_author(guest.source_id, guest.source_id)
            case other:
                yield Skipped(f"{other[:50] or 'untyped'} items", reason_for(other), 1, (number,))

    def _entry(self, element: Element) -> Iterator[Draft]:
        authors, new_authors = self.authors.of_entry(element)
        for author in new_authors:
            yield author
            yield from self.former_uris.of_author(author.name, author.source_id)
        if element.text("post_type") == "post":
            self.series.add(element)
        language, group = _polylang(element)
        terms: list[TermKey] = []
        for label in element.labels:
            kind = conversions.TERM_KINDS.get(label.domain)
            # WXR 1.0 writes every label twice, the first time without its nicename
            if kind is None or not label.nicename:
                yield from _unread_label(label, element)
                continue
            key = kind, conversions.source_id(label.nicename)
            terms.append(key)
            if key not in self.terms:
                self.terms.add(key)
                yield TermDraft(
                    source_id=key[1],
                    kind=kind,
                    name=label.name or label.nicename,
                    slug=label.nicename,
                    is_only_named=True,
                )
                yield from self.former_uris.of_term(key, label.nicename, None)
        yield from entry_drafts(
            element,
            authors,
            tuple(dict.fromkeys(terms)),
            Surroundings(self.authors.logins_by_id, self.library, language or self.language),
        )
        if group:
            id = conversions.source_id(element.text("post_id"))
            yield TranslationDraft(id, conversions.source_id(group), language)


def _polylang(element: Element) -> tuple[str | None, str | None]:
    """The language of an entry, and the name of the group of its translations."""
    names = {label.domain: label.nicename for label in element.labels if label.nicename}
    return language_tag(names.get(_LANGUAGE)), names.get(_TRANSLATIONS)


def _unread_label(label: Label, element: Element) -> Iterator[Skipped]:
    read = {*conversions.TERM_KINDS, coauthors.TAXONOMY, _LANGUAGE, _TRANSLATIONS}
    if element.text("post_type") == "post":
        read.add(SERIES)
    if label.domain and label.domain not in read:
        reason = f"of the taxonomy {label.domain[:50]}"
        yield Skipped("other terms of posts", reason, 1, (element.text("post_id"),))
