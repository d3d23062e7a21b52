"""Settings of where the service is reached, and of who is let in."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from gql.settings.lists import HeaderNames, Hosts, Networks, Origins
from gql.settings.texts import IssuerName, SigningKey, Url


class AccessSettings(BaseSettings):
    """The database, addresses, other origins, and the keys and issuers of tokens."""

    database_url: str | None = Field(
        None,
        description="The PostgreSQL server (15 or newer), as postgresql://user:password@host/name. "
        "Empty: Quire starts one of its own.",
    )
    changes_database_url: str = Field(
        "",
        description="Where one connection hears of changes, if not at QUIRE_DATABASE_URL: the same "
        "PostgreSQL, around a pooler that lets no notifications pass.",
    )
    data: Path = Field(
        Path("quire-data"), description="The folder in which Quire's own PostgreSQL keeps its data."
    )
    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 for all.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    public_url: Url = Field(
        "",
        description="The address at which clients reach this service, as https://api.blog.example. "
        "Tokens are then good at this address only. Empty: http://localhost and the port; tokens "
        "are good wherever the token key is.",
    )
    demo: bool = Field(
        False, description="Whether the demo publication is served, with its images."
    )
    demo_live: bool = Field(
        False, description="With QUIRE_DEMO: whether a comment is written into it every 20 seconds."
    )
    workers: int = Field(
        1, ge=1, le=64, description="How many worker processes serve; one per core."
    )
    pool_size: int = Field(
        10,
        ge=1,
        le=1000,
        description="The most database connections of one worker in each of its four pools: for "
        "anonymous viewers, for signed-in viewers, for editors, for changes.",
    )
    cors_origins: Origins = Field(
        [],
        description="Origins whose pages may read responses (CORS), as a JSON list: "
        '["https://blog.example"]. ["*"] for all. Never with credentials.',
    )
    cors_headers: HeaderNames = Field(
        [],
        description="Headers that these pages may send beside those of common GraphQL clients and "
        'of tracing, as a JSON list: ["X-Tenant"].',
    )
    allowed_hosts: Hosts = Field(
        [],
        description="The hosts that this service answers for, as a JSON list: "
        '["api.blog.example", "*.blog.example"]; others get 421. Empty: all.',
    )
    trusted_proxies: Networks = Field(
        [],
        description="Addresses and networks of proxies whose X-Forwarded-For is believed, as a "
        'JSON list: ["10.0.0.0/8"]. Empty: none.',
    )
    token_key: SigningKey = Field(
        "",
        description="The secret that signs tokens and receipts, of 32 characters or more. Empty: a "
        "random one at each start.",
    )
    token_key_before: SigningKey = Field(
        "",
        description="The previous secret, whose tokens are still accepted. Empty: none.",
    )
    access_token_seconds: int = Field(
        900, ge=1, le=86_400, description="How long an access token is valid."
    )
    session_days: int = Field(
        30, ge=1, le=3650, description="How many days a session lasts without being refreshed."
    )
    refresh_repeat_seconds: float = Field(
        30.0,
        ge=0,
        le=300,
        description="For how long a refresh token that was exchanged gets the same answer again, "
        "which may have been lost on its way. Later, its session ends.",
    )
    issuer: IssuerName = Field(
        "",
        description="The name (iss) of an outside issuer whose tokens are accepted for accounts "
        "with their e-mail address. Empty: none.",
    )
    issuer_jwks_url: Url = Field("", description="The URL of that issuer's keys (JWKS).")
    issuer_audience: str = Field(  # validated when it is left out, too: see below
        "", validate_default=True, description="The audience (aud) that its tokens must name."
    )

    @property
    def service_url(self) -> str:
        """The URL at which clients reach this service, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @field_validator("issuer_audience")
    @classmethod
    def _check_issuer_is_complete(cls, audience: str, info: ValidationInfo) -> str:
        # the last of the three fields: validators see only those that stand before them
        parts = [info.data.get("issuer"), info.data.get("issuer_jwks_url"), audience]
        if any(parts) and not all(parts):
            raise ValueError(
                "an issuer needs all three: QUIRE_ISSUER, QUIRE_ISSUER_JWKS_URL and "
                "QUIRE_ISSUER_AUDIENCE"
            )
        return audience
