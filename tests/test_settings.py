"""Settings come from command line, environment and defaults; wrong ones are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from gql.errors import StartError
from gql.settings import Settings, load, unknown_variables


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the settings of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)


def test_without_an_environment_the_defaults_apply() -> None:
    settings = load()
    assert (settings.database_url, settings.data) == (None, Path("quire-data"))
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_PORT", "9000")
    monkeypatch.setenv("QUIRE_CORS_ORIGINS", '["https://blog.example", "*"]')
    assert load().port == 9000
    assert load().cors_origins == ["https://blog.example", "*"]


def test_the_command_line_overrides_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_PORT", "9000")
    assert load(port=9001).port == 9001
    assert load(port=None).port == 9000  # an option that was not given


def test_every_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_PORT", "70000")
    monkeypatch.setenv("QUIRE_MAX_DEPTH", "deep")
    with pytest.raises(StartError) as refused:
        load()
    assert refused.value.message == (
        "Settings that cannot be used: "
        "QUIRE_PORT: '70000' is more than 65535; write it as QUIRE_PORT=8000. "
        "QUIRE_MAX_DEPTH: 'deep' is no whole number; write it as QUIRE_MAX_DEPTH=15"
    )


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "", "'' is no whole number; write it as QUIRE_PORT=8000"),
        ("PORT", "-1", "'-1' is less than 0; write it as QUIRE_PORT=8000"),
        ("WORKERS", "1.5", "'1.5' is no whole number; write it as QUIRE_WORKERS=1"),
        # int() refuses more than 4,300 digits
        ("MAX_BODY", "1" * 5000, "cannot be read; write it as QUIRE_MAX_BODY=1048576"),
        ("REQUEST_TIMEOUT", "x", "'x' is no number; write it as QUIRE_REQUEST_TIMEOUT=5.0"),
        ("REQUEST_TIMEOUT", "0", "'0' is not more than 0.0; write it as QUIRE_REQUEST_TIMEOUT=5.0"),
        ("LOCK_TIMEOUT", "inf", "'inf' is no finite number; write it as QUIRE_LOCK_TIMEOUT=1.0"),
        ("DEMO", "perhaps", "'perhaps' is neither true nor false; write it as QUIRE_DEMO=false"),
        (
            "LOG_FORMAT",
            "xml",
            "'xml' is none of 'console' or 'json'; write it as QUIRE_LOG_FORMAT=console",
        ),
        ("PUBLIC_URL", "blog", "'blog' is no address; write it as https://api.blog.example"),
        ("CORS_ORIGINS", "https://a", "'https://a' is no JSON list; write it as ["),
        ("CORS_ORIGINS", '"https://a"', "is no JSON list; write it as ["),
        ("CORS_ORIGINS", "[1]", "'[1]' is no JSON list; write it as [\"https://blog.example\"]"),
        ("CORS_ORIGINS", '["a"]', "'a' is no origin; write it as https://blog.example"),
        ("PLAYER_HOSTS", "www.youtube.com", 'is no JSON list; write it as ["www.youtube.com"]'),
        ("PLAYER_HOSTS", '["https://a.example/"]', "is no name of a host; write it as www.youtube"),
        ("PLAYER_HOSTS", '["*"]', "'*' is no name of a host; write it as www.youtube.com"),
        ("TRUSTED_PROXIES", "10.0.0.1", 'is no JSON list; write it as ["10.0.0.0/8"]'),
        ("TRUSTED_PROXIES", '["proxy"]', "'proxy' is neither an address nor a network; write it"),
        ("TOKEN_KEY", "short", "it has 5 characters and needs 32; openssl rand -base64 48 makes"),
        ("TOKEN_KEY_BEFORE", "short", "it has 5 characters and needs 32"),
        ("ISSUER", "quire", "'quire' is the name under which Quire itself signs"),
        ("ISSUER_JWKS_URL", "issuer.example/jwks", "'issuer.example/jwks' is no address"),
        ("ISSUER_AUDIENCE", "quire", "an issuer needs all three: QUIRE_ISSUER, QUIRE_ISSUER_JWKS"),
    ],
)
def test_a_wrong_value_is_named_with_the_form_to_write(
    name: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"QUIRE_{name}", value)
    with pytest.raises(StartError) as refused:
        load()
    assert refused.value.message.startswith(f"Settings that cannot be used: QUIRE_{name}: ")
    assert reason in refused.value.message


@pytest.mark.parametrize(
    ("environment", "sentences"),
    [
        # pydantic-settings reads names in any case
        ({"QUIRE_PORT": "1", "quire_host": "::", "PORT": "1"}, []),
        ({"QUIRE_TEST_DATABASE_URL": "postgresql:///"}, []),
        ({"QUIRE_PROT": "9"}, ["QUIRE_PROT is no setting; did you mean QUIRE_PORT?"]),
        (
            {"quire_cors_origin": "x", "QUIRE_ZZZ": "x"},
            [
                "QUIRE_ZZZ is no setting, nor is any named like it.",
                "quire_cors_origin is no setting; did you mean QUIRE_CORS_ORIGINS?",
            ],
        ),
    ],
)
def test_an_unknown_variable_is_named_with_the_most_similar_setting(
    environment: dict[str, str], sentences: list[str]
) -> None:
    assert unknown_variables(environment) == sentences


@pytest.mark.parametrize(
    ("origin", "reason"),
    [
        ("blog.example", "'blog.example' is no origin; write it as https://blog.example"),
        ("https://blog.example/", "'https://blog.example/' is no origin"),
        ("https://blog.example/path", "'https://blog.example/path' is no origin"),
    ],
)
def test_an_origin_has_a_scheme_and_no_path(origin: str, reason: str) -> None:
    with pytest.raises(StartError) as refused:
        load(cors_origins=[origin])
    assert f"QUIRE_CORS_ORIGINS: {reason}" in refused.value.message


@pytest.mark.parametrize(
    "host",
    ["https://blog.example", "blog.example:80", "blog.example/", "*", "a b", "blog..example", ""],
)
def test_a_host_has_no_scheme_no_port_and_no_path(host: str) -> None:
    with pytest.raises(StartError) as refused:
        load(allowed_hosts=[host])
    sentence = f"QUIRE_ALLOWED_HOSTS: {host!r} is no host; write it as api.blog.example"
    assert sentence in refused.value.message


@pytest.mark.parametrize("header", ["X-Tenant: a", "X Tenant", "", "*, Cookie"])
def test_a_header_of_the_settings_is_a_name(header: str) -> None:
    with pytest.raises(StartError, match=r"QUIRE_CORS_HEADERS: .* is no name of a header"):
        load(cors_headers=[header])


def test_hosts_and_headers_are_read_from_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_ALLOWED_HOSTS", '["blog.example", "*.blog.example", "[::1]"]')
    monkeypatch.setenv("QUIRE_CORS_HEADERS", '["X-Tenant"]')
    assert load().allowed_hosts == ["blog.example", "*.blog.example", "[::1]"]
    assert load().cors_headers == ["X-Tenant"]


def test_the_public_url_is_localhost_until_it_is_set() -> None:
    assert load(port=9000).service_url == "http://localhost:9000"
    assert load(public_url="https://api.blog.example/").service_url == "https://api.blog.example"


def test_the_public_url_needs_a_scheme() -> None:
    with pytest.raises(StartError, match=r"QUIRE_PUBLIC_URL: .*'api.blog.example' is no address"):
        load(public_url="api.blog.example")


def test_an_issuer_needs_all_of_its_settings_or_none() -> None:
    complete = {
        "issuer": "https://issuer.example",
        "issuer_jwks_url": "https://issuer.example/jwks",
        "issuer_audience": "quire",
    }
    assert load(**complete).issuer == "https://issuer.example"
    for missing in complete:
        with pytest.raises(StartError, match="an issuer needs all three"):
            load(**{name: value for name, value in complete.items() if name != missing})


def test_settings_do_not_change_after_the_start() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load().port = 1
