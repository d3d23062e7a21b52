"""Authors of an entry: its creator, or those whom Co-Authors Plus and PublishPress Authors name.

These plugins keep them as terms of the taxonomy `author`, in order, and authors without an account
as items of the type `guest-author`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gql.content.draft import AuthorDraft
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Element, Label

TAXONOMY = "author"
GUEST = "guest-author"
_UNKNOWN = "unknown"


@dataclass(slots=True)
class Authors:
    """The authors of one site so far: those of the export's list, and those only named."""

    known: set[str] = field(default_factory=set)
    logins_by_id: dict[str, str] = field(default_factory=dict)
    _logins_by_name: dict[str, str] = field(default_factory=dict)

    def described(self, element: Element) -> AuthorDraft:
        """The draft of an <author> in the head of an export."""
        login = _login(element.text("author_login"))
        if number := element.text("author_id"):
            self.logins_by_id[number] = login
        full_name = (
            f"{element.text('author_first_name')} {element.text('author_last_name')}".strip()
        )
        # without a display name WordPress shows the login, so it was public before
        name = element.text("author_display_name") or full_name or element.text("author_login")
        self._add(login, name)
        return AuthorDraft(
            source_id=login,
            name=name,
            login=element.text("author_login") or None,
            email=element.text("author_email") or None,
            # WordPress has author pages only for users with published posts; the flag is set then
            is_public=False,
        )

    def guest(self, element: Element) -> AuthorDraft | None:
        """The draft of a guest author; None for one that is an account's other name."""
        meta = element.meta
        login = _login(meta.get("cap-user_login") or _without_prefix(element.text("post_name")))
        name = meta.get("cap-display_name") or element.text("title") or login
        if account := meta.get("cap-linked_account"):
            self._logins_by_name.setdefault(name, _login(account))
            self._logins_by_name.setdefault(login, _login(account))
            return None
        self._add(login, name)
        return AuthorDraft(
            source_id=login,
            name=name,
            bio=meta.get("cap-description", ""),
            url=meta.get("cap-website") or None,
            email=meta.get("cap-user_email") or None,
            is_public=False,
        )

    def of_entry(self, element: Element) -> tuple[tuple[str, ...], list[AuthorDraft]]:
        """The source ids of an entry's authors in order, and drafts of those not known before."""
        labels = [label for label in element.labels if label.domain == TAXONOMY and label.nicename]
        pairs = [self._labelled(label) for label in labels]
        if not pairs:
            creator = element.text("creator")
            pairs = [(_login(creator), creator)]
        new = list(self._new(pairs))
        return tuple(dict.fromkeys(login for login, _ in pairs)), new

    def _labelled(self, label: Label) -> tuple[str, str]:
        """Source id and name of an author term: its name is a login, or a display name."""
        candidates = (_login(label.name), _login(_without_prefix(label.nicename)))
        if known := next((login for login in candidates if login in self.known), ""):
            return known, label.name
        for name in (label.name, *candidates):
            if name in self._logins_by_name:
                return self._logins_by_name[name], label.name
        return candidates[0] if label.name else candidates[1], label.name or candidates[1]

    def _new(self, pairs: list[tuple[str, str]]) -> Iterator[AuthorDraft]:
        # WXR 1.0 has no list of authors: they are known by the logins of their entries only
        for login, name in pairs:
            if login not in self.known:
                self._add(login, name)
                yield AuthorDraft(login, name, is_only_named=True, is_public=False)

    def _add(self, login: str, name: str) -> None:
        self.known.add(login)
        self._logins_by_name.setdefault(name, login)


def _login(text: str) -> str:
    return conversions.source_id(conversions.canonical_login(text) or _UNKNOWN)


def _without_prefix(nicename: str) -> str:
    return nicename.removeprefix("cap-")
