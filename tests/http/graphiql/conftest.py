"""A small bundle, so that no test needs Node."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A dist folder as build.mjs leaves it, with one file of each kind."""
    files = {
        "page-AB12.js": "console.log('page')",
        "page-CD34.css": "body {}",
        "json-EF56.js": "console.log('worker')",
        "codicon-GH78.ttf": "font",
        "manifest.json": '{"script": "page-AB12.js", "style": "page-CD34.css"}',
        "stamp": "0",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path
