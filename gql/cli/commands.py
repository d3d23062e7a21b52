"""How the command is spelled: subcommands, options, help, exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from gql import __version__
from gql.cli import account_commands
from gql.cli.options import DONE, FAILED, REFUSED, Data, DatabaseUrl, complain, settings_of
from gql.errors import BadInput, InputRefused, QuireError

INTERRUPTED = 130  # what typer makes of Ctrl-C
STOPPED = "stopped before the end."

app = typer.Typer(
    name="quire",
    add_completion=False,
    rich_markup_mode="markdown",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Bring another publication in.")
app.add_typer(imports, name="import")
app.add_typer(account_commands.users, name="user")
app.add_typer(account_commands.tokens, name="token")


def main() -> None:
    """The entry point of `quire` and `python -m gql`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code: 0 done, 2 the input was refused, 1 anything else.

    What went wrong is one line on standard error.
    """
    try:
        code = int(app(list(arguments), prog_name="quire", standalone_mode=False) or DONE)
        return complain(STOPPED, FAILED) if code == INTERRUPTED else code
    except TyperException as error:
        return complain(f"{error.format_message()} See: {_spelled(error)} --help", REFUSED)
    except (InputRefused, BadInput) as error:
        return complain(error.message, REFUSED)
    except QuireError as error:
        return complain(error.message, FAILED)
    except (SystemExit, typer.Abort):
        return complain(STOPPED, FAILED)
    except Exception as error:
        return _unexpected(error)


@app.callback()
def quire(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """A headless GraphQL content service.

    Posts, nested comments and author profiles, read through GraphQL.

    Start here, with a publication to look at: `quire serve --demo`

    Bring your own: `quire import wordpress export.xml`, then `quire serve`
    """
    if version:
        print(f"quire {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def serve(
    host: Annotated[
        str | None,
        typer.Option(help="The address to listen on; 0.0.0.0 for all. 127.0.0.1 if not set."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0 for any. 8000 if not set.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="How many processes serve. 1 if not set.")
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Bring a publication to look at.")] = False,
    reload: Annotated[
        bool, typer.Option("--reload", help="Start again when the code changes.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Answer GraphQL at /graphql, and show GraphiQL at / to browsers.

    Without a database URL, a private PostgreSQL is started in the data folder, brought up to date,
    and stopped at the end. A server of your own is only used: run `quire migrate` first.

    `quire serve --demo`

    `quire serve --host 0.0.0.0 --workers 4 --database-url postgresql://quire@db/quire`
    """
    from gql.cli.serve import serve

    settings = settings_of(
        host=host,
        port=port,
        workers=workers,
        demo=demo or None,
        data=data,
        database_url=database_url,
    )
    serve(settings, reload=reload)


@app.command()
def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 when something is pending.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> int:
    """Bring the database up to date.

    `quire migrate --database-url postgresql://quire@db/quire`

    `quire migrate --check || echo not yet`
    """
    from gql.cli.migrate import check_migrations, migrate_now

    settings = settings_of(data=data, database_url=database_url)
    return check_migrations(settings) if check else migrate_now(settings)


@imports.command("wordpress")
def import_wordpress(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What WordPress exported.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported, and keep nothing.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Import what WordPress exports under Tools, Export, All content.

    A second import of the same file changes nothing. An import that fails leaves nothing.
    Several files of one publication are taken together.

    `quire import wordpress export.xml`

    `quire import wordpress part-1.xml part-2.xml --dry-run`

    Beside a running `quire serve`, name the database that it prints:
    `quire import wordpress export.xml --database-url 'postgresql://quire@/quire?host=…'`
    """
    from gql.cli.import_wordpress import import_files

    import_files(settings_of(data=data, database_url=database_url), files, dry_run=dry_run)


@app.command()
def sdl() -> None:
    """Print the GraphQL schema.

    `quire sdl > schema.graphql`
    """
    from gql.schema import schema

    print(schema.as_str())


@app.command()
def check(data: Data = None, database_url: DatabaseUrl = None) -> int:
    """Look at settings, database, migrations and versions: one line each.

    `quire check --database-url postgresql://quire@db/quire`
    """
    from gql.cli.check import check

    return check(data=data, database_url=database_url)


def _spelled(error: TyperException) -> str:
    """The command, and its subcommand, that could not be read."""
    context = getattr(error, "ctx", None)
    return context.command_path if context else "quire"


def _unexpected(error: Exception) -> int:
    if os.environ.get("QUIRE_LOG_LEVEL") == "debug":
        traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}".strip(": ")
    return complain(
        f"this should not have happened: {what}. QUIRE_LOG_LEVEL=debug shows where.", FAILED
    )
