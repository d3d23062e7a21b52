"""The recipes of gql/README.md as data: the changes to files, and the commands that prove them."""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.house.source_tree import GQL, ROOT, tracked_files

GUIDE = GQL / "README.md"
SECTION = re.compile(r"^### (Add .+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(diff|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^--- (\S+)\n\+\+\+ (\S+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Recipe:
    """A section `### Add …`: its ```diff blocks and the commands of its ```console blocks."""

    title: str
    diffs: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]


def recipes() -> list[Recipe]:
    """Those of gql/README.md, in order."""
    found = []
    for title, text in SECTION.findall(GUIDE.read_text("utf-8")):
        blocks = BLOCK.findall(text)
        commands = [
            tuple(shlex.split(line.removeprefix("$ "), comments=True))
            for kind, block in blocks
            if kind == "console"
            for line in block.splitlines()
            if line.startswith("$ ")
        ]
        diffs = tuple(block for kind, block in blocks if kind == "diff")
        found.append(Recipe(title, diffs, tuple(commands)))
    return found


def copy_tree(target: Path) -> None:
    """Copies what git tracks, and what was built of it: compiled modules, the bundle of GraphiQL."""
    for path in tracked_files():
        copy = target / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)  # keeps its time, by which Python knows compiled modules
        for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            (copy.parent / "__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, copy.parent / "__pycache__")
    bundle = GQL / "http/graphiql/dist"
    if bundle.is_dir():
        (target / bundle.relative_to(ROOT)).symlink_to(bundle)


def apply(diff: str, tree: Path) -> None:
    """Applies a diff whose hunks have no line numbers: the lines around must occur exactly once."""
    parts = FILE.split(diff)
    assert parts[0] == "", f"a diff begins with --- and +++: {parts[0]!r}"
    for old, new, hunks in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        path = tree / new.removeprefix("b/")
        text = "" if old == "/dev/null" else path.read_text("utf-8")
        for hunk in re.split(r"^@@.*\n", hunks, flags=re.MULTILINE):
            if hunk:
                text = _apply_hunk(text, hunk, new)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _apply_hunk(text: str, hunk: str, where: str) -> str:
    lines = hunk.splitlines(keepends=True)
    before = "".join(line[1:] or "\n" for line in lines if not line.startswith("+"))
    after = "".join(line[1:] or "\n" for line in lines if not line.startswith("-"))
    if not before:
        return text + after
    assert text.count(before) == 1, f"{where} holds {text.count(before)} times:\n{before}"
    return text.replace(before, after)
