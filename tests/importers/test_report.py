"""The tally adds up."""

from __future__ import annotations

from gql.importers.report import Line, Tally


def test_what_is_left_over_was_here_already() -> None:
    line = Line("posts", in_file=10, imported=2, changed=3)
    line.reasons["x"] = 1
    assert (line.skipped, line.unchanged, line.why) == (1, 4, "x")


def test_reasons_are_counted_where_there_are_several() -> None:
    tally = Tally()
    assert tally.HEADINGS == (
        "kind", "in the file", "imported", "changed", "unchanged", "skipped", "why",
    )  # fmt: skip
    tally.skip("posts", "rare")
    tally.skip("posts", "frequent", 2)
    assert tally.table() == [("posts", 3, 0, 0, 0, 3, "2 frequent; 1 rare")]
    assert tally.written == 0
