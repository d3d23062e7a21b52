"""The syntax of `quire site`: options, help."""

from __future__ import annotations

from typing import Annotated

import typer

from gql.cli.options import Data, DatabaseUrl, load_settings

sites = typer.Typer(help="The publication as a whole.", no_args_is_help=True)


@sites.command("bases")
def bases(
    category: Annotated[
        str | None,
        typer.Option(metavar="BASE", help='Of categories, as topics or blog/topics; "" for none.'),
    ] = None,
    tag: Annotated[str | None, typer.Option(metavar="BASE", help="Of tags.")] = None,
    author: Annotated[str | None, typer.Option(metavar="BASE", help="Of authors.")] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Show what the paths of categories, tags and authors begin with, or change it.

    All of them move at once, and their former paths answer 301.

    `quire site bases --category topics --tag label --author people`
    """
    from gql.cli.site_bases import change_bases

    settings = load_settings(data=data, database_url=database_url)
    change_bases(settings, {"category": category, "tag": tag, "author": author})
