"""The HTML page of GraphiQL and the headers it is sent with."""

from __future__ import annotations

import json
import re
from pathlib import Path

from gql.http.graphiql import HEADERS, Tab, render_page

TAB = Tab("query A($b: ID!) { a(b: $b) }", '{"b": "</script><script>alert(1)</script>"}')
SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


def test_the_page_loads_its_script_and_style_from_its_own_origin(dist: Path) -> None:
    html = render_page("/graphql", [TAB], dist).decode()

    assert '<script type="module" src="/graphiql/page-AB12.js"></script>' in html
    assert '<link rel="stylesheet" href="/graphiql/page-CD34.css">' in html
    assert re.findall(r'(?:src|href)="(?!/graphiql/|data:)', html) == []


def test_no_inline_script_is_executable(dist: Path) -> None:
    scripts = SCRIPT.findall(render_page("/graphql", [TAB], dist).decode())

    assert [attributes for attributes, text in scripts if text] == [
        ' type="application/json" id="settings"'
    ]


def test_a_tab_cannot_end_the_script_element_of_the_settings(dist: Path) -> None:
    scripts = SCRIPT.findall(render_page("/elsewhere", [TAB], dist).decode())

    (settings,) = [text for _, text in scripts if text]
    assert "<" not in settings
    assert json.loads(settings) == {
        "endpoint": "/elsewhere",
        "tabs": [TAB._asdict()],
        "showsSql": False,
    }


def test_without_a_bundle_the_page_has_instructions(tmp_path: Path) -> None:
    html = render_page("/graphql", [TAB], tmp_path / "dist").decode()

    assert "<h1>Quire is running</h1>" in html
    assert "pip install --force-reinstall --no-deps --verbose ." in html
    assert "http://localhost:8000/graphql" in html
    assert "<script" not in html


def test_the_content_security_policy_allows_other_origins_for_images_only() -> None:
    assert HEADERS["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; worker-src 'self'; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data: https: http:; connect-src 'self'; form-action 'none'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
