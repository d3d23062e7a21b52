"""The resolver of lookups: one record by its id or by another unique key."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from gql.engine.declare import declaration as declare
from gql.engine.declare.declaration import Arguments
from gql.engine.declare.declared_field import DeclaredField
from gql.engine.declare.language_chain import language_chain
from gql.engine.declare.one_of import chosen_key
from gql.engine.declare.record_type import KEY
from gql.engine.declare.target import targets
from gql.engine.global_id import key_of
from gql.engine.resolve.previews import previewing
from gql.engine.resolve.records import by_column, preferred, record
from gql.engine.resolve.selected_columns import lazy_columns


def lookup(
    field: DeclaredField, declared: declare.Lookup, source: Any, info: Any, arguments: Arguments
) -> Any:
    """The record that the arguments name, or its translation, or a preview of it."""
    if token := arguments.get(declare.PREVIEW_TOKEN):
        return _lookup_previewed(field, info, arguments, token)
    languages = arguments.get(declare.LANGUAGES)
    if declared.preferred is None or languages is None:
        return _looked_up(field, info, arguments)
    chain = language_chain(languages)
    found = _looked_up(field, info, arguments)
    return found and _or_preferred(found, declared.preferred, info, targets(field)[0], chain)


async def _or_preferred(
    loading: Awaitable[Any], declared: declare.Preferred, info: Any, cls: type, chain: list[str]
) -> Any:
    if (found := await loading) is None:
        return None
    key = getattr(found, KEY), getattr(found, declared.language)
    return await preferred(info, cls, declared, key, chain) or found


async def _lookup_previewed(
    field: DeclaredField, info: Any, arguments: Arguments, token: str
) -> Any:
    info, cls = await previewing(info, token), targets(field)[0]
    column, key = chosen_key(arguments["by"], cls.__name__)
    if column != "id" and key is not None:
        found_id = await info.context.previewed_id(cls.__name__, column, key)
        if found_id is not None:
            return await record(info, cls, found_id)
    found = _looked_up(field, info, arguments)
    return None if found is None else await found


def _looked_up(field: DeclaredField, info: Any, arguments: Arguments) -> Awaitable[Any] | None:
    cls = targets(field)[0]
    if "id" in arguments:
        return record(info, cls, key_of(arguments["id"], cls.__name__))
    column, key = chosen_key(arguments["by"], cls.__name__)
    if column == "id":
        return record(info, cls, key)
    if key is None:
        return None
    return by_column(info, cls, column, "text", key, lazy_columns(info, (cls,)))
