"""A bundle in a folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """What esbuild leaves, in small."""
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
