"""What the changelog tells front ends to write now is valid."""

from __future__ import annotations

import re

import pytest
from graphql import FragmentDefinitionNode, parse, validate

from tests.house.source_tree import ROOT
from tests.printed_schema import PRINTED

SECTION = re.compile(r"^### Moving from 0\.1\n(.*?)^##", re.MULTILINE | re.DOTALL)
DIFF = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def documents(sign: str) -> list[str]:
    """The lines of the section's diffs with this sign; a fragment goes with the next operation."""
    section = SECTION.search((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert section
    lines = [
        line[2:]
        for block in DIFF.findall(section[1])
        for line in block.splitlines()
        if line.startswith(f"{sign} ")
    ]
    found, fragments = [], ""
    for line in lines:
        if isinstance(parse(line).definitions[0], FragmentDefinitionNode):
            fragments += line
        else:
            found.append(f"{line} {fragments}" if fragments else line)
            fragments = ""
    return found


def test_each_document_of_before_has_one_beside_it() -> None:
    assert len(documents("-")) == len(documents("+")) > 10


@pytest.mark.parametrize("document", documents("+"))
def test_a_document_to_write_now_is_valid(document: str) -> None:
    assert validate(PRINTED, parse(document)) == []
