"""What makes an author."""

from __future__ import annotations

from gql.content.address import mail_address, web_address
from gql.content.draft import AuthorDraft
from gql.content.people.display_name import shown_name
from gql.content.record import NewRecord
from gql.content.slug import kept_slug, slug_of
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import prose
from gql.content.timestamp import utc


def author_slug(draft: AuthorDraft, number: int) -> str:
    """The slug an author asks for; who has no name to be made of goes by their number."""
    otherwise = f"author-{number}"
    if draft.slug:
        return kept_slug(draft.slug, otherwise)
    return slug_of(shown_name(draft.name) or "", otherwise)


def author_uri(slug: str) -> str:
    return f"/author/{slug}/"


def author_record(draft: AuthorDraft, number: int) -> NewRecord:
    bio = prose(draft.bio, draft.bio_format)
    return {
        "name": shown_name(draft.name) or f"Author {number}",
        "bio_html": bio.html,
        "bio_markdown": bio.markdown,
        "bio_text": bio.text,
        "bio_source": bio.source,
        "url": web_address(draft.url),
        "links": [
            {"service": title_text(service), "url": url}
            for service, address in draft.links
            if (url := web_address(address))
        ],
        "joined_at": utc(draft.joined_at),
        "is_public": draft.is_public,
    }


def author_private_record(draft: AuthorDraft) -> NewRecord:
    return {"login": draft.login or None, "email": mail_address(draft.email)}
