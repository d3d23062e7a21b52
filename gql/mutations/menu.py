"""The inputs, the payload and the mutations of menus."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from gql import engine
from gql.content.idempotency import IDEMPOTENCY_REFUSALS, run_once
from gql.content.permission import Action, require
from gql.content.site import save_menu as rules
from gql.content.site.save_menu import MAX_DEPTH, MAX_ITEMS, TARGET_COLUMNS, NewItem
from gql.engine.global_id import decode_id, key_of
from gql.errors import BadInput, OutcomeDeleted, Refused
from gql.mutations.declare import INPUT, Info, mutation
from gql.mutations.deleted import DeletePayload
from gql.mutations.entry_input import UNCHANGED, ExpectedVersion
from gql.mutations.payload import Payload, payload
from gql.mutations.text_bounds import at_most, check_bounds
from gql.mutations.user_error import InputProblem, error_type, input_problem
from gql.sql.statements import statements
from gql.types.menu import Menu

VERSION = statements("menu")["version"]
_ITEMS = (
    "All items in reading order, children after their parent, as `Menu.items` answers them: "
    f"{MAX_ITEMS} at most."
)
_LOCATION = "Its place in the front end, such as primary. One menu is there."
_BOUND = at_most(items=MAX_ITEMS)


@strawberry.input(description="An item of a menu. It leads to a `url` or to a `target`.")
class MenuItemInput:
    label: str = strawberry.field(
        default="", description="The text of the link. Empty: the title or name of its target."
    )
    url: str | None = strawberry.field(
        default=None, description="An address, or a path of the site, as /about/."
    )
    target: strawberry.ID | None = strawberry.field(
        default=None,
        description="The global id of a post, page, category, tag or author. While readers do not "
        "see it, they do not see the item, and those below it take its place.",
    )
    depth: int = strawberry.field(
        default=0,
        description=f"How many items are above it, 0 to {MAX_DEPTH}: at most one more than of the "
        "item before it.",
    )


@strawberry.input(description="A new menu, with its items and its place in the front end.")
class CreateMenuInput:
    name: str = strawberry.field(description="The display name.")
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="A number is added where it is taken. Without it, one is made of the name.",
    )
    location: str | None = strawberry.field(default=UNCHANGED, description=_LOCATION)
    items: list[MenuItemInput] | None = strawberry.field(
        default=UNCHANGED, description=_ITEMS, metadata=_BOUND
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Any text of your own, such as a UUID. The same key within 24 hours answers "
        "what was made with it, and makes nothing else.",
    )


@strawberry.input(description="What changes of a menu; what is left out stays as it is.")
class UpdateMenuInput(ExpectedVersion):
    id: strawberry.ID = strawberry.field(description="Its global id.")
    name: str | None = strawberry.field(default=UNCHANGED, description="The display name.")
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="A number is added where it is taken. Null: derived from the name again.",
    )
    location: str | None = strawberry.field(
        default=UNCHANGED, description=f"{_LOCATION} Null: none."
    )
    items: list[MenuItemInput] | None = strawberry.field(
        default=UNCHANGED,
        description=f"{_ITEMS} They take the place of those that were there, with new ids.",
        metadata=_BOUND,
    )


@strawberry.input(description="The menu to delete.")
class DeleteMenuInput:
    """The input of deleteMenu: which one, by its global id."""

    id: strawberry.ID = strawberry.field(description="Its global id.")


@payload(
    description="The menu after the change, or why the change was refused.",
    errors=error_type("Menu", (*rules.MENU_REFUSALS, *IDEMPOTENCY_REFUSALS)),
)
class MenuPayload(Payload):
    menu: Menu | None = engine.to_one("menu_id", "The menu.")
    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion."
    )


@mutation
async def create_menu(info: Info, input: Annotated[CreateMenuInput, INPUT]) -> MenuPayload:
    """Creates a menu with its items. For editors."""
    context, viewer = info.context, info.context.viewer
    try:
        require(viewer, Action.MANAGE_MENUS)
        check_bounds(input)
        changes = _changes(input)
        async with context.database.transaction() as connection:
            menu_id, _ = await run_once(
                connection,
                f"menu of {viewer.identity}",
                input.idempotency_key,
                changes,
                lambda: rules.create_menu(connection, viewer, changes),
            )
            version = await connection.fetchval(VERSION.text, menu_id)
            if version is None:
                raise OutcomeDeleted(field=["idempotencyKey"])
    except Refused as refused:
        return _payload(None, None, input_problem(refused))
    context.read_own_changes()
    return _payload(menu_id, version)


@mutation
async def update_menu(info: Info, input: Annotated[UpdateMenuInput, INPUT]) -> MenuPayload:
    """Changes a menu, and all of its items if they are given. For editors."""
    context, menu_id = info.context, key_of(input.id, "Menu")
    try:
        check_bounds(input)
        changes = _changes(input)
        async with context.database.transaction() as connection:
            await rules.update_menu(
                connection, context.viewer, menu_id, changes, input.expected_version
            )
            version = await connection.fetchval(VERSION.text, menu_id)
    except Refused as refused:
        newest = refused.extensions.get("version")
        # with CONFLICT, the menu as the others left it
        return _payload(menu_id if newest else None, newest, input_problem(refused))
    context.read_own_changes()
    return _payload(menu_id, version)


@mutation
async def delete_menu(info: Info, input: Annotated[DeleteMenuInput, INPUT]) -> DeletePayload:
    """Deletes a menu with its items. For editors."""
    context = info.context
    try:
        check_bounds(input)
        async with context.database.transaction() as connection:
            await rules.delete_menu(connection, context.viewer, key_of(input.id, "Menu"))
    except Refused as refused:
        return DeletePayload(user_errors=[input_problem(refused, "id")])
    context.read_own_changes()
    return DeletePayload(deleted_id=input.id)


def _changes(input: CreateMenuInput | UpdateMenuInput) -> dict[str, Any]:
    """What an input changes, by its own names. Raises BadInput."""
    changes: dict[str, Any] = {
        name: value
        for name in ("name", "slug", "location", "items")
        if (value := getattr(input, name)) is not UNCHANGED
    }
    # neither can be removed: null means the same as absent, and [] empties a menu
    for name in ("name", "items"):
        if changes.get(name, "") is None:
            del changes[name]
    if "items" in changes:
        changes["items"] = [_item(item, at) for at, item in enumerate(changes["items"])]
    return changes


def _item(item: MenuItemInput, at: int) -> NewItem:
    target = None
    # a url and a target at once are refused by the rule, which knows the place of each item
    if item.target is not None:
        decoded = decode_id(item.target)
        kind = decoded[0].upper() if decoded else ""
        if not decoded or kind not in TARGET_COLUMNS:
            what = "This is no id of a post, page, category, tag or author."
            raise BadInput(what, field=["items", str(at), "target"])
        target = kind, decoded[1]
    return NewItem(item.label, item.url, target, item.depth)


def _payload(menu_id: int | None, version: object, *problems: InputProblem) -> MenuPayload:
    values = {"menu_id": menu_id, "version": version, "user_errors": list(problems)}
    return engine.instance(MenuPayload, values)
