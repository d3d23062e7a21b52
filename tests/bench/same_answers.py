"""Requires equal answers from all implementations before anything is measured."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import orjson

from tests.bench.implementations import Implementation
from tests.bench.story import Story, Variables

MAX_COMPARED = 20  # answers of each story


async def compare_implementations(
    implementations: Sequence[Implementation], story: Story, variables: Sequence[Variables]
) -> int:
    """Return the median size of an answer in bytes. Raises SystemExit if answers differ."""
    answers = {
        implementation.name: [
            await implementation.answer_for(story)(values) for values in variables[:MAX_COMPARED]
        ]
        for implementation in implementations
    }
    require_equal_answers(story.label, answers)
    lengths = sorted(len(answer) for answer in answers[implementations[0].name])
    return lengths[len(lengths) // 2]


def require_equal_answers(what: str, answers: Mapping[str, Sequence[bytes]]) -> None:
    """Raise SystemExit with a diff unless all answers, in lists by name, are the same bytes."""
    first, *others = answers
    for other in others:
        for expected, actual in zip(answers[first], answers[other], strict=True):
            if expected != actual:
                raise SystemExit(f"{what}: {first} and {other} differ.\n{_diff(expected, actual)}")


def _diff(expected: bytes, actual: bytes) -> str:
    lines = (_lines(expected), _lines(actual))
    return "\n".join(line[:200] for line in list(difflib.unified_diff(*lines, lineterm=""))[:60])


def _lines(answer: bytes) -> list[str]:
    return orjson.dumps(orjson.loads(answer), option=orjson.OPT_INDENT_2).decode().splitlines()
