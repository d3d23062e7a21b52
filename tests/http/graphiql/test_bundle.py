"""The bundle as it is read from dist/."""

from __future__ import annotations

from pathlib import Path

from gql.http.graphiql.bundle import EntryPoints, assets, entry_points


def test_the_assets_are_the_files_with_hashed_names(dist: Path) -> None:
    assert {name: asset.content_type for name, asset in assets(dist).items()} == {
        "page-AB12.js": "text/javascript; charset=utf-8",
        "page-CD34.css": "text/css; charset=utf-8",
        "json-EF56.js": "text/javascript; charset=utf-8",
        "codicon-GH78.ttf": "font/ttf",
    }
    assert assets(dist)["page-CD34.css"].content == b"body {}"


def test_the_manifest_names_what_the_page_loads(dist: Path) -> None:
    assert entry_points(dist) == EntryPoints("page-AB12.js", "page-CD34.css")


def test_without_a_bundle_there_are_neither_assets_nor_entry_points(tmp_path: Path) -> None:
    assert assets(tmp_path / "dist") == {}
    assert entry_points(tmp_path / "dist") is None
