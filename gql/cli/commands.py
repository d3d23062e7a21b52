"""The syntax of the command: subcommands, options, help, exit codes."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from gql import __version__
from gql.cli import account_commands, document_commands, site_commands
from gql.cli.options import (
    EXIT_BAD_INPUT,
    EXIT_FAILED,
    EXIT_OK,
    Data,
    DatabaseUrl,
    load_settings,
    report_error,
)
from gql.errors import BadInput, InputRefused, QuireError

INTERRUPTED = 130  # typer's exit code for Ctrl-C: 128 + SIGINT
STOPPED = "stopped before the end."
FULL = "The disk is full. Nothing is half written; make room, and run the command again."

app = typer.Typer(
    name="quire",
    add_completion=False,
    rich_markup_mode="markdown",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
)
imports = typer.Typer(help="Import another publication.")
app.add_typer(imports, name="import")
app.add_typer(account_commands.users, name="user")
app.add_typer(account_commands.tokens, name="token")
app.add_typer(document_commands.documents, name="documents")
app.add_typer(site_commands.sites, name="site")


def main() -> None:
    """The entry point of `quire` and `python -m gql`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command. Returns its exit code: 0 done, 2 wrong arguments or input, 1 other failures.

    A failure is one line on standard error; a traceback only with QUIRE_LOG_LEVEL=debug.
    """
    try:
        # without standalone_mode click returns or raises instead of exiting and printing usage
        code = int(app(list(arguments), prog_name="quire", standalone_mode=False) or EXIT_OK)
        return report_error(STOPPED, EXIT_FAILED) if code == INTERRUPTED else code
    except TyperException as error:
        return report_error(
            f"{error.format_message()} See: {_command_path(error)} --help", EXIT_BAD_INPUT
        )
    except (InputRefused, BadInput) as error:
        return report_error(error.message, EXIT_BAD_INPUT)
    except QuireError as error:
        return report_error(error.message, EXIT_FAILED)
    except OSError as error:
        is_full = error.errno == errno.ENOSPC
        return report_error(FULL, EXIT_FAILED) if is_full else _report_bug(error)
    except (SystemExit, typer.Abort):
        return report_error(STOPPED, EXIT_FAILED)
    except Exception as error:
        return _report_bug(error)


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
        typer.Option(
            help="The address to listen on; 0.0.0.0 for all. Setting: QUIRE_HOST; "
            "127.0.0.1 if not set."
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="The port; 0 for any. Setting: QUIRE_PORT; 8000 if not set."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=64, help="How many processes serve. Setting: QUIRE_WORKERS; 1 if not set."
        ),
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo publication.")] = False,
    demo_live: Annotated[
        bool, typer.Option("--demo-live", help="As --demo, and write a comment every 20 seconds.")
    ] = False,
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
    # imported here, as in every command: `quire --help` must not load the whole service
    from gql.cli.serve import serve

    settings = load_settings(
        host=host,
        port=port,
        workers=workers,
        demo=demo or demo_live or None,  # None: as the environment says
        demo_live=demo_live or None,
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

    settings = load_settings(data=data, database_url=database_url)
    return check_migrations(settings) if check else migrate_now(settings)


@imports.command("wordpress")
def import_wordpress(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="What WordPress exported.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be imported, and keep nothing.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write there what became of each element: a JSON object a line."
        ),
    ] = None,
    category_base: Annotated[
        str | None,
        typer.Option(
            metavar="BASE",
            help="What paths of categories begin with, if not with category: they stay so here.",
        ),
    ] = None,
    tag_base: Annotated[
        str | None, typer.Option(metavar="BASE", help="The same of tags, if not tag.")
    ] = None,
    author_base: Annotated[
        str | None, typer.Option(metavar="BASE", help="The same of authors, if not author.")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Import what WordPress exports under Tools, Export, All content.

    A second import of the same file changes nothing. An import that fails leaves nothing.
    Several files of one publication are taken together.

    `quire import wordpress export.xml`

    `quire import wordpress part-1.xml part-2.xml --dry-run`

    `quire import wordpress export.xml --report elements.jsonl`

    `quire import wordpress export.xml --category-base topics --author-base people`

    Beside a running `quire serve`, name the database that it prints:
    `quire import wordpress export.xml --database-url 'postgresql://quire@/quire?host=…'`
    """
    from gql.cli.import_wordpress import import_files

    settings = load_settings(data=data, database_url=database_url)
    bases = {"category": category_base, "tag": tag_base, "author": author_base}
    import_files(settings, files, dry_run=dry_run, report_file=report, bases=bases)


@app.command()
def sdl(
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Compare with the schema that a front end was built on: print breaking, dangerous "
            "and safe changes; exit 1 when one is breaking.",
        ),
    ] = None,
) -> int:
    """Print the GraphQL schema, or what changed since a front end was built on it.

    `quire sdl > schema.graphql`

    `quire sdl --check schema.graphql`
    """
    from gql.cli.schema_check import check_schema
    from gql.schema import schema

    if check:
        return check_schema(check)
    print(schema.as_str())
    return EXIT_OK


@app.command()
def check(data: Data = None, database_url: DatabaseUrl = None) -> int:
    """Check settings, database, migrations and versions: one line each.

    `quire check --database-url postgresql://quire@db/quire`
    """
    from gql.cli.check import check

    return check(data=data, database_url=database_url)


def _command_path(error: TyperException) -> str:
    """The command whose arguments could not be parsed, for the hint: `quire import wordpress`."""
    context = getattr(error, "ctx", None)
    return context.command_path if context else "quire"


def _report_bug(error: Exception) -> int:
    # not from the settings: they may be what cannot be read
    if os.environ.get("QUIRE_LOG_LEVEL") == "debug":
        traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}".strip(": ")
    return report_error(
        f"this should not have happened: {what}. QUIRE_LOG_LEVEL=debug shows where.", EXIT_FAILED
    )
