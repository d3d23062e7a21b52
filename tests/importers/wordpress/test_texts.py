"""Texts whose parts are elsewhere in an export: footnotes, reusable blocks, galleries, menus."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from gql.db import Database
from gql.importers.report import ImportReport
from gql.importers.wordpress import blocks
from tests.importers.stored_rows import public_rows
from tests.importers.wordpress.import_text import import_wxr
from tests.importers.wordpress.wxr_factories import AUTHOR, item, meta

NOTES = [{"id": "u-1", "content": "Pollen was <em>found</em>."}, {"id": "u-2", "content": "Later."}]


def mark(id: str, number: int = 1) -> str:
    """A footnote's mark as the block editor saves it."""
    return f'<sup data-fn="{id}" class="fn"><a href="#{id}" id="{id}-link">{number}</a></sup>'


def note(number: int, text: str) -> str:
    """A footnote as it stands in the HTML here."""
    return (
        f'<li id="fn:{number}" class="footnote-item"><p>{text} '
        f'<a href="#fnref:{number}" class="footnote-backref" rel="noopener">↩︎</a></p></li>'
    )


async def html_of(database: Database, slug: str = "a-post") -> str:
    """The HTML of a post."""
    ((html,),) = await public_rows(database, "select content_html from post where slug = $1", slug)
    return str(html)


async def test_footnotes_of_the_block_editor_are_linked_both_ways(
    database: Database, tmp_path: Path
) -> None:
    content = (
        f"<!-- wp:paragraph --><p>Rye{mark('u-1')} and oats{mark('u-2', 2)}.</p><!-- /wp:paragraph -->\n"
        "<!-- wp:footnotes /-->\n<!-- wp:paragraph --><p>End.</p><!-- /wp:paragraph -->"
    )
    report = await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        item(meta("footnotes", orjson.dumps(NOTES).decode()), content=content),
    )
    html = await html_of(database)
    link = (
        '<sup class="footnote-ref"><a href="#fn:{0}" id="fnref:{0}" rel="noopener">[{0}]</a></sup>'
    )
    assert f"Rye{link.format(1)} and oats{link.format(2)}." in html
    assert note(1, "Pollen was <em>found</em>.") in html
    assert html.index(note(2, "Later.")) < html.index("End.")
    assert await public_rows(database, "select excerpt from post") == [("Rye and oats. End.",)]
    assert report.lines["footnotes"].imported == 2


async def test_a_footnote_named_twice_has_two_links_back(
    database: Database, tmp_path: Path
) -> None:
    content = f"<!-- wp:paragraph --><p>A{mark('u-1')} b{mark('u-1')}</p><!-- /wp:paragraph -->"
    await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        item(meta("footnotes", orjson.dumps(NOTES[:1]).decode()), content=content),
    )
    html = await html_of(database)
    assert 'id="fnref:1"' in html
    assert 'id="fnref:1:1"' in html
    assert 'href="#fnref:1:1"' in html


@pytest.mark.parametrize("value", ["", "no json", "{}", '["x"]', '[{"content": "y"}]'])
async def test_a_mark_without_its_note_is_counted(
    database: Database, tmp_path: Path, value: str
) -> None:
    report = await import_wxr(
        database, tmp_path, AUTHOR, item(meta("footnotes", value), content=f"Rye{mark('u-9')}.")
    )
    assert await html_of(database) == "<p>Rye.</p>"
    assert report.lines["footnotes"].skip_summary == "its note is not in the export"


async def test_notes_that_no_mark_leads_to_are_counted(database: Database, tmp_path: Path) -> None:
    report = await import_wxr(
        database, tmp_path, AUTHOR, item(meta("footnotes", orjson.dumps(NOTES).decode()))
    )
    assert report.lines["footnotes"].skip_summary == "no mark in the text leads to it"


async def test_footnotes_of_plugins_become_footnotes(database: Database, tmp_path: Path) -> None:
    content = "Rye is old [efn_note]See <i>Flora</i>.[/efn_note], oats are not[mfn]Newer.[/mfn]."
    await import_wxr(database, tmp_path, AUTHOR, item(content=content))
    html = await html_of(database)
    assert html.startswith('<p>Rye is old<sup class="footnote-ref">')
    assert note(1, "See <i>Flora</i>.") in html
    assert note(2, "Newer.") in html


async def test_a_reusable_block_stands_in_the_posts_that_use_it(
    database: Database, tmp_path: Path
) -> None:
    block = "<!-- wp:paragraph --><p>Open at {}.</p><!-- /wp:paragraph -->"
    within = '<!-- wp:block {"ref":21} /-->' + block.format("ten")
    report = await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        # named before it comes, within another, twice, missing, and within itself
        item(content='<p>A</p><!-- wp:block {"ref":20} /--><p>B</p>', post_name="one"),
        item(content='<!-- wp:block {"ref":21} /-->', post_id="2", post_name="two"),
        item(content='<!-- wp:block {"ref":99} /-->', post_id="3", post_name="three"),
        item(content='<p>C</p><!-- wp:block {"ref":22} /-->', post_id="4", post_name="four"),
        item(content=within, post_id="20", post_type="wp_block"),
        item(content=block.format("nine"), post_id="21", post_type="wp_block"),
        item(content='<p>D</p><!-- wp:block {"ref":22} /-->', post_id="22", post_type="wp_block"),
    )
    assert await html_of(database, "one") == (
        "<p>A</p><p>Open at nine.</p><p>Open at ten.</p><p>B</p>"
    )
    assert await html_of(database, "two") == "<p>Open at nine.</p>"
    assert await html_of(database, "three") == ""
    assert await html_of(database, "four") == "<p>C</p><p>D</p>"
    assert report.lines["reusable blocks"].imported == 3
    assert report.lines["dynamic blocks"].skip_summary == (
        "1 a reusable block that is not in the export; 1 a reusable block within itself"
    )
    assert report.lines["wp_block items"].skip_summary == (
        "its text stands in the posts and pages that use it"
    )


async def test_reusable_blocks_do_not_multiply_without_bound(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "MAX_LENGTH", 20_000)
    # ten levels of ten copies each would be ten thousand million
    levels = [
        item(
            content=f'<!-- wp:block {{"ref":{n + 1}}} /-->' * 10 + "<p>x</p>" * 10,
            post_id=str(n),
            post_type="wp_block",
        )
        for n in range(20, 30)
    ]
    post = item(content='<p>First.</p><!-- wp:block {"ref":20} /-->')
    report = await import_wxr(database, tmp_path, AUTHOR, post, *levels)
    assert (await html_of(database)).startswith("<p>First.</p>")
    assert "reusable blocks that make the text too long" in (
        report.lines["dynamic blocks"].skip_reasons
    )


def picture(number: int, **more: str) -> str:
    """An attachment with an address and an alternative text."""
    return item(
        meta("_wp_attachment_image_alt", f"Picture {number}"),
        post_id=str(number),
        post_type="attachment",
        status="inherit",
        attachment_url=f"https://old.example/{number}.jpg",
        **more,
    )


@pytest.mark.parametrize(
    ("shortcode", "numbers"),
    [
        ('[gallery ids="12,11"]', [12, 11]),
        ("[gallery]", [11, 12]),
        ('[gallery size="full" exclude="11"]', [12]),
        ('[gallery include="12" columns="2"]', [12]),
        ('[gallery ids="12,404"]', [12]),
    ],
)
async def test_a_gallery_shows_the_pictures_that_it_names(
    database: Database, tmp_path: Path, shortcode: str, numbers: list[int]
) -> None:
    pictures = [picture(11, post_parent="1", excerpt="By night"), picture(12, post_parent="1")]
    report = await import_wxr(database, tmp_path, AUTHOR, item(content=shortcode), *pictures)
    html = await html_of(database)
    found = [n for part in html.split("<img ")[1:] for n in (11, 12) if f"/{n}.jpg" in part]
    assert found == numbers
    assert ("<figcaption>By night</figcaption>" in html) == (11 in numbers)
    assert f'alt="Picture {numbers[0]}"' in html
    assert report.lines["galleries"].imported == 1


async def test_a_gallery_without_its_files_is_counted(database: Database, tmp_path: Path) -> None:
    report = await import_wxr(database, tmp_path, AUTHOR, item(content='a [gallery ids="7"] b'))
    assert await html_of(database) == "<p>a  b</p>"
    assert report.lines["galleries"].skip_summary == "its files are not in the export"


async def test_a_menu_of_the_block_editor_becomes_a_menu(
    database: Database, tmp_path: Path
) -> None:
    content = (
        '<!-- wp:home-link {"label":"Home"} /-->'
        '<!-- wp:navigation-submenu {"label":"Bread","kind":"post-type","id":1,"url":"https://old.example/x/"} -->'
        '<!-- wp:navigation-link {"label":"Rye","kind":"taxonomy","type":"tag","id":5,"url":"/tag/rye/"} /-->'
        "<!-- /wp:navigation-submenu -->"
        '<!-- wp:navigation-link {"label":"Write","kind":"custom","url":"mailto:ada@old.example"} /-->'
        "<!-- wp:page-list /-->"
    )
    tag = "<wp:tag><wp:term_id>5</wp:term_id><wp:tag_slug>rye</wp:tag_slug><wp:tag_name>Rye</wp:tag_name></wp:tag>"
    report = await import_wxr(
        database,
        tmp_path,
        AUTHOR,
        tag,
        item(content=content, post_id="9", post_type="wp_navigation", post_name="top", title="Top"),
        item(),
    )
    assert await public_rows(database, "select slug, name from menu") == [("top", "Top")]
    assert await public_rows(
        database, "select depth, label, url, target_kind from menu_item order by position"
    ) == [
        (0, "Home", "https://old.example/", None),
        (0, "Bread", "https://old.example/a-post/", "POST"),
        (1, "Rye", "https://old.example/tag/rye/", "TAG"),
        (0, "Write", "mailto:ada@old.example", None),
    ]
    assert report.lines["menu items"].skip_summary == (
        "the block core/page-list, which WordPress fills in"
    )


async def test_the_second_import_of_a_text_counts_its_parts_as_unchanged(
    database: Database, tmp_path: Path
) -> None:
    content = '<iframe src="https://maps.example/"></iframe>\n\nhttps://youtu.be/abc'
    found: list[ImportReport] = [
        await import_wxr(database, tmp_path, AUTHOR, item(content=content)) for _ in range(2)
    ]
    assert [report.table()[-1] for report in found] == [
        ("embeds", 2, 2, 0, 0, 0, ""),
        ("embeds", 2, 0, 0, 2, 0, ""),
    ]
    assert dict(found[0].notes) == {"what another host would show became a link": 1}
