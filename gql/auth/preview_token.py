"""Tokens that show the newest text of one post or page, published or not, until they expire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gql.auth.access_token import AccessTokens
from gql.auth.signed_token import Purpose, signed, subject_of
from gql.errors import PreviewExpired, PreviewInvalid


def preview_token(tokens: AccessTokens, entry_id: int, minutes: int) -> tuple[str, datetime]:
    """A token, and when it expires."""
    expires_at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    return signed(tokens, Purpose.PREVIEW, str(entry_id), expires_at), expires_at


def entry_of(tokens: AccessTokens, text: str) -> int:
    """Raises PreviewExpired and PreviewInvalid."""
    return int(
        subject_of(tokens, Purpose.PREVIEW, text, otherwise=PreviewInvalid, expired=PreviewExpired)
    )
