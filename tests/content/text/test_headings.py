"""Headings: anchors that are unique in a text, and the table of contents."""

from __future__ import annotations

from gql.content.text.headings import add_heading_anchors


def test_headings_get_unique_anchors_and_form_a_table_of_contents() -> None:
    html = '<h2 class="alignleft">A <em>b</em></h2><p>x</p><h3>A b</h3><h2></h2><h2>!</h2><h2>A b-2</h2>'
    with_anchors, toc = add_heading_anchors(html)
    assert with_anchors == (
        '<h2 class="alignleft" id="a-b">A <em>b</em></h2><p>x</p><h3 id="a-b-2">A b</h3><h2></h2>'
        '<h2 id="section">!</h2><h2 id="a-b-2-2">A b-2</h2>'
    )
    assert toc == [
        {"level": 2, "text": "A b", "anchor": "a-b"},
        {"level": 3, "text": "A b", "anchor": "a-b-2"},
        {"level": 2, "text": "!", "anchor": "section"},
        {"level": 2, "text": "A b-2", "anchor": "a-b-2-2"},
    ]
