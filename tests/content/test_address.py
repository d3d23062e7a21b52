"""URLs, URI paths, IP addresses and e-mail addresses: which are accepted, and in which form."""

from __future__ import annotations

import pytest

from gql.content import address


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://x.example/a b?c#d", "https://x.example/a%20b?c#d"),
        (" HTTP://X.example ", "HTTP://X.example"),
        ("https://medium.example/@ada", "https://medium.example/@ada"),
        # credentials would be shown to every reader
        ("https://u:p@x.example/", None),
        ("javascript:alert(1)", None),
        ("//x.example", None),
        ("https://", None),
        ('https://x.example/"><b>', None),
        ("https://x.example/\n", "https://x.example/"),
        ("https://x.example/" + "y" * 2_000, None),
        (None, None),
    ],
)
def test_only_http_urls_without_user_information_are_accepted(
    text: str | None, kept: str | None
) -> None:
    assert address.http_url(text) == kept


def test_an_origin_has_no_path() -> None:
    assert address.origin("HTTPS://X.Example/blog/") == "https://x.example"
    assert address.origin("ftp://x") is None
    assert address.origin("https://[x") is None


@pytest.mark.parametrize(
    ("text", "path"),
    [("", None), ("/", None), ("/../a/./b", "/a/b/"), ("a\x00 b", "/ab/"), ("/" + "x" * 600, None)],
)
def test_a_path_begins_and_ends_with_a_slash(text: str, path: str | None) -> None:
    assert address.normalised_path(text) == path


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/2024/01/Upper-Case", "/2024/01/upper-case/"),
        ("/%75pper%2Dcase%7e/", "/upper-case~/"),
        ("/caf%C3%A9/", "/café/"),
        ("/cafe\u0301/", "/café/"),
        ("/cafe%CC%81/", "/café/"),
        ("/%E0%A4%B9%E0%A4%BF/", "/हि/"),
        ("/%D9%85%DB%8C%E2%80%8C%D8%AE/", "/می\u200cخ/"),
        ("/%F0%9F%91%A9%E2%80%8D%F0%9F%92%BB/", "/👩\u200d💻/"),
        ("/a%c2%a0b\u00a0c%C2%85d/", "/abcd/"),
        ("/%2E%2e/a/", "/a/"),
        # a separator, and what is no UTF-8, stay as they are
        ("/a%2Fb%3f/", "/a%2fb%3f/"),
        ("/%FF%fe/", "/%ff%fe/"),
        ("/100%25/", "/100%25/"),
        ("/" + "%61" * 10_000, None),
    ],
)
def test_a_path_has_one_form_however_it_is_typed(typed: str, path: str | None) -> None:
    assert address.normalised_path(typed) == path
    assert path is None or address.normalised_path(path) == path


@pytest.mark.parametrize(
    ("text", "kept"), [("192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::1"), ("x", None)]
)
def test_ip_addresses_are_checked(text: str, kept: str | None) -> None:
    assert address.ip_address(text) == kept


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        # an IPv4 client of a socket that also listens for IPv6
        ("::ffff:192.0.2.1", "192.0.2.1"),
        # a provider assigns at least a /64 to each customer
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a socket", "a socket"),
        ("", ""),
    ],
)
def test_rate_limits_count_an_ipv6_network_as_one_client(given: str, counted: str) -> None:
    assert address.client_network(given) == counted


def test_an_email_address_has_an_at_sign_and_a_maximum_length() -> None:
    assert address.email_address(" a@b ") == "a@b"
    assert address.email_address("ab") is None
    assert address.email_address("a@" + "b" * 300) is None
