"""Text search knows letters beyond ASCII from marks, in new data folders and in those of before."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from gql.embedded import embedded_postgres
from gql.embedded.character_locale import LOCALES, MARK, character_locale
from tests.embedded.server_process import FAST, fetch_row, servers_on

pytestmark = pytest.mark.slow(12)
MARKS = "“hello” —quietly… «bonjour» ¿dónde? 。結"
WORDS = ["hello", "quietly", "bonjour", "dónde"]
FOUND = (
    "select to_tsvector('pg_catalog.simple', $$" + MARKS + "$$) @@ all(array["
    + ", ".join(f"'{word}'::tsquery" for word in WORDS)
    + "]), datctype, (select answer from kept) from pg_database where datname = 'quire'"
)  # fmt: skip

# starts a service that kills itself without a warning at a step of the mend
KILLED = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from gql.embedded import character_locale, cluster, embedded_postgres

    def die(*args):
        os.kill(os.getpid(), signal.SIGKILL)

    def run(*command, text, **others):
        if step == "before":
            die()
        ran = original(*command, text=("begin;" if step == "during" else "") + text, **others)
        if step == "during":
            die()
        return ran

    step, original = sys.argv[2], cluster.run_program
    cluster.run_program = run
    if step == "after":
        character_locale.mark = die
    with embedded_postgres(Path(sys.argv[1]), {"fsync": "off"}):
        pass
""")


@pytest.fixture(scope="module")
def folder_of_before() -> Iterator[Path]:
    """A data folder as the version before made it, with LC_CTYPE "C" and no mark, and a table."""
    with tempfile.TemporaryDirectory(prefix="q") as parent:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("gql.embedded.character_locale.LOCALES", ())
            with embedded_postgres(Path(parent) / "data", FAST) as url:
                asyncio.run(fetch_row(url, "create table kept as select 42 as answer"))
        yield Path(parent) / "data"


@pytest.fixture
def folder(new_folder: Path, folder_of_before: Path) -> Path:
    """A copy of it, at a path that suits a socket."""
    subprocess.run(["cp", "-a", folder_of_before, new_folder], check=True)
    return new_folder


def test_this_system_has_a_locale_that_knows_letters() -> None:
    assert character_locale() in LOCALES


async def test_a_new_folder_has_it_from_the_start(new_folder: Path) -> None:
    lines: list[str] = []
    with embedded_postgres(new_folder, FAST, lines.append) as url:
        await fetch_row(url, "create table kept as select 42 as answer")
        assert await fetch_row(url, FOUND) == (True, character_locale(), 42)
    assert lines == []


async def test_a_folder_of_before_gets_it_at_the_next_start_and_keeps_its_data(
    folder: Path,
) -> None:
    lines: list[str] = []
    for _ in range(2):
        with embedded_postgres(folder, FAST, lines.append) as url:
            assert await fetch_row(url, FOUND) == (True, character_locale(), 42)
            assert await fetch_row(
                url, "select count(distinct datctype)::int, count(*)::int from pg_database"
            ) == (1, 4)
    # said once, at the first start
    assert lines == [
        f"Giving the database in {folder} the character types of {character_locale()}, once."
    ]


@pytest.mark.parametrize("step", ["before", "during", "after"])
async def test_a_start_that_is_killed_at_any_step_is_repeated(folder: Path, step: str) -> None:
    killed = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", KILLED, str(folder), step],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert killed.returncode < 0
    assert not (folder / "postgres" / MARK).exists()
    assert servers_on(folder)  # an orphan, which the next start stops

    lines: list[str] = []
    with embedded_postgres(folder, FAST, lines.append) as url:
        assert await fetch_row(url, FOUND) == (True, character_locale(), 42)
    assert len(lines) == 1


async def test_where_the_system_has_no_such_locale_the_folder_waits(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.embedded.character_locale.LOCALES", ("xx_XX.nothing",))
    assert character_locale() == "C"
    with embedded_postgres(folder, FAST) as url:
        assert await fetch_row(url, "select datctype from pg_database limit 1") == ("C",)
    monkeypatch.undo()
    with embedded_postgres(folder, FAST) as url:
        assert await fetch_row(url, FOUND) == (True, character_locale(), 42)
