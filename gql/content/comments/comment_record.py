"""What makes a response acceptable: the one home of these rules, for imports and for readers."""

from __future__ import annotations

import re

from gql.content.address import mail_address, network_address, web_address
from gql.content.draft import CommentDraft, CommentKind
from gql.content.people.display_name import shown_name
from gql.content.record import NewRecord
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import comment_prose
from gql.content.timestamp import utc
from gql.errors import BadInput, LimitExceeded

DEEPEST = 499
LONGEST = 65_536  # bytes, of what a reader writes
_MAIL = re.compile(r"[^\s@<>\"(),;:\\]+@[^\s@<>\"(),;:\\]+")


def written_record(draft: CommentDraft) -> NewRecord:
    """Of what a reader writes, who can be told. Raises BadInput and LimitExceeded."""
    if (size := len(draft.content.encode(errors="replace"))) > LONGEST:
        raise LimitExceeded(
            "comment", requested=size, allowed=LONGEST, what="The comment has too many bytes"
        )
    _check_guest(draft)
    record = comment_record(draft)
    if not record["content_text"]:
        raise BadInput("A comment needs words.", field=["content"])
    return record


def _check_guest(draft: CommentDraft) -> None:
    """What is given is right. Imports leave out what is not."""
    email = (draft.email or "").strip()
    if email and not (mail_address(email) and _MAIL.fullmatch(email)):
        raise BadInput("This is no e-mail address.", field=["email"])
    if (draft.url or "").strip() and not web_address(draft.url):
        raise BadInput("An address begins with https:// or http://.", field=["url"])


def comment_record(draft: CommentDraft) -> NewRecord:
    """All but what refers to other rows, and the avatar."""
    text = comment_prose(draft.content, draft.format)
    url, name = web_address(draft.url), shown_name(draft.name)
    is_mention = draft.kind is not CommentKind.COMMENT
    return {
        "kind": draft.kind,
        "status": draft.status,
        "guest_name": name,
        "guest_url": url,
        "content_html": text.html,
        "content_markdown": text.markdown,
        "content_text": text.text,
        "content_source": text.source,
        "source_url": url if is_mention else None,
        "source_title": (title_text(draft.source_title or "") or name) if is_mention else None,
        "source_site_name": title_text(draft.source_site_name or "") or None,
        "published_at": utc(draft.published_at),
    }


def comment_private_record(draft: CommentDraft) -> NewRecord:
    return {
        "email": mail_address(draft.email),
        "network_address": network_address(draft.network_address),
        "user_agent": draft.user_agent or None,
    }
