"""seo.jsonLd may be written into a script element as it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from gql.types.content_node import json_ld

TIME = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "title",
    ["</script><script>alert(1)</script>", "<!-- <script>", "</SCRIPT\n>", 'quotes " and \\ too'],
)
def test_no_title_ends_the_script_element_or_changes_the_json(title: str) -> None:
    text = json_ld(title, "<p>Text.</p>", "https://blog.example/a/", "en", TIME, TIME, 1, "WebPage")

    assert "<" not in text
    assert json.loads(text)["headline"] == title
