"""Every setting once: name, type, default, meaning. In the environment, QUIRE_ precedes it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gql.errors import StartError

PREFIX = "QUIRE_"
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
    pool_size: int = Field(10, ge=1, le=1000, description="Database connections a worker, at most.")
    cors_origins: Annotated[list[str], NoDecode] = Field(
        [],
        description="Origins whose pages may read answers, as a JSON list: "
        '["https://blog.example"]. ["*"] for all. Never with credentials.',
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
    max_errors: int = Field(20, ge=1, description="The most errors in one response.")
    document_cache: int = Field(
        1_000, ge=1, description="How many parsed and validated documents a worker remembers."
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="How log lines look: console for people, json for machines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="The least severe log lines that are written."
    )

    @property
    def service_url(self) -> str:
        """Where clients reach this service, without a slash at its end."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @field_validator("public_url")
    @classmethod
    def _public_url_is_an_address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is no address; write it as https://api.blog.example")
        return url

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _origins_are_a_list(cls, given: object) -> object:
        try:
            origins = json.loads(given) if isinstance(given, str) else given
        except ValueError:
            origins = None
        if not isinstance(origins, list) or not all(isinstance(o, str) for o in origins):
            raise ValueError(f'{given!r} is no JSON list; write it as ["https://blog.example"]')
        return origins

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
