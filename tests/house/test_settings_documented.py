"""deploy/quire.env holds every setting with its default and its meaning, as the code has them."""

from __future__ import annotations

import json

import pytest

from gql.settings import PREFIX, Settings
from tests.house.source_tree import ROOT

FILE = ROOT / "deploy/quire.env"
OPENING = """\
# Every setting of Quire with its default. Times are seconds, sizes are bytes.
# Written from gql/settings/model.py: pytest tests/house --update rewrites it.
"""


def test_the_env_file_is_what_the_code_says(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        FILE.write_text(_documented())
    assert FILE.read_text() == _documented()


def test_the_env_file_as_it_stands_sets_nothing_but_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [line for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    for name, value in (line.split("=", 1) for line in lines):
        monkeypatch.setenv(name, value)
    assert len(lines) == len(Settings.model_fields)
    assert Settings().model_copy(update={"database_url": None}) == Settings.model_construct()


def test_every_setting_says_what_it_means_in_a_line() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
        assert "\n" not in field.description, name


def _documented() -> str:
    fields = Settings.model_construct().model_dump(mode="json")
    return OPENING + "".join(
        f"\n# {Settings.model_fields[name].description}\n{PREFIX}{name.upper()}={_spelled(value)}\n"
        for name, value in fields.items()
    )


def _spelled(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
