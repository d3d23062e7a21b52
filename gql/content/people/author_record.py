"""From an AuthorDraft to the columns of an author and their slug."""

from __future__ import annotations

from gql.content.address import email_address, http_url
from gql.content.draft import AuthorDraft
from gql.content.people.display_name import public_name
from gql.content.record import NewRecord
from gql.content.slug import preserved_slug, slug_of
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import render_author_text
from gql.content.timestamp import utc


def author_slug(draft: AuthorDraft, number: int) -> str:
    """The slug of a draft: its own, one from the public name, or author-7 with `number`."""
    fallback = f"author-{number}"
    if draft.slug:
        return preserved_slug(draft.slug, fallback)
    # not from the login, with which somebody signs in, and not from an e-mail address
    return slug_of(public_name(draft.name) or "", fallback)


def author_record(draft: AuthorDraft, number: int) -> NewRecord:
    """The public columns of an author; `number` names those without a name that may be public."""
    bio = render_author_text(draft.bio, draft.bio_format)
    return {
        "name": public_name(draft.name) or f"Author {number}",
        "bio_html": bio.html,
        "bio_markdown": bio.markdown,
        "bio_text": bio.text,
        "bio_source": bio.source,
        "url": http_url(draft.url),
        "links": [
            {"service": title_text(service), "url": url}
            for service, address in draft.links
            if (url := http_url(address))
        ],
        "joined_at": utc(draft.joined_at),
        "is_public": draft.is_public,
    }


def author_private_record(draft: AuthorDraft) -> NewRecord:
    """The columns of author_private, a table that no view for readers shows."""
    return {"login": draft.login or None, "email": email_address(draft.email)}
