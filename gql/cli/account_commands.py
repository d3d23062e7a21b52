"""The syntax of `quire user` and `quire token`: arguments, options, help."""

from __future__ import annotations

from typing import Annotated

import typer

from gql.cli.options import Data, DatabaseUrl, load_settings
from gql.settings import Settings
from gql.viewer import Role

# The bodies import what they call: `quire --help` must not load asyncpg. Docstrings are the help.
users = typer.Typer(help="Accounts: who may sign in, and what they may do.", no_args_is_help=True)
tokens = typer.Typer(
    help="Tokens for machines, such as build servers that read drafts.", no_args_is_help=True
)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail address of the account.")]
RoleOption = Annotated[
    Role, typer.Option("--role", case_sensitive=False, help="What they may do, from least to most.")
]
PasswordFromStdin = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="Read the password from standard input instead of asking for it."
    ),
]
TokenName = Annotated[str, typer.Argument(metavar="NAME", help="What the token is for.")]


@users.command("add")
def add_user(
    email: Email,
    name: Annotated[str, typer.Option(help="The name under which they write.")],
    role: RoleOption = Role.READER,
    password_stdin: PasswordFromStdin = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They come with the token of QUIRE_ISSUER.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add an account, with a profile of its own.

    `quire user add ada@blog.example --name "Ada Byron" --role editor`
    """
    from gql.cli.accounts import add_user, read_password

    password = None if no_password else read_password(email, from_stdin=password_stdin)
    add_user(_settings(data, database_url), email, name=name, role=role, password=password)


@users.command("role")
def change_role(
    email: Email,
    role: Annotated[Role, typer.Argument(case_sensitive=False, help="From least to most.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Change the role of an account, from its next request on.

    `quire user role ada@blog.example admin`
    """
    from gql.cli.accounts import change_role

    change_role(_settings(data, database_url), email, role)


@users.command("password")
def change_password(
    email: Email,
    password_stdin: PasswordFromStdin = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Set the password of an account, and end its sessions.

    `quire user password ada@blog.example`
    """
    from gql.cli.accounts import change_password, read_password

    password = read_password(email, from_stdin=password_stdin)
    change_password(_settings(data, database_url), email, password)


@users.command("disable")
def disable(
    email: Email,
    undo: Annotated[bool, typer.Option("--undo", help="Let it sign in again.")] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Disable an account at once, or enable it again.

    `quire user disable ada@blog.example`
    """
    from gql.cli.accounts import disable

    disable(_settings(data, database_url), email, undo=undo)


@users.command("claim")
def claim(
    email: Email,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The slug of the profile.")],
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Bind a profile, such as an imported one, to an account.

    `quire user claim ada@blog.example ada`
    """
    from gql.cli.accounts import claim

    claim(_settings(data, database_url), email, slug)


@users.command("list")
def list_users(data: Data = None, database_url: DatabaseUrl = None) -> None:
    """List all accounts with their roles and profiles."""
    from gql.cli.accounts import list_users

    list_users(_settings(data, database_url))


@tokens.command("add")
def add_token(
    name: TokenName,
    role: RoleOption = Role.READER,
    write: Annotated[
        bool, typer.Option("--write", help="It may change things; without, it only reads.")
    ] = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Create a token and print it: once, for only its hash is stored.

    `quire token add "build server" --role editor`
    """
    from gql.cli.accounts import add_token

    add_token(_settings(data, database_url), name, role=role, may_write=write)


@tokens.command("list")
def list_tokens(data: Data = None, database_url: DatabaseUrl = None) -> None:
    """List all tokens with their scopes and dates."""
    from gql.cli.accounts import list_tokens

    list_tokens(_settings(data, database_url))


@tokens.command("revoke")
def revoke_token(name: TokenName, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Revoke a token at once.

    `quire token revoke "build server"`
    """
    from gql.cli.accounts import revoke_token

    revoke_token(_settings(data, database_url), name)


def _settings(data: Data, database_url: DatabaseUrl) -> Settings:
    return load_settings(data=data, database_url=database_url)
