"""What is deprecated says what to use instead, which is there; and nothing of ours uses it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    NoDeprecatedCustomRule,
    graphql_sync,
    parse,
    validate,
)

from gql.http.graphiql.tabs import TABS
from tests.house.guide_pages import operations, pages
from tests.house.source_tree import ROOT, relative_path
from tests.printed_schema import PRINTED as OURS

REASON = re.compile(r"Use `(\w+)[^`]*` instead\.")
DOCUMENTS = sorted((ROOT / "tests/documents").glob("*/*.graphql"))
INPUTS = '{ __type(name: "PostWhere") { inputFields%s { name isDeprecated deprecationReason } } }'


def deprecated() -> dict[tuple[str, str], str]:
    """The reason of each deprecated field, argument, input field and enum value."""
    found = {}
    for kind in OURS.type_map.values():
        members = kind.values if isinstance(kind, GraphQLEnumType) else getattr(kind, "fields", {})
        for name, member in members.items():
            found[kind.name, name] = member.deprecation_reason
            for argument, described in getattr(member, "args", {}).items():
                found[kind.name, f"{name}.{argument}"] = described.deprecation_reason
    return {place: reason for place, reason in found.items() if reason}


def test_each_deprecation_says_what_to_use_instead() -> None:
    reasons = deprecated()
    assert len(reasons) >= 5
    for (kind, name), reason in reasons.items():
        told = REASON.fullmatch(reason)
        assert told, (kind, name, reason)
        # the first word is of the same type
        assert told[1] in OURS.type_map[kind].fields, reason  # type: ignore[attr-defined]
        assert (kind, told[1]) not in reasons


def test_introspection_shows_what_is_deprecated_only_if_it_is_asked_for() -> None:
    shown = graphql_sync(OURS, INPUTS % "").data
    assert shown
    names = {one["name"] for one in shown["__type"]["inputFields"]}
    assert {"tag", "or"} <= names
    assert names & {"allTags", "notTag"} == set()
    every = graphql_sync(OURS, INPUTS % "(includeDeprecated: true)").data
    assert every
    reasons = {one["name"]: one["deprecationReason"] for one in every["__type"]["inputFields"]}
    assert reasons["allTags"] == "Use `tag: { all: { slugs } }` instead."


@pytest.mark.parametrize("page", [one for one in pages() if operations(one)], ids=relative_path)
def test_no_guide_uses_what_is_deprecated(page: Path) -> None:
    for operation in operations(page):
        assert validate(OURS, parse(operation.text), [NoDeprecatedCustomRule]) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative_path)
def test_no_document_uses_what_is_deprecated(path: Path) -> None:
    assert validate(OURS, parse(path.read_text("utf-8")), [NoDeprecatedCustomRule]) == []


def test_no_tab_uses_what_is_deprecated() -> None:
    for tab in TABS:
        assert validate(OURS, parse(tab.query), [NoDeprecatedCustomRule]) == []
