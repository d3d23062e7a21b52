"""Measures Quire against plain Strawberry, its own reference path and the floor.

python -m tests.bench                     # all of it, on a PostgreSQL of its own: eight minutes
python -m tests.bench --only in-process   # a part
python -m tests.bench --quick             # whether it works; the figures mean nothing

Ends with 1 where a promise is not held.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import uvloop

from gql import logs
from tests.bench.datasets import server
from tests.bench.generate import Size
from tests.bench.progress import progress
from tests.bench.report import report
from tests.bench.run import PARTS, Plan, run


def main(arguments: list[str] | None = None) -> None:
    given = _parser().parse_args(arguments)
    plan = _plan(given)
    logs.configure("console", "error")
    with server(given.database_url) as url, progress(plan.steps()) as tell:
        figures = uvloop.run(run(url, plan, tell))
    print(report(figures))
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    if not given.quick and not all(promise["holds"] for promise in figures["promises"]):
        raise SystemExit(1)


def _plan(given: argparse.Namespace) -> Plan:
    plan = Plan(filled=given.filled)
    if given.quick:
        plan = plan.quick()
    sizes: dict[str, Any] = {
        field.name: value
        for field in fields(Size)
        if (value := getattr(given, field.name)) is not None
    }
    plan = replace(plan, size=replace(plan.size, **sizes))
    if given.client:
        plan = replace(plan, http=replace(plan.http, by=given.client))
    return replace(plan, parts=(given.only,)) if given.only else plan


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    parser.add_argument(
        "--filled", action="store_true", help="the database holds the data set: it is only read"
    )
    parser.add_argument("--only", choices=PARTS, help="one part instead of all")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, few runs")
    parser.add_argument("--client", choices=("wrk", "own"), help="default: wrk where it is")
    parser.add_argument(
        "--json", type=Path, default=Path("build/bench.json"), help="default: %(default)s"
    )
    for field in fields(Size):
        option = "--" + field.name.replace("_", "-")
        parser.add_argument(option, type=int, help=f"default: {field.default}")
    return parser


if __name__ == "__main__":
    main()
