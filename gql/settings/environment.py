"""Reads the settings from the environment, and explains what is wrong with them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import ValidationError

from gql.errors import StartError
from gql.settings.model import PREFIX, Settings

# not settings, though they look like them: of the tests, and of deploy/compose.yaml
FOREIGN_VARIABLES = {"QUIRE_TEST_DATABASE_URL", "QUIRE_DB_PASSWORD"}

# by pydantic's error types; its own sentences speak of inputs and of Python's types
_ERROR_REASONS = {
    "int_parsing": "{input!r} is no whole number",
    "float_parsing": "{input!r} is no number",
    "finite_number": "{input!r} is no finite number",
    "bool_parsing": "{input!r} is neither true nor false",
    "literal_error": "{input!r} is none of {expected}",
    "greater_than": "{input!r} is not more than {gt}",
    "greater_than_equal": "{input!r} is less than {ge}",
    "less_than_equal": "{input!r} is more than {le}",
}


def load(**overrides: object) -> Settings:
    """The settings of this process: overrides (None: not set), then environment, then defaults.

    Raises StartError that names every wrong setting with the form to write.
    """
    values = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = [
            _describe_error(
                str(e["loc"][0]), e["type"], e["msg"], {"input": e["input"], **e.get("ctx", {})}
            )
            for e in error.errors()
        ]
        raise StartError("Settings that cannot be used: " + ". ".join(problems)) from None


def variable_name(name: str) -> str:
    """The environment variable of a setting: QUIRE_PORT for port."""
    return f"{PREFIX}{name.upper()}"


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """A sentence about each variable that begins like a setting but is none, as after a typo."""
    known = FOREIGN_VARIABLES | {variable_name(name) for name in Settings.model_fields}
    names = sorted(name for name in environment if name.upper().startswith(PREFIX))
    return [_describe_unknown(name) for name in names if name.upper() not in known]


def _describe_unknown(name: str) -> str:
    # compared without the prefix, which would make every name similar to every other
    similar = get_close_matches(name[len(PREFIX) :].lower(), Settings.model_fields, n=1)
    if not similar:
        return f"{name} is no setting, nor is any named like it."
    return f"{name} is no setting; did you mean {variable_name(similar[0])}?"


def _describe_error(name: str, kind: str, message: str, values: dict[str, object]) -> str:
    """Which setting, what is wrong with its value, and the form to write, taken from the default.

    `kind`, `message` and `values` are type, msg and ctx of an error of pydantic.
    """
    if kind == "value_error":  # of our own validators, which show the form themselves
        return f"{variable_name(name)}: {message.removeprefix('Value error, ')}"
    reason = _ERROR_REASONS.get(kind, "{input!r} cannot be read").format_map(values)
    default = Settings.model_fields[name].default
    form = default if isinstance(default, str) else json.dumps(default, default=str)
    return f"{variable_name(name)}: {reason}; write it as {variable_name(name)}={form}"
