"""What makes the site."""

from __future__ import annotations

import re

from gql.content.address import origin
from gql.content.draft import SiteDraft
from gql.content.text.plain_text import title_text

UNTOUCHED_TITLE = "Quire"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def site_values(draft: SiteDraft) -> tuple[str, str | None, str | None, str | None]:
    """Title, tagline, url, language. What cannot be used is None."""
    return (
        title_text(draft.title) or UNTOUCHED_TITLE,
        title_text(draft.tagline or "") or None,
        origin(draft.url),
        language(draft.language),
    )


def language(tag: str | None) -> str | None:
    """A language tag as the web writes it: en, pt-BR."""
    tag = (tag or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None
