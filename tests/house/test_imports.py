"""Rooms import only rooms below them, and each library is imported by its own rooms only."""

from __future__ import annotations

import sys

from tests.house.source_tree import FILES, imports, relative_path, room

# the rooms that a room may import; __main__, app and cli wire all of them together
ALLOWED = {
    "schema": {"engine", "types", "mutations", "sql", "errors"},
    "mutations": {"types", "engine", "content", "auth", "sql", "db", "errors", "viewer"},
    "auth": {"content", "sql", "db", "errors", "viewer"},
    "http": {
        "documents",
        "live",
        "live_metrics",
        "operation",
        "cache",
        "deadline",
        "errors",
        "metrics",
        "settings",
        "logs",
        "viewer",
        "worker_thread",
    },
    "contexts": {
        "auth",
        "content",
        "db",
        "followed_site",
        "mutations",
        "settings",
        "viewer",
    },
    "live": {
        "operation",
        "engine",
        "cache",
        "sql",
        "db",
        "errors",
        "live_metrics",
        "logs",
    },
    "cache": {"metrics"},
    "documents": {"operation", "sql", "db", "errors", "viewer"},
    "operation": {
        "engine",
        "db",
        "deadline",
        "errors",
        "metrics",
        "settings",
        "logs",
        "viewer",
        "worker_thread",
    },
    "engine": {"db", "errors", "viewer", "worker_thread"},
    "types": {"engine", "sql", "db", "errors", "content", "viewer"},
    "importers": {"content", "sql", "db", "errors"},
    "content": {"sql", "db", "errors", "viewer"},
    "housekeeping": {
        "cache",
        "changes",
        "content",
        "db",
        "documents",
        "followed_site",
        "loop_watch",
        "memory",
        "metrics",
        "operation",
        "periodic",
        "sql",
    },
    "demo_comments": {"auth", "content", "db", "periodic", "settings", "sql"},
    "purger": {"cache", "changes", "db", "errors", "logs", "metrics", "settings", "sql"},
    "followed_site": {"changes", "content", "engine", "sql", "db", "errors"},
    "changes": {"sql", "db", "errors", "logs", "metrics"},
    "sql": {"db", "errors"},
    "embedded": {"errors", "signals"},
    "migrate": {"content", "db", "errors"},
    "db": {"errors"},
    "deadline": set(),
    "signals": set(),
    "memory": set(),
    "worker_thread": set(),
    "loop_watch": set(),
    "periodic": {"errors"},
    "metrics": set(),
    "live_metrics": {"metrics"},
    "settings": {"errors"},
    "logs": {"errors"},
    "viewer": set(),
    "errors": set(),
    "__init__": set(),
}
ENTRY_POINTS = {"__main__", "app", "cli"}

# where a library may be imported; any room may use the standard library
LIBRARIES = {
    "argon2": {"auth"},
    "brotli": {"http"},
    "jwt": {"auth"},
    "precis_i18n": {"auth"},
    "asyncpg": {"db"},
    "starlette": {"http", "app"},
    "strawberry": {"app", "engine", "types", "mutations", "schema", "operation"},
    "graphql": {"operation", "engine", "types", "live"},
    "lxml": {"importers"},
    "nh3": {"content"},
    "markdown_it": {"content"},
    "mdit_py_plugins": {"content"},
    "markdownify": {"content"},
    "regex": {"content"},
    "orjson": {"db", "engine", "http", "importers", "live", "operation", "logs"},
    "prometheus_client": {"metrics", "live_metrics"},
    "psutil": {"embedded"},
    "pydantic": {"settings"},
    "pydantic_settings": {"settings"},
    "structlog": {"logs"},
    "httpx": {"purger"},
    "tenacity": {"migrate", "embedded", "purger"},
    "typer": {"cli"},
    "rich": {"cli"},
    "uvicorn": {"cli", "http"},
    "httptools": {"http"},
    "websockets": {"http"},
}


def test_rooms_import_only_what_lies_below_them() -> None:
    upward = {
        f"{relative_path(path)} imports {name}"
        for path in FILES
        for name in imports(path)
        if room(path) not in ENTRY_POINTS
        and name.startswith("gql.")
        and (below := name.split(".")[1]) != room(path)
        and below not in ALLOWED.get(room(path), set()) | {"__version__"}
    }
    assert upward == set()


def test_every_room_has_a_line_of_allowed_imports() -> None:
    assert {room(path) for path in FILES} - ENTRY_POINTS - ALLOWED.keys() == set()


def test_the_allowed_imports_have_no_circle() -> None:
    left = dict(ALLOWED)
    while left:
        free = {name for name, below in left.items() if not below & left.keys()}
        assert free, f"these import each other: {sorted(left)}"
        left = {name: below for name, below in left.items() if name not in free}


def test_a_library_enters_through_its_own_rooms() -> None:
    strays = {
        f"{relative_path(path)} imports {library}"
        for path in FILES
        for name in imports(path)
        if (library := name.split(".")[0]) != "gql"
        and library not in sys.stdlib_module_names
        and room(path) not in LIBRARIES.get(library, set())
    }
    assert strays == set()
