"""seo.jsonLd may be written into a script element as it is, and has no property without a value."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from gql.types.described import Described
from gql.types.json_ld import json_ld

TIME = datetime(2026, 1, 2, tzinfo=UTC)
SITE = {
    "title": "</script>",
    "url": "https://blog.example",
    "logo_url": "https://blog.example/logo.png",
    "logo_width": None,
    "logo_height": 9,
}


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!-- <script>", "</SCRIPT\n>", 'quotes " and \\ too'],
)
def test_no_title_ends_the_script_element_or_changes_the_json(title: str) -> None:
    node = Described("PAGE", 1, title, title, "https://blog.example/a/", TIME, TIME)
    above = [(title, "https://blog.example/", 1)]
    text = json_ld(node, SITE, None, {"authors": above, "above": above})

    assert "<" not in text
    shown = json.loads(text)
    assert shown["headline"] == shown["description"] == title
    assert shown["author"][0]["name"] == shown["breadcrumb"]["itemListElement"][0]["name"] == title
    assert shown["publisher"] == {
        "@type": "Organization",
        "name": "</script>",
        "url": "https://blog.example",
        "logo": {"@type": "ImageObject", "url": "https://blog.example/logo.png", "height": 9},
    }


@pytest.mark.parametrize("kind", ["POST", "PAGE", "AUTHOR", "CATEGORY", "TAG"])
def test_what_has_no_value_is_left_out(kind: str) -> None:
    node = Described(kind, 1, "Name", "", "https://blog.example/a/")
    shown = json.loads(json_ld(node, {**SITE, "logo_url": None}, None, None))

    person = {"@type": "Person", "name": "Name", "url": "https://blog.example/a/"}
    names = {"headline": "Name"} if kind in ("POST", "PAGE") else {"name": "Name"}
    types = {"POST": "BlogPosting", "PAGE": "WebPage", "AUTHOR": "ProfilePage"}
    assert shown == {
        "@context": "https://schema.org",
        "@type": types.get(kind, "CollectionPage"),
        **names,
        **({"mainEntity": person} if kind == "AUTHOR" else {}),
        "url": "https://blog.example/a/",
        "publisher": {
            "@type": "Organization",
            "name": "</script>",
            "url": "https://blog.example",
        },
    }
