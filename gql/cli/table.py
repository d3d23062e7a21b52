"""Tables on standard output, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table


def print_table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print rows below these headings, as wide as the terminal; what is longer is folded."""
    table = Table()
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        # names come from users: rich would read [red] as markup
        table.add_row(*map(escape, row))
    Console().print(table)
