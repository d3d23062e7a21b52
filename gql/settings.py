"""Every setting once: name, type, default, meaning. In the environment, QUIRE_ precedes it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gql.errors import StartError

PREFIX = "QUIRE_"
SHORTEST_KEY = 32
OWN_ISSUER = "quire"
OF_OTHERS = {"QUIRE_TEST_DATABASE_URL", "QUIRE_DB_PASSWORD"}  # of the tests, of compose.yaml

_WRONG = {
    "int_parsing": "{input!r} is no whole number",
    "float_parsing": "{input!r} is no number",
    "finite_number": "{input!r} is no finite number",
    "bool_parsing": "{input!r} is neither true nor false",
    "literal_error": "{input!r} is none of {expected}",
    "greater_than": "{input!r} is not more than {gt}",
    "greater_than_equal": "{input!r} is less than {ge}",
    "less_than_equal": "{input!r} is more than {le}",
}


class Settings(BaseSettings):
    """What an operator can set. Sizes are bytes, times are seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, allow_inf_nan=False
    )

    database_url: str | None = Field(
        None,
        description="The PostgreSQL server (15 or newer), as postgresql://user:password@host/name. "
        "Empty: Quire starts one of its own.",
    )
    data: Path = Field(
        Path("quire-data"), description="The folder in which Quire's own PostgreSQL keeps its data."
    )
    host: str = Field("127.0.0.1", description="The address to listen on; 0.0.0.0 for all.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on.")
    public_url: str = Field(
        "",
        description="The address at which clients reach this service, as https://api.blog.example. "
        "Empty: http://localhost and the port.",
    )
    demo: bool = Field(
        False, description="Whether the demo publication is served, with its images."
    )
    workers: int = Field(1, ge=1, le=64, description="How many processes serve; one a core.")
    pool_size: int = Field(
        10,
        ge=1,
        le=1000,
        description="Database connections a worker, at most: so many for strangers, for who is "
        "signed in, for editors and for changes each.",
    )
    cors_origins: Annotated[list[str], NoDecode] = Field(
        [],
        description="Origins whose pages may read answers, as a JSON list: "
        '["https://blog.example"]. ["*"] for all. Never with credentials.',
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        [],
        description="Addresses and networks of proxies whose X-Forwarded-For is believed, as a "
        'JSON list: ["10.0.0.0/8"]. Empty: none.',
    )
    token_key: str = Field(
        "",
        description="The secret that signs tokens and receipts, of 32 characters or more. Empty: a "
        "random one at each start.",
    )
    token_key_before: str = Field(
        "",
        description="The secret before it, whose tokens are still accepted. Empty: none.",
    )
    access_token_seconds: int = Field(
        900, ge=1, le=86_400, description="How long an access token is good."
    )
    session_days: int = Field(
        30, ge=1, le=3650, description="How many days a session lasts that nobody goes on with."
    )
    issuer: str = Field(
        "",
        description="The name (iss) of an outside issuer whose tokens are accepted for accounts "
        "with their e-mail address. Empty: none.",
    )
    issuer_jwks_url: str = Field("", description="Where that issuer shows its keys (JWKS).")
    issuer_audience: str = Field(
        "", validate_default=True, description="What its tokens must be meant for (aud)."
    )
    hold_comments: Literal["all", "first-time", "none"] = Field(
        "all",
        description="Whose comments wait for a moderator: those of all guests, of guests without "
        "the receipt of an approved comment under the same name and address (first-time), or none. "
        "With all and first-time also the first of an account; never those of authors.",
    )
    comment_depth: int = Field(
        10, ge=0, le=499, description="How deep replies may stand; what answers a post has 0."
    )
    comment_edit_minutes: int = Field(
        15, ge=0, le=525_600, description="How many minutes a comment may be changed by its writer."
    )
    comment_seconds: float = Field(
        3.0,
        ge=0,
        description="What is sent sooner after its form was opened is held as if by a program.",
    )
    comment_links: int = Field(3, ge=0, description="A comment with more links is held.")
    comments_per_minute: int = Field(
        5, ge=1, description="How many comments a minute one account, or one network, may write."
    )
    comments_per_minute_on_post: int = Field(
        60, ge=1, description="How many comments a minute all guests may write on one post."
    )
    introspection: bool = Field(
        True,
        description="Whether clients may ask for the schema. Off: no suggestions and no GraphiQL.",
    )
    request_timeout: float = Field(5.0, gt=0, description="How long an operation may take.")
    statement_timeout: float = Field(3.0, gt=0, description="How long one statement may take.")
    lock_timeout: float = Field(1.0, gt=0, description="How long a statement may wait for a lock.")
    acquire_timeout: float = Field(
        2.0, gt=0, description="How long an operation may wait for a database connection."
    )
    max_body: int = Field(1_048_576, ge=1024, description="The largest request body.")
    max_document: int = Field(65_536, ge=256, description="The longest GraphQL document.")
    max_tokens: int = Field(2_000, ge=10, description="The most tokens in a document.")
    max_nesting: int = Field(
        200, ge=10, description="The deepest nesting of brackets in a document."
    )
    max_depth: int = Field(
        15, ge=1, description="The deepest nesting of fields, fragments expanded."
    )
    max_aliases: int = Field(50, ge=0, description="The most aliases, fragments expanded.")
    max_repeats: int = Field(
        100, ge=1, description="How often one field may stand in a document, fragments expanded."
    )
    max_directives: int = Field(50, ge=0, description="The most directives, fragments expanded.")
    max_nodes: int = Field(10_000, ge=1, description="The most records one operation may hand out.")
    shadow: float = Field(
        0.0,
        ge=0,
        le=1,
        description="The share of compiled operations, 0 to 1, that the reference path answers "
        "too; what differs is logged, with its variables.",
    )
    max_errors: int = Field(20, ge=1, description="The most errors in one response.")
    document_cache: int = Field(
        1_000,
        ge=1,
        description="How many parsed and valid documents a worker remembers; long ones count more.",
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="How log lines look: console for people, json for machines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe log lines that are written."
    )
    metrics: bool = Field(True, description="Whether /metrics answers, for Prometheus.")

    @property
    def service_url(self) -> str:
        """Where clients reach this service, without a slash at its end."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @field_validator("public_url", "issuer_jwks_url")
    @classmethod
    def _urls_are_addresses(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no address; write it as https://api.blog.example")
        return url

    @field_validator("token_key", "token_key_before")
    @classmethod
    def _keys_are_long(cls, key: str) -> str:
        if key and len(key) < SHORTEST_KEY:
            raise ValueError(
                f"it has {len(key)} characters and needs {SHORTEST_KEY}; "
                "openssl rand -base64 48 makes one"
            )
        return key

    @field_validator("issuer")
    @classmethod
    def _issuer_is_somebody_else(cls, issuer: str) -> str:
        if issuer == OWN_ISSUER:
            raise ValueError(f"{OWN_ISSUER!r} is the name under which Quire itself signs")
        return issuer

    @field_validator("issuer_audience")
    @classmethod
    def _an_issuer_is_known_whole(cls, audience: str, others: ValidationInfo) -> str:
        known = [others.data.get("issuer"), others.data.get("issuer_jwks_url"), audience]
        if any(known) and not all(known):
            raise ValueError(
                "an issuer needs all three: QUIRE_ISSUER, QUIRE_ISSUER_JWKS_URL and "
                "QUIRE_ISSUER_AUDIENCE"
            )
        return audience

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _proxies_are_a_list(cls, given: object) -> object:
        return _listed(given, '["10.0.0.0/8"]')

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_networks(cls, proxies: list[str]) -> list[str]:
        for proxy in proxies:
            try:
                ip_network(proxy)
            except ValueError:
                raise ValueError(
                    f"{proxy!r} is neither an address nor a network; write it as 10.0.0.0/8"
                ) from None
        return proxies

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _origins_are_a_list(cls, given: object) -> object:
        return _listed(given, '["https://blog.example"]')

    @field_validator("cors_origins")
    @classmethod
    def _origins_have_no_path(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            if origin != "*" and (
                not origin.startswith(("http://", "https://")) or origin.count("/") != 2
            ):
                raise ValueError(f"{origin!r} is no origin; write it as https://blog.example")
        return origins


def load(**overrides: object) -> Settings:
    """The settings of this process: the environment, then overrides (None: not given).

    Raises StartError that names each setting that is wrong.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = [
            _told(str(e["loc"][0]), e["type"], e["msg"], {"input": e["input"], **e.get("ctx", {})})
            for e in error.errors()
        ]
        raise StartError("Settings that cannot be used: " + ". ".join(wrong)) from None


def _listed(given: object, example: str) -> object:
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError(f"{given!r} is no JSON list; write it as {example}")
    return found


def spelled(name: str) -> str:
    """A setting as the environment has it."""
    return f"{PREFIX}{name.upper()}"


def strange(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence about each variable that looks like a setting and is none."""
    known = OF_OTHERS | {spelled(name) for name in Settings.model_fields}
    names = sorted(name for name in environment if name.upper().startswith(PREFIX))
    return [_unknown(name) for name in names if name.upper() not in known]


def _unknown(name: str) -> str:
    # without the beginning that all of them share, which would make all of them alike
    near = get_close_matches(name[len(PREFIX) :].lower(), Settings.model_fields, n=1)
    if not near:
        return f"{name} is no setting, nor is any named like it."
    return f"{name} is no setting; did you mean {spelled(near[0])}?"


def _told(name: str, kind: str, message: str, values: dict[str, object]) -> str:
    """Which setting, what is wrong with it, and how it is written."""
    if kind == "value_error":
        return f"{spelled(name)}: {message.removeprefix('Value error, ')}"
    reason = _WRONG.get(kind, "{input!r} cannot be read").format_map(values)
    default = Settings.model_fields[name].default
    form = default if isinstance(default, str) else json.dumps(default, default=str)
    return f"{spelled(name)}: {reason}; write it as {spelled(name)}={form}"
