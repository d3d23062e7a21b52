"""Whether all contestants answer the same, before anything is measured."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import orjson

from tests.bench.implementations import Contestant
from tests.bench.story import Story, Variables

CHECKED = 20  # answers of each story


async def check(
    contestants: Sequence[Contestant], story: Story, variables: Sequence[Variables]
) -> int:
    """How many bytes an answer has, in the middle. Raises SystemExit with a diff."""
    answers = {
        contestant.name: [await contestant.answers(story)(given) for given in variables[:CHECKED]]
        for contestant in contestants
    }
    same(story.label, answers)
    lengths = sorted(len(answer) for answer in answers[contestants[0].name])
    return lengths[len(lengths) // 2]


def same(what: str, answers: Mapping[str, Sequence[bytes]]) -> None:
    """Raises SystemExit, with the difference, unless all gave the same bytes."""
    first, *others = answers
    for other in others:
        for expected, given in zip(answers[first], answers[other], strict=True):
            if expected != given:
                raise SystemExit(f"{what}: {first} and {other} differ.\n{_diff(expected, given)}")


def _diff(expected: bytes, given: bytes) -> str:
    lines = (_lines(expected), _lines(given))
    return "\n".join(line[:200] for line in list(difflib.unified_diff(*lines, lineterm=""))[:60])


def _lines(answer: bytes) -> list[str]:
    return orjson.dumps(orjson.loads(answer), option=orjson.OPT_INDENT_2).decode().splitlines()
