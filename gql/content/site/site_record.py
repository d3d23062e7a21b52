"""From a SiteDraft to the values of the site: title, tagline, URL, language."""

from __future__ import annotations

import re

from gql.content.address import origin
from gql.content.draft import SiteDraft
from gql.content.text.plain_text import title_text

DEFAULT_TITLE = "Quire"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def site_values(draft: SiteDraft) -> tuple[str, str | None, str | None, str | None]:
    """Title, tagline, origin and language of a draft; None for what is missing or unusable."""
    return (
        title_text(draft.title) or DEFAULT_TITLE,
        title_text(draft.tagline or "") or None,
        origin(draft.url),
        language_tag(draft.language),
    )


def language_tag(tag: str | None) -> str | None:
    """A BCP 47 language tag, such as en or pt-BR, or None. WordPress writes pt_BR."""
    tag = (tag or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None
