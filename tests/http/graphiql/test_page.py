from __future__ import annotations

import json
import re
from pathlib import Path

from gql.http.graphiql import HEADERS, Tab, page

TAB = Tab("query A($b: ID!) { a(b: $b) }", '{"b": "</script><script>alert(1)</script>"}')
SCRIPT = re.compile(r"<script([^>]*)>(.*?)</script>", re.DOTALL)


def test_the_page_loads_its_script_and_style_from_its_own_origin(dist: Path) -> None:
    html = page("/graphql", [TAB], dist).decode()

    assert '<script type="module" src="/graphiql/page-AB12.js"></script>' in html
    assert '<link rel="stylesheet" href="/graphiql/page-CD34.css">' in html
    assert re.findall(r'(?:src|href)="(?!/graphiql/|data:)', html) == []


def test_no_script_of_the_page_needs_to_be_inline(dist: Path) -> None:
    scripts = SCRIPT.findall(page("/graphql", [TAB], dist).decode())

    assert [attributes for attributes, text in scripts if text] == [
        ' type="application/json" id="settings"'
    ]


def test_the_settings_reach_the_page_whatever_a_tab_holds(dist: Path) -> None:
    scripts = SCRIPT.findall(page("/elsewhere", [TAB], dist).decode())

    (settings,) = [text for _, text in scripts if text]
    assert "<" not in settings
    assert json.loads(settings) == {"endpoint": "/elsewhere", "tabs": [TAB._asdict()]}


def test_without_a_bundle_the_page_says_what_to_do(tmp_path: Path) -> None:
    html = page("/graphql", [TAB], tmp_path / "dist").decode()

    assert "<h1>Quire is running</h1>" in html
    assert "pip install --force-reinstall --no-deps --verbose ." in html
    assert "http://localhost:8000/graphql" in html
    assert "<script" not in html


def test_the_policy_lets_nothing_in_from_elsewhere_but_the_images_of_a_result() -> None:
    assert HEADERS["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; worker-src 'self'; "
        "style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data: https: http:; connect-src 'self'; form-action 'none'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
