"""The input, the payload and the mutation of the site itself."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from gql import engine
from gql.content.site.update_site import SITE_REFUSALS
from gql.content.site.update_site import update_site as save
from gql.errors import Refused
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.entry_input import UNCHANGED, ExpectedVersion
from gql.mutations.input_id import id_of
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import check_bounds
from gql.mutations.user_error import error_type, input_problem
from gql.sql.statements import statements
from gql.types.site import HoldComments, Site, site

VERSION = statements("site")["version"]
# null means the same as absent: these cannot be taken away
REQUIRED = ("title", "url", "language", "time_zone")
REFERENCES = {
    "logo": ("logo_id", "Media"),
    "icon": ("icon_id", "Media"),
    "front_page": ("front_page_id", "Page"),
    "posts_page": ("posts_page_id", "Page"),
}
RULES = {
    "depth": "comment_depth",
    "hold": "hold_comments",
    "edit_minutes": "comment_edit_minutes",
}


@strawberry.input(description="Which rules for comments change. Null: as the service is set up.")
class CommentRulesInput:
    depth: int | None = strawberry.field(
        default=UNCHANGED, description="How deep replies may be, 0 to 499."
    )
    hold: HoldComments | None = strawberry.field(
        default=UNCHANGED, description="Whose comments wait for a moderator."
    )
    edit_minutes: int | None = strawberry.field(
        default=UNCHANGED, description="For how many minutes a comment may be edited, 0 to 525,600."
    )


@strawberry.input(description="What changes of the site; what is left out stays as it is.")
class UpdateSiteInput(ExpectedVersion):
    title: str | None = strawberry.field(
        default=UNCHANGED,
        description="The name of the publication: 1 to 300 characters. Null: it stays.",
    )
    tagline: str | None = strawberry.field(
        default=UNCHANGED, description="A one-line description. Null: none."
    )
    url: str | None = strawberry.field(
        default=UNCHANGED,
        description="The address of its front end, as https://blog.example: every `link` begins "
        "with it. Null: it stays.",
    )
    language: str | None = strawberry.field(
        default=UNCHANGED,
        description="The main language, as in BCP 47: that of new posts. Null: it stays.",
    )
    time_zone: str | None = strawberry.field(
        default=UNCHANGED,
        description="A time zone of the IANA database, as Europe/Rome. Null: it stays.",
    )
    logo: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description="The global id of a Media. Null: none."
    )
    icon: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description="The global id of a Media. Null: none."
    )
    anonymous_name: str | None = strawberry.field(
        default=UNCHANGED,
        description="What to call guests who gave no name. Null: as the service is set up.",
    )
    front_page: strawberry.ID | None = strawberry.field(
        default=UNCHANGED,
        description="The global id of the Page at /; its own path answers 301. Null: the newest "
        "posts are shown there.",
    )
    posts_page: strawberry.ID | None = strawberry.field(
        default=UNCHANGED,
        description="The global id of the Page at whose path the newest posts are shown. Null: "
        "none.",
    )
    comment_rules: CommentRulesInput | None = strawberry.field(
        default=UNCHANGED,
        description="The rules for comments that change. Null: all are as the service is set up.",
    )


@payload(
    description="The site after the change, or why the change was refused.",
    errors=error_type("Site", SITE_REFUSALS),
)
class SitePayload(Payload):
    site: Site = engine.read(site)
    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion."
    )


@mutation
async def update_site(info: Info, input: Annotated[UpdateSiteInput, INPUT]) -> SitePayload:
    """Changes the title, pictures, front page and rules of the site. For administrators."""
    context, problems, version = info.context, [], None
    try:
        check_bounds(input)
        changes = _changes(input)
        async with context.database.transaction() as connection:
            await save(connection, context.viewer, changes, input.expected_version)
            version = await connection.fetchval(VERSION.text)
    except Refused as refused:
        problems, version = [input_problem(refused)], refused.extensions.get("version")
    # refused or not: the site is there, and who has met a conflict wants to see it
    context.read_own_changes()
    return engine.instance(SitePayload, {"version": version, "user_errors": problems})


def _changes(input: UpdateSiteInput) -> dict[str, Any]:
    """What an input changes, by the columns of the site. Raises BadInput."""
    changes: dict[str, Any] = {}
    for name, value in vars(input).items():
        if value is UNCHANGED or name == "expected_version" or (value is None and name in REQUIRED):
            continue
        if name in REFERENCES:
            column, type_name = REFERENCES[name]
            field = to_camel_case(name)  # of the input, for the error
            changes[column] = None if value is None else id_of(value, type_name, field)
        elif name == "comment_rules":
            changes |= _rules(value)
        else:
            changes[name] = value
    return changes


def _rules(input: CommentRulesInput | None) -> dict[str, Any]:
    """The rules that change. Without an input, all of them are as the service is set up."""
    if input is None:
        return dict.fromkeys(RULES.values())
    changed = {RULES[name]: value for name, value in vars(input).items() if value is not UNCHANGED}
    hold = changed.get("hold_comments")
    return changed | ({"hold_comments": hold.value} if hold is not None else {})
