"""Turns the elements of one site's exports into drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gql.content.draft import AuthorDraft, Draft, SiteDraft, Skipped, TermDraft, TermKey
from gql.content.site.site_record import language_tag
from gql.importers.wordpress import conversions
from gql.importers.wordpress.attachment import media_draft
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.entry import entry_drafts
from gql.importers.wordpress.export_file import Header
from gql.importers.wordpress.former_uris import FormerUris
from gql.importers.wordpress.menus import MenuCollector

_UNKNOWN = "unknown"
_MENU = "nav_menu"


@dataclass(slots=True)
class DraftBuilder:
    """Yields drafts for elements in the order of the file, for all files of one site.

    Keeps what later elements refer to: comments name authors by number, not by login, and menu
    items name terms by number, not by slug.
    """

    language: str | None = None
    logins_by_id: dict[str, str] = field(default_factory=dict)
    authors: set[str] = field(default_factory=set)
    terms: set[TermKey] = field(default_factory=set)
    terms_by_id: dict[str, TermKey] = field(default_factory=dict)
    menus: MenuCollector = field(default_factory=MenuCollector)
    former_uris: FormerUris = field(default_factory=FormerUris)

    def drafts(self, part: Header | Element) -> Iterator[Draft]:
        """The drafts for one part of an export: none, one, or an entry with what it names."""
        match part:
            case Header():
                yield self._site(part)
            case Element(name="author"):
                author = self._author(part)
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
        yield from self.former_uris.of_archives()

    def _site(self, header: Header) -> SiteDraft:
        self.language = language_tag(header.language)
        self.former_uris.set_home(header.url)
        return SiteDraft(header.title, header.tagline or None, header.url, self.language)

    def _author(self, element: Element) -> AuthorDraft:
        login = conversions.source_id(
            conversions.canonical_login(element.text("author_login")) or _UNKNOWN
        )
        self.authors.add(login)
        if number := element.text("author_id"):
            self.logins_by_id[number] = login
        display_name = element.text("author_display_name")
        full_name = (
            f"{element.text('author_first_name')} {element.text('author_last_name')}".strip()
        )
        return AuthorDraft(
            source_id=login,
            # without a display name WordPress shows the login, so it was public before
            name=display_name or full_name or element.text("author_login"),
            login=element.text("author_login") or None,
            email=element.text("author_email") or None,
            # WordPress has author pages only for users with published posts; the flag is set then
            is_public=False,
        )

    def _term(self, element: Element) -> Iterator[Draft]:
        # categories, tags and terms of other taxonomies have children of three different prefixes
        prefix = {"category": "category", "tag": "tag", "term": "term"}[element.name]
        slug = element.text("category_nicename" if prefix == "category" else f"{prefix}_slug")
        name = element.text("cat_name" if prefix == "category" else f"{prefix}_name")
        taxonomy = element.text("term_taxonomy") if prefix == "term" else prefix
        if taxonomy == _MENU:
            self.menus.set_name(slug, name)
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
        else:
            yield Skipped("other terms", f"of the taxonomy {taxonomy[:50]}")

    def _item(self, element: Element) -> Iterator[Draft]:
        if element.comments and element.text("post_type") not in ("post", "page"):
            yield Skipped("comments", "belongs to neither a post nor a page", len(element.comments))
        match element.text("post_type"):
            # the guard comes first: without an id, a second import would insert it again
            case other if not element.text("post_id"):
                yield Skipped(f"{other[:50] or 'untyped'} items", "without a wp:post_id")
            case "post" | "page":
                yield from self._entry(element)
                yield from self.former_uris.of_entry(element)
            case "attachment" if element.text("status") in ("trash", "private"):
                yield Skipped("media", "not published")
            case "attachment":
                yield media_draft(element)
                yield from self.former_uris.of_media(element)
            case "nav_menu_item":
                yield from self.menus.add(element, self.terms_by_id)
            case other:
                kind = other[:50] or "untyped"
                yield Skipped(f"{kind} items", "neither post, page, attachment nor menu item")

    def _entry(self, element: Element) -> Iterator[Draft]:
        author = conversions.source_id(
            conversions.canonical_login(element.text("creator")) or _UNKNOWN
        )
        # WXR 1.0 has no list of authors: they are known by the logins of their entries only
        if author not in self.authors:
            self.authors.add(author)
            name = element.text("creator")
            yield AuthorDraft(author, name, is_only_named=True, is_public=False)
            yield from self.former_uris.of_author(name, author)
        terms: list[TermKey] = []
        for label in element.labels:
            kind = conversions.TERM_KINDS.get(label.domain)
            # WXR 1.0 writes every label twice, the first time without its nicename
            if kind is None or not label.nicename:
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
            element, author, tuple(dict.fromkeys(terms)), self.logins_by_id, self.language
        )
