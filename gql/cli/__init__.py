"""The command `quire`: one file for each thing it does, commands.py for how it is spelled.

Lives here: options, help, what is printed, exit codes. A door: it wires rooms together.
May import: every room; each command imports what it needs when it runs, so that --help is quick.
Never here: rules, statements, HTTP.
"""

from gql.cli.commands import main

__all__ = ["main"]
