"""Former URIs: the addresses at which WordPress answered for its authors, terms, items and files.

The addresses of posts and pages in the export itself are their URIs here; these come beside them.
Archives below other words than `category`, `tag` and `author` are a setting of WordPress that no
export names: an import is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gql.content.address import normalised_path
from gql.content.draft import FormerUriDraft, Note, TermKey, TermKind
from gql.content.former_uri import id_uri, login_slug, nested_uri
from gql.content.uri_bases import UriBases
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Element

MAX_DEPTH = 50
_TERM_ID_PARAMETERS = {TermKind.CATEGORY: "cat", TermKind.TAG: "tag_id"}
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DATED_PATH = re.compile(r"(?P<folder>.*?)(?P<date>/\d{4}/\d\d(?:/\d\d)?)/(?P<rest>[^/]+)/?")
_DEFAULTS = UriBases()


@dataclass(slots=True)
class FormerUris:
    """The addresses of one site: `folder` is the path of its home page, empty at the root."""

    folder: str = ""
    bases: UriBases = _DEFAULTS
    terms: dict[TermKey, str] = field(default_factory=dict)
    """By key, the slug of each term: parents may come after their children."""
    parents: dict[TermKey, TermKey] = field(default_factory=dict)

    def set_home(self, url: str) -> None:
        """Take the address of the home page from the header of an export."""
        self.folder = urlsplit(url).path

    def of_author(self, login: str, source_id: str, id: str = "") -> Iterator[FormerUriDraft]:
        """The page of an author, by id and by the name that WordPress makes of the login."""
        name = login_slug(login)
        yield from self._drafts(
            "author",
            source_id,
            id_uri(self.folder, "author", id),
            *(self._nested({self.bases.author, _DEFAULTS.author}, [name]) if name else ()),
        )

    def of_entry(self, element: Element) -> Iterator[FormerUriDraft]:
        """The address of a post or page by its id, and that of the date which it had before."""
        id = element.text("post_id")
        yield from self._drafts(
            "entry", conversions.source_id(id), id_uri(self.folder, "p", id), _dated_before(element)
        )

    def of_media(self, element: Element) -> Iterator[FormerUriDraft]:
        """The addresses of the page that a file had, by its id and by its slug."""
        id = element.text("post_id")
        path = conversions.permalink_path(element.text("link"))
        yield from self._drafts(
            "media",
            conversions.source_id(id),
            id_uri(self.folder, "p", id),
            normalised_path(path) if path else None,
        )

    def of_term(
        self, key: TermKey, slug: str, parent: TermKey | None, id: str = ""
    ) -> Iterator[FormerUriDraft]:
        """The archive of a term by its id. Keeps slug and parent for `of_archives`."""
        self.terms[key] = slug
        if parent:
            self.parents[key] = parent
        kind, source_id = key
        yield from self._drafts(kind, source_id, id_uri(self.folder, _TERM_ID_PARAMETERS[kind], id))

    def of_archives(self) -> Iterator[FormerUriDraft]:
        """The archives of all terms by slug, alone and below those of their parents."""
        for key, slug in self.terms.items():
            kind, source_id = key
            prefixes = {self.bases.of_terms(kind), _DEFAULTS.of_terms(kind)}
            for branch in ([self.terms[k] for k in self._branch(key)], [slug]):
                yield from self._drafts(kind, source_id, *self._nested(prefixes, branch))

    def unknown_bases(self, links: Mapping[TermKey, str]) -> Iterator[Note]:
        """What addresses of terms in menus begin with, where the import was told another base."""
        for key, url in links.items():
            base = self._base_of(key, url)
            if base is not None and base != self.bases.of_terms(key[0]):
                told = f"name it with --{key[0].lower()}-base {base}"
                yield Note(f"menus link to terms below /{base}/: {told}", 1, (key[1],))

    def _base_of(self, key: TermKey, url: str) -> str | None:
        path = normalised_path(conversions.permalink_path(url) or "")
        home = normalised_path(self.folder) or "/"
        if not path or key not in self.terms or not path.startswith(home):
            return None
        nested = [self.terms[one] for one in self._branch(key)]
        for slugs in (nested, nested[-1:]):
            below = nested_uri("", "", slugs)
            if below and path.endswith(below):
                return path[len(home) - 1 : -len(below)].strip("/")
        return None

    def _nested(self, prefixes: set[str], slugs: list[str]) -> Iterator[str | None]:
        """The path below each prefix. `?category_name=a` is looked up as below the default one."""
        for prefix in sorted(prefixes):
            yield nested_uri(self.folder, prefix, slugs)

    def _branch(self, key: TermKey) -> list[TermKey]:
        """The term and those above it, from the top down; broken off where it leads in a circle."""
        branch = [key]
        while (above := self.parents.get(branch[0])) in self.terms and len(branch) < MAX_DEPTH:
            if above is None or above in branch:
                break
            branch.insert(0, above)
        return branch

    @staticmethod
    def _drafts(kind: str, source_id: str, *uris: str | None) -> Iterator[FormerUriDraft]:
        for uri in dict.fromkeys(uris):
            if uri:
                yield FormerUriDraft(uri, kind, source_id)


def _dated_before(element: Element) -> str | None:
    """The dated permalink of an entry at its former date, from which WordPress redirects."""
    date = _DATE.fullmatch(element.meta.get("_wp_old_date", ""))
    path = conversions.permalink_path(element.text("link"))
    if not date or not path or not (dated := _DATED_PATH.fullmatch(path)):
        return None
    # as many parts as the permalinks of this site have: year and month, or the day as well
    parts = date.groups()[: dated["date"].count("/")]
    return normalised_path("/".join((dated["folder"], *parts, dated["rest"])))
