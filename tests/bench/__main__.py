"""Measures Quire against plain Strawberry, its own reference path and the floor.

python -m tests.bench                     # everything, on a PostgreSQL of its own: eight minutes
python -m tests.bench --only in-process   # one part
python -m tests.bench --quick             # a check that it works; the figures mean nothing

Exits with 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import uvloop

from gql import logs
from tests.bench.datasets import open_server
from tests.bench.generate import Size
from tests.bench.progress import progress
from tests.bench.report import report
from tests.bench.run import PARTS, BenchmarkSettings, run_benchmark


def main(argv: list[str] | None = None) -> None:
    """Run the benchmark; print its tables and write its figures as JSON."""
    arguments = _parser().parse_args(argv)
    settings = _settings(arguments)
    logs.configure("console", "error")
    with open_server(arguments.database_url) as url, progress(settings.step_count()) as show_step:
        figures = uvloop.run(run_benchmark(url, settings, show_step))
    print(report(figures))
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    # figures of a quick run mean nothing, so they must not fail it
    if not arguments.quick and not all(target["holds"] for target in figures["targets"]):
        raise SystemExit(1)


def _settings(arguments: argparse.Namespace) -> BenchmarkSettings:
    settings = BenchmarkSettings(filled=arguments.filled)
    if arguments.quick:
        settings = settings.quick()
    sizes: dict[str, Any] = {
        field.name: value
        for field in fields(Size)
        if (value := getattr(arguments, field.name)) is not None
    }
    settings = replace(settings, size=replace(settings.size, **sizes))
    if arguments.client:
        settings = replace(settings, http=replace(settings.http, client=arguments.client))
    return replace(settings, parts=(arguments.only,)) if arguments.only else settings


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    parser.add_argument(
        "--filled",
        action="store_true",
        help="the database already holds the data set, and is only read",
    )
    parser.add_argument("--only", choices=PARTS, help="one part instead of all")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, few runs, no exit code")
    parser.add_argument("--client", choices=("wrk", "own"), help="default: wrk where it is")
    parser.add_argument(
        "--json", type=Path, default=Path("build/bench.json"), help="default: %(default)s"
    )
    # an option for each size: --authors, --posts, …
    for field in fields(Size):
        option = "--" + field.name.replace("_", "-")
        parser.add_argument(option, type=int, help=f"default: {field.default}")
    return parser


if __name__ == "__main__":
    main()
