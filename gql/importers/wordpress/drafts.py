"""Turns what stands in the exports of one site into drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gql.content.draft import AuthorDraft, Draft, MenuDraft, SiteDraft, Skipped, TermDraft, TermKey
from gql.content.site.site_record import language
from gql.importers.wordpress import conversions
from gql.importers.wordpress.attachment import media_draft
from gql.importers.wordpress.element import Node
from gql.importers.wordpress.entry import entry_drafts
from gql.importers.wordpress.export_file import Header
from gql.importers.wordpress.menus import Menus

_UNKNOWN = "unknown"
_MENU = "nav_menu"


@dataclass(slots=True)
class Translation:
    """Remembers what later elements refer to by another name than their own."""

    language: str | None = None
    logins: dict[str, str] = field(default_factory=dict)  # by number
    authors: set[str] = field(default_factory=set)
    terms: set[TermKey] = field(default_factory=set)
    terms_by_number: dict[str, TermKey] = field(default_factory=dict)
    menus: Menus = field(default_factory=Menus)

    def drafts(self, part: Header | Node) -> Iterator[Draft]:
        match part:
            case Header():
                yield self._site(part)
            case Node(name="author"):
                yield self._author(part)
            case Node(name="item"):
                yield from self._item(part)
            case _:
                yield from self._term(part)

    def rest(self) -> Iterator[MenuDraft]:
        """What only the end of the last file completes."""
        yield from self.menus.drafts()

    def _site(self, header: Header) -> SiteDraft:
        self.language = language(header.language)
        return SiteDraft(header.title, header.tagline or None, header.url, self.language)

    def _author(self, node: Node) -> AuthorDraft:
        login = conversions.key(conversions.login(node.text("author_login")) or _UNKNOWN)
        self.authors.add(login)
        if number := node.text("author_id"):
            self.logins[number] = login
        display_name = node.text("author_display_name")
        full_name = f"{node.text('author_first_name')} {node.text('author_last_name')}".strip()
        return AuthorDraft(
            source_id=login,
            # whoever chose no name stood under the login: a byline that was public stays whole
            name=display_name or full_name or node.text("author_login"),
            login=node.text("author_login") or None,
            email=node.text("author_email") or None,
            is_public=False,
        )

    def _term(self, node: Node) -> Iterator[Draft]:
        prefix = {"category": "category", "tag": "tag", "term": "term"}[node.name]
        slug = node.text("category_nicename" if prefix == "category" else f"{prefix}_slug")
        name = node.text("cat_name" if prefix == "category" else f"{prefix}_name")
        taxonomy = node.text("term_taxonomy") if prefix == "term" else prefix
        if taxonomy == _MENU:
            self.menus.name(slug, name)
        elif kind := conversions.TERM_KINDS.get(taxonomy):
            key = kind, conversions.key(slug or name)
            self.terms.add(key)
            self.terms_by_number[node.text("term_id")] = key
            yield TermDraft(
                source_id=key[1],
                kind=kind,
                name=name or slug,
                slug=slug or None,
                description=node.text(f"{prefix}_description") or None,
                parent=conversions.key(node.text(f"{prefix}_parent")) or None,
            )
        else:
            yield Skipped("other terms", f"of the taxonomy {taxonomy[:50]}")

    def _item(self, node: Node) -> Iterator[Draft]:
        if node.comments and node.text("post_type") not in ("post", "page"):
            yield Skipped("comments", "answers neither a post nor a page", len(node.comments))
        match node.text("post_type"):
            case other if not node.text("post_id"):
                yield Skipped(f"{other[:50] or 'untyped'} items", "without a wp:post_id")
            case "post" | "page":
                yield from self._entry(node)
            case "attachment" if node.text("status") in ("trash", "private"):
                yield Skipped("media", "not published")
            case "attachment":
                yield media_draft(node)
            case "nav_menu_item":
                yield from self.menus.add(node, self.terms_by_number)
            case other:
                kind = other[:50] or "untyped"
                yield Skipped(f"{kind} items", "neither post, page, attachment nor menu item")

    def _entry(self, node: Node) -> Iterator[Draft]:
        author = conversions.key(conversions.login(node.text("creator")) or _UNKNOWN)
        if author not in self.authors:
            self.authors.add(author)
            name = node.text("creator")
            yield AuthorDraft(author, name, is_only_named=True, is_public=False)
        terms: list[TermKey] = []
        for label in node.labels:
            kind = conversions.TERM_KINDS.get(label.domain)
            # WXR 1.0 repeats every label without its nicename
            if kind is None or not label.nicename:
                continue
            key = kind, conversions.key(label.nicename)
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
        yield from entry_drafts(
            node, author, tuple(dict.fromkeys(terms)), self.logins, self.language
        )
