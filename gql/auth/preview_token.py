"""Preview tokens: show the newest draft of one entry to whoever has the token, until it expires."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gql.auth.access_token import AccessTokens
from gql.auth.signed_token import Purpose, sign_claim, verified_subject
from gql.errors import PreviewExpired, PreviewInvalid


def preview_token(tokens: AccessTokens, entry_id: int, minutes: int) -> tuple[str, datetime]:
    """A token for an entry, and the time when it expires."""
    expires_at = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    return sign_claim(tokens, Purpose.PREVIEW, str(entry_id), expires_at), expires_at


def verified_entry_id(tokens: AccessTokens, text: str) -> int:
    """The id of the entry that a token shows. Raises PreviewExpired and PreviewInvalid."""
    return int(
        verified_subject(
            tokens, Purpose.PREVIEW, text, invalid=PreviewInvalid, expired=PreviewExpired
        )
    )
