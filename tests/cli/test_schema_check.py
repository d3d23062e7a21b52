"""`quire sdl --check`: what changes for a front end that was built on an older schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from graphql import build_schema

from gql.cli.commands import run
from gql.operation.schema_changes import Risk, schema_changes

OLD = """
directive @shown(on: String) on FIELD
interface Named { name: String }
type Post implements Named { name: String slug: String! likes(first: Int = 3): [Int!]! old: Int }
type Page { slug: String! }
union Entry = Post
enum Order { NEWEST OLDEST }
input Where { slug: String }
type Query { post(where: Where, order: Order): Post entry: Entry }
"""


def changes_after(old: str, new: str) -> list[tuple[Risk, str]]:
    """The changes of OLD with a part of it rewritten: risk and kind."""
    assert old in OLD
    found = schema_changes(build_schema(OLD), build_schema(OLD.replace(old, new)))
    return [(one.risk, one.kind) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("slug: String! likes", "likes", "FIELD_REMOVED"),
        ("old: Int }", "old: String }", "FIELD_CHANGED_KIND"),
        ("slug: String! likes", "slug: String likes", "FIELD_CHANGED_KIND"),
        ("post(where: Where,", "post(where: Where, by: Int!,", "REQUIRED_ARG_ADDED"),
        ("post(where: Where, order: Order)", "post(where: Where)", "ARG_REMOVED"),
        ("NEWEST OLDEST", "NEWEST", "VALUE_REMOVED_FROM_ENUM"),
        ("Where { slug: String }", "Where { slug: String! }", "FIELD_CHANGED_KIND"),
        (
            "Where { slug: String }",
            "Where { slug: String id: ID! }",
            "REQUIRED_INPUT_FIELD_ADDED",
        ),
        ("type Page { slug: String! }", "", "TYPE_REMOVED"),
        ("directive @shown(on: String) on FIELD", "", "DIRECTIVE_REMOVED"),
    ],
)
def test_what_a_document_of_before_can_meet_is_breaking(old: str, new: str, kind: str) -> None:
    assert changes_after(old, new)[0] == (Risk.BREAKING, kind)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("NEWEST OLDEST", "NEWEST OLDEST BEST", "VALUE_ADDED_TO_ENUM"),
        ("Entry = Post", "Entry = Post | Page", "TYPE_ADDED_TO_UNION"),
        ("first: Int = 3", "first: Int = 5", "ARG_DEFAULT_VALUE_CHANGE"),
        ("post(where: Where,", "post(where: Where, by: Int,", "OPTIONAL_ARG_ADDED"),
        ("Where { slug: String }", "Where { slug: String by: Int }", "OPTIONAL_INPUT_FIELD_ADDED"),
    ],
)
def test_what_a_client_may_not_expect_is_dangerous(old: str, new: str, kind: str) -> None:
    assert changes_after(old, new) == [(Risk.DANGEROUS, kind)]


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        (
            "type Page {",
            "type Tag { slug: String } type Page { tag: Tag",
            ["FIELD_ADDED", "TYPE_ADDED"],
        ),
        ("old: Int }", 'old: Int @deprecated(reason: "Use new.") }', ["DEPRECATED"]),
        ("NEWEST OLDEST", 'NEWEST OLDEST @deprecated(reason: "Use NEWEST.")', ["DEPRECATED"]),
        (
            "Where { slug: String }",
            'Where { slug: String @deprecated(reason: "Use by.") }',
            ["DEPRECATED"],
        ),
        ("order: Order)", 'order: Order @deprecated(reason: "Use by."))', ["DEPRECATED"]),
        ("old: Int }", "old: Int! }", ["FIELD_NO_LONGER_NULL"]),
        ("Page { slug", '"What it is." Page { slug'.replace('"What it is." ', ""), []),
    ],
)
def test_what_no_document_of_before_can_meet_is_safe(old: str, new: str, kinds: list[str]) -> None:
    assert changes_after(old, new) == [(Risk.SAFE, kind) for kind in kinds]


@pytest.mark.parametrize(
    ("part", "without"),
    [
        ("old: Int }", "}"),
        ("NEWEST OLDEST", "NEWEST"),
        ("slug: String }", "by: Int }"),
        ("order: Order)", ")"),
    ],
)
def test_what_was_deprecated_and_is_gone_is_told_with_what_to_use_instead(
    part: str, without: str
) -> None:
    end = part[-1] if part[-1] in "})" else ""
    told = f'{part.removesuffix(end).strip()} @deprecated(reason: "Use new instead.") {end}'
    before = build_schema(OLD.replace(part, told))
    [gone, *_] = schema_changes(before, build_schema(OLD.replace(part, without)))
    assert gone.risk is Risk.BREAKING
    assert gone.sentence.endswith(". Use new instead.")


def test_breaking_changes_come_first_and_decide_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sdl"]) == 0
    printed = capsys.readouterr().out
    file = tmp_path / "schema.graphql"

    file.write_text(printed)
    assert run(["sdl", "--check", str(file)]) == 0
    assert capsys.readouterr().out == "0 breaking, 0 dangerous, 0 safe\n"

    head = "type ArchiveMonth {\n"
    assert printed.count(head) == 1
    file.write_text(printed.replace(head, f"{head}  week: Int!\n\n"))
    assert run(["sdl", "--check", str(file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("breaking   FIELD_REMOVED")
    assert lines[0].endswith("ArchiveMonth.week was removed.")
    assert lines[-1] == "1 breaking, 0 dangerous, 0 safe"

    month = '  """The month, 1 to 12."""\n  month: Int!\n'
    assert month in printed
    file.write_text(printed.replace(month, ""))
    assert run(["sdl", "--check", str(file)]) == 0
    assert "safe       FIELD_ADDED" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"type Query {", "is no GraphQL schema, line 1: Syntax Error"),
        (b"type Query { post: Post }", "is no GraphQL schema: Unknown type 'Post'"),
        (b"type Post { id: ID }", "is no GraphQL schema: Query root type must be provided"),
        (b"\xff\xfe", "is not UTF-8 text."),
        (b"{ posts { nodes { id } } }", "is no GraphQL schema"),
        (b"type Query { a(b: " + b"[" * 100_000, "is no GraphQL schema"),
        (b"#" * 10_000_001, "has more than 10,000,000 bytes"),
    ],
)
def test_a_file_that_is_no_schema_is_named(
    content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.graphql"
    file.write_bytes(content)
    assert run(["sdl", "--check", str(file)]) == 2
    error = capsys.readouterr().err
    assert "mine.graphql" in error
    assert sentence in error
    assert error.count("\n") == 1


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sdl", "--check", "nowhere.graphql"]) == 2
    assert capsys.readouterr().err == (
        "quire: nowhere.graphql cannot be read: No such file or directory.\n"
    )
