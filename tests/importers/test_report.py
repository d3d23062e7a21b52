"""The report of an import adds up."""

from __future__ import annotations

from gql.importers.report import ImportReport, ReportLine


def test_unchanged_is_what_was_not_imported_changed_or_skipped() -> None:
    line = ReportLine("posts", in_file=10, imported=2, changed=3)
    line.skip_reasons["x"] = 1
    assert (line.skipped, line.unchanged, line.skip_summary) == (1, 4, "x")


def test_several_reasons_for_skipping_are_listed_with_their_counts() -> None:
    report = ImportReport()
    assert report.HEADINGS == (
        "kind", "in the file", "imported", "changed", "unchanged", "skipped", "why",
    )  # fmt: skip
    report.count_skipped("posts", "rare")
    # the most frequent reason comes first, whatever the order of counting
    report.count_skipped("posts", "frequent", 2)
    assert report.table() == [("posts", 3, 0, 0, 0, 3, "2 frequent; 1 rare")]
    assert report.written_count == 0


def test_the_table_has_the_most_frequent_reasons_only_and_the_whole_list_all() -> None:
    listed: list[tuple[str, str, str, str]] = []
    report = ImportReport(record=lambda *item: listed.append(item))
    for number in range(8):
        for _ in range(number + 1):
            report.count_skipped("post meta", f"key {number}", ids=[str(number)])
    assert report.lines["post meta"].skip_summary == (
        "8 key 7; 7 key 6; 6 key 5; 5 key 4; 4 key 3; 6 for 3 other reasons (--report)"
    )
    assert len(listed) == 36
    assert listed[0] == ("post meta", "0", "skipped", "key 0")
