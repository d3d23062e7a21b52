"""The command `quire`: its syntax in commands.py and …_commands.py, one file for each action.

Lives here: options, help, printed output, exit codes, which database a command works on. Like
app.py it wires the rooms together.
May import: every room; each command imports what it needs when it runs, so that --help is quick.
Never here: rules, statements, HTTP.
"""

from gql.cli.commands import main

__all__ = ["main"]
