"""Settings: from the environment, then the command line; refused by name where wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from gql.errors import StartError
from gql.settings import Settings, load


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)


def test_without_an_environment_the_defaults_hold() -> None:
    settings = load()
    assert (settings.database_url, settings.data) == (None, Path("quire-data"))
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_PORT", "9000")
    monkeypatch.setenv("QUIRE_CORS_ORIGINS", '["https://blog.example", "*"]')
    assert load().port == 9000
    assert load().cors_origins == ["https://blog.example", "*"]


def test_the_command_line_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_PORT", "9000")
    assert load(port=9001).port == 9001
    assert load(port=None).port == 9000


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_PORT", "70000")
    monkeypatch.setenv("QUIRE_MAX_DEPTH", "deep")
    with pytest.raises(StartError) as refused:
        load()
    assert refused.value.message == (
        "Settings that cannot be used: "
        "QUIRE_PORT: Input should be less than or equal to 65535; "
        "QUIRE_MAX_DEPTH: Input should be a valid integer, unable to parse string as an integer"
    )


@pytest.mark.parametrize(
    ("origin", "why"),
    [
        ("blog.example", "'blog.example' is no origin; write it as https://blog.example"),
        ("https://blog.example/", "'https://blog.example/' is no origin"),
        ("https://blog.example/path", "'https://blog.example/path' is no origin"),
    ],
)
def test_an_origin_has_a_scheme_and_no_path(origin: str, why: str) -> None:
    with pytest.raises(StartError) as refused:
        load(cors_origins=[origin])
    assert f"QUIRE_CORS_ORIGINS: Value error, {why}" in refused.value.message


def test_a_list_that_is_no_json_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_CORS_ORIGINS", "https://blog.example")
    with pytest.raises(StartError) as refused:
        load()
    assert refused.value.message.startswith("Settings that cannot be read: ")
    assert "cors_origins" in refused.value.message


def test_the_public_address_is_localhost_until_it_is_set() -> None:
    assert load(port=9000).service_url == "http://localhost:9000"
    assert load(public_url="https://api.blog.example/").service_url == "https://api.blog.example"


def test_the_public_address_has_a_scheme() -> None:
    with pytest.raises(StartError, match=r"QUIRE_PUBLIC_URL: .*'api.blog.example' is no address"):
        load(public_url="api.blog.example")


def test_settings_do_not_change_after_the_start() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().port = 1
