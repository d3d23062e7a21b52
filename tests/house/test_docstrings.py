"""Every public function and class says more than its name, and comments say why, not too rarely."""

from __future__ import annotations

import ast
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source_tree import FILES, relative_path, room, tree

NEW_WORDS = 2  # that a docstring adds to the words of the name
FEWEST, MOST = 2.0, 5.0  # comments in a hundred lines of a room
SMALL = 150  # lines: a room below that may have none
NOT_PROSE = re.compile(r"#\s*(noqa|type:|fmt:|pragma|!)")
# what adds nothing to a name
FILLERS = set(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "for",
        "in",
        "on",
        "is",
        "are",
        "be",
        "and",
        "or",
        "its",
        "it",
        "this",
        "that",
        "with",
        "by",
        "from",
        "as",
        "at",
    ]
)

# their messages are words of Apollo's protocol, and nothing else
EXCEPT = {"PersistedQueryNotFound", "PersistedQueryNotSupported"}
NO_METHODS = {"Protocol", "Generic", "NamedTuple", "Enum", "StrEnum", "Exception"}
CLASSES = {
    node.name: node for path in FILES for node in tree(path).body if isinstance(node, ast.ClassDef)
}

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@pytest.mark.parametrize("path", FILES, ids=relative_path)
def test_public_functions_and_classes_say_more_than_their_names(path: Path) -> None:
    silent = [
        f"{relative_path(path)}:{definition.lineno} {definition.name}"
        for definition in public_definitions(tree(path))
        if definition.name not in EXCEPT
        and len(_words(described(definition)) - _words(definition.name) - FILLERS) < NEW_WORDS
    ]
    assert silent == []


def test_rooms_have_two_to_five_comments_in_a_hundred_lines() -> None:
    lines: dict[str, int] = defaultdict(int)
    comments: dict[str, int] = defaultdict(int)
    for path in FILES:
        lines[room(path)] += len(path.read_text("utf-8").splitlines())
        comments[room(path)] += sum(1 for _ in comments_in(path))
    share = {name: 100 * comments[name] / lines[name] for name in lines if lines[name] >= SMALL}
    outside = {name: round(s, 2) for name, s in share.items() if not FEWEST <= s <= MOST}
    assert outside == {}


@pytest.mark.parametrize("path", FILES, ids=relative_path)
def test_no_comment_says_only_what_its_line_says(path: Path) -> None:
    """A comment adds words to those of the line that it stands at or above."""
    lines = path.read_text("utf-8").splitlines()
    repeating = []
    for number, text in comments_in(path):
        beside = lines[number - 1].split("#")[0] or (lines[number] if number < len(lines) else "")
        if not _words(text) - _words(beside) - FILLERS:
            repeating.append(f"{relative_path(path)}:{number} {text}")
    assert repeating == []


def public_definitions(module: ast.Module) -> Iterator[Definition]:
    """Public functions and classes of a module, and the public methods of its public classes.

    A method that overrides one of a base class, and one of a single statement, need no words of
    their own: the class has said what they are for.
    """
    for node in module.body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from (
                method
                for method in _methods(node)
                if not method.name.startswith("_")
                and not _is_one_statement(method)
                and not _is_override(node, method.name)
            )


def described(definition: Definition) -> str:
    """The docstring, or the description that a decorator gives a GraphQL type."""
    if found := ast.get_docstring(definition):
        return found
    for decorator in definition.decorator_list:
        for keyword in getattr(decorator, "keywords", []):
            if keyword.arg == "description":
                return ast.unparse(keyword.value)
    return ""


def comments_in(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of each comment that is written for people."""
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT and not NOT_PROSE.match(token.string):
                yield token.start[0], token.string


def _methods(cls: ast.ClassDef) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in cls.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _is_one_statement(method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return len(method.body) == 1 and not isinstance(method.body[0], ast.Match | ast.Try | ast.With)


def _is_override(cls: ast.ClassDef, name: str) -> bool:
    """Whether a base class has the method: a class of ours, or one of a library, unseen here."""
    for base in cls.bases:
        written = ast.unparse(base).split("[")[0].split(".")[-1]
        if written in NO_METHODS:
            continue
        found = CLASSES.get(written)
        if found is None or name in {m.name for m in _methods(found)} or _is_override(found, name):
            return True
    return False


def _words(text: str) -> set[str]:
    """The words of a text or a name, in lower case, without endings."""
    found = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text)
    return {re.sub(r"(ies|es|s|ed|ing|d)$", "", word.lower()) for word in found}
