"""Slugs, addresses, anchors, threads and the rest of the small rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

import pytest

from gql.content import address
from gql.content.comments.comment_record import DEEPEST, comment_private_record, comment_record
from gql.content.comments.order import threaded
from gql.content.draft import (
    AuthorDraft,
    CommentDraft,
    CommentKind,
    EntryDraft,
    EntryKind,
    EntryStatus,
    MenuItemDraft,
    TermDraft,
    TermKind,
)
from gql.content.entries import entry_record
from gql.content.people.author_record import author_record, author_slug
from gql.content.people.display_name import shown_name
from gql.content.record import integer
from gql.content.site.media_record import mime_type
from gql.content.site.menu_record import in_reading_order, menu_url
from gql.content.site.site_record import language
from gql.content.site.term_record import term_record, term_slug
from gql.content.slug import kept_slug, numbered, slug_of
from gql.content.text.headings import anchored
from gql.content.timestamp import utc

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Soon & Später!", "soon-später"),
        ("Ελληνικά", "ελληνικά"),
        ("日本語", "日本語"),
        ("!!!", "otherwise"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_slug_is_made_of_the_letters_of_any_script(text: str, slug: str) -> None:
    assert slug_of(text, "otherwise") == slug


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a-post_2.html~", "a-post_2.html~"),
        ("%ce%b5%cf%80-2", "επ-2"),
        ("A Post", "a-post"),
        ("a/b?c", "a-b-c"),
        ("%00", "otherwise"),
        ("x" * 201, "x" * 200),
    ],
)
def test_a_slug_from_elsewhere_is_kept_where_it_can_be(given: str, kept: str) -> None:
    assert kept_slug(given, "otherwise") == kept


def test_names_are_numbered_before_the_closing_slash() -> None:
    assert list(islice(numbered("/a/"), 3)) == ["/a/", "/a-2/", "/a-3/"]
    assert list(islice(numbered("a"), 2)) == ["a", "a-2"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://x.example/a b?c#d", "https://x.example/a%20b?c#d"),
        (" HTTP://X.example ", "HTTP://X.example"),
        ("https://medium.example/@ada", "https://medium.example/@ada"),
        ("https://u:p@x.example/", None),
        ("javascript:alert(1)", None),
        ("//x.example", None),
        ("https://", None),
        ('https://x.example/"><b>', None),
        ("https://x.example/\n", "https://x.example/"),
        ("https://x.example/" + "y" * 2_000, None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_stored(text: str | None, kept: str | None) -> None:
    assert address.web_address(text) == kept


def test_an_origin_has_no_path() -> None:
    assert address.origin("HTTPS://X.Example/blog/") == "https://x.example"
    assert address.origin("ftp://x") is None
    assert address.origin("https://[x") is None


@pytest.mark.parametrize(
    ("text", "path"),
    [("", None), ("/", None), ("/../a/./b", "/a/b/"), ("a\x00 b", "/ab/"), ("/" + "x" * 600, None)],
)
def test_a_path_goes_from_slash_to_slash(text: str, path: str | None) -> None:
    assert address.path(text) == path


@pytest.mark.parametrize(
    ("text", "kept"), [("192.0.2.1", "192.0.2.1"), ("fe80::1%eth0", "fe80::1"), ("x", None)]
)
def test_network_addresses_are_checked(text: str, kept: str | None) -> None:
    assert address.network_address(text) == kept


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a socket", "a socket"),
        ("", ""),
    ],
)
def test_limits_count_an_ipv6_network_as_one(given: str, counted: str) -> None:
    assert address.network(given) == counted


def test_mail_addresses_have_a_sign_and_an_end() -> None:
    assert address.mail_address(" a@b ") == "a@b"
    assert address.mail_address("ab") is None
    assert address.mail_address("a@" + "b" * 300) is None


def test_headings_get_anchors_and_make_a_table_of_contents() -> None:
    html = '<h2 class="alignleft">A <em>b</em></h2><p>x</p><h3>A b</h3><h2></h2><h2>!</h2><h2>A b-2</h2>'
    with_anchors, toc = anchored(html)
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


def reply(number: int, parent: int | None = None, minutes: int | None = None) -> CommentDraft:
    at = NOON + timedelta(minutes=number if minutes is None else minutes)
    above = None if parent is None else str(parent)
    return CommentDraft(str(number), "x", at, parent=above)


def test_responses_stand_in_the_order_of_time_with_parents_before_replies() -> None:
    drafts = [reply(3, 2, 0), reply(2, None, 5), reply(1), reply(4, 3, 9), reply(5, None, 2)]
    assert [d.source_id for d in threaded(drafts).comments] == ["1", "5", "2", "3", "4"]


def test_replies_that_lost_their_parent_or_go_round_become_roots() -> None:
    thread = threaded([reply(1, 9), reply(2, 3), reply(3, 2), reply(4, 2), reply(5, 5)])
    assert {d.source_id: d.parent for d in thread.comments} == {
        "1": None,
        "2": None,
        "3": None,
        "4": None,
        "5": None,
    }
    assert (thread.orphans, thread.too_deep) == (5, 0)


def test_a_thread_is_no_deeper_than_the_database_allows() -> None:
    chain = [reply(0), *(reply(n, n - 1) for n in range(1, DEEPEST + 4))]
    thread = threaded(chain)
    assert thread.too_deep == 3
    assert [d.parent for d in thread.comments[-4:]] == [str(DEEPEST - 1)] * 4


def test_a_comment_is_what_its_rules_make_of_it() -> None:
    draft = CommentDraft(
        "1",
        "<b>x</b>\ny",
        NOON,
        kind=CommentKind.WEBMENTION,
        name="<i>Ada</i>",
        email="ada@x.example",
        url="https://x.example/",
        network_address="nowhere",
        source_title="T",
        source_site_name="S",
    )
    record = comment_record(draft)
    assert record["content_html"] == "<p><b>x</b><br>\ny</p>"
    assert (record["guest_name"], record["source_title"]) == ("Ada", "T")
    assert (record["source_url"], record["source_site_name"]) == ("https://x.example/", "S")
    assert comment_private_record(draft) == {
        "email": "ada@x.example",
        "network_address": None,
        "user_agent": None,
    }


def an_entry(**more: object) -> EntryDraft:
    facts = {
        "source_id": "8",
        "kind": EntryKind.POST,
        "status": EntryStatus.PUBLISHED,
        "title": "",
        "content": "",
        "authors": ("a",),
        "published_at": NOON,
    }
    return EntryDraft(**(facts | more))  # type: ignore[arg-type]


def test_an_entry_counts_its_words_and_finds_its_headings() -> None:
    record = entry_record.entry_record(an_entry(content="<h2>A</h2>\n\nb c", title="T"), "de")
    assert record["content_html"].startswith('<h2 id="a">A</h2>')
    assert (record["word_count"], record["reading_minutes"]) == (3, 1)
    assert (record["language"], record["excerpt"]) == ("de", "A b c")
    assert record["updated_at"] == record["created_at"] == NOON


def test_an_entry_without_title_is_called_by_its_number() -> None:
    assert entry_record.entry_slug(an_entry()) == "published-8"
    assert entry_record.entry_slug(an_entry(title="A <b>b</b>")) == "a-b"
    assert entry_record.made_uri("s", "/a/b/") == "/a/b/s/"
    assert entry_record.made_uri("s", "/" + "x" * 497 + "/") == "/s/"


def test_former_paths_are_those_given_and_those_of_old_slugs() -> None:
    draft = an_entry(old_uris=("/x", "/now/"), old_slugs=("Old", ""))
    assert entry_record.old_uris(draft, "/2020/now/") == {"/x/", "/now/", "/2020/old/"}
    assert entry_record.old_uris(draft, None) == {"/x/", "/now/", "/old/"}


def test_moments_have_a_zone() -> None:
    assert utc(None) is None
    assert utc(NOON.replace(tzinfo=None)) == NOON
    assert utc(NOON.astimezone(timezone(timedelta(hours=2)))) == NOON
    assert utc(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))) is None


def test_numbers_fit_their_columns() -> None:
    assert [integer(n, 0) for n in (0, 2**31 - 1, 2**31, -1, None)] == [
        0,
        2**31 - 1,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("tag", "kept"), [("pt_BR", "pt-BR"), ("en", "en"), ("e", None), ("en;x", None), (None, None)]
)
def test_languages_are_spelled_as_the_web_spells_them(tag: str | None, kept: str | None) -> None:
    assert language(tag) == kept


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://x/a.JPG?b.png", "image/jpeg"),
        ("https://x/a.avif", "image/avif"),
        ("https://x/a.tar.gz", "application/x-tar"),
        ("https://x/a", "application/octet-stream"),
    ],
)
def test_files_are_known_by_their_endings(url: str, kind: str) -> None:
    assert mime_type(url) == kind


def test_menu_items_lead_to_full_addresses() -> None:
    site = "https://x.example"
    assert menu_url("#a", site) == "https://x.example/#a"
    assert menu_url("/a", site) == "https://x.example/a"
    assert menu_url("//a.example", site) is None
    assert menu_url("https://a.example", site) == "https://a.example"


def test_a_menu_is_read_from_above() -> None:
    items = [
        MenuItemDraft("3", "1"),
        MenuItemDraft("1"),
        MenuItemDraft("2", "9"),
        MenuItemDraft("4", "3"),
    ]
    assert [(i.source_id, d) for i, d in in_reading_order(items)] == [
        ("1", 0),
        ("3", 1),
        ("4", 2),
        ("2", 0),
    ]


def test_terms_and_authors_may_lack_a_slug() -> None:
    assert term_slug(TermDraft("1", TermKind.TAG, "C++ & more")) == "c-more"
    assert term_slug(TermDraft("1", TermKind.CATEGORY, "++")) == "category"
    assert term_record(TermDraft("1", TermKind.TAG, ""))["name"] == "1"
    assert author_slug(AuthorDraft("1", "Ada Lovelace"), 7) == "ada-lovelace"
    record = author_record(AuthorDraft("1", "", links=(("x", "https://x.example"), ("y", "y"))), 7)
    assert record["name"] == "Author 7"
    assert record["links"] == [{"service": "x", "url": "https://x.example"}]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Jo", "Jo"),
        ("@ann", "@ann"),
        ("@ann@social.example", "@ann@social.example"),
        ("https://social.example/@ann", "https://social.example/@ann"),
        ("Jo @ Work", "Jo @ Work"),
        ("jo@", "jo@"),
        ("jo@mail.example", None),
        ("jo@localhost", None),
        ("o'brien+x@mail.example.", None),
        ("mailto:jo@mail.example", None),
        ("jo&#64;mail.example", None),
        ("jo\uff20mail.example", None),
        ("jo@mail.example, jo@work.example", None),
        ("<jo@mail.example>", None),
        ("Jo Doe <jo@mail.example>", "Jo Doe"),
        ("Jo (jo@mail.example) Doe", "Jo Doe"),
        ("Jo Doe - jo@mail.example", "Jo Doe"),
        ("jo@mail.example/Jo", "Jo"),
        ("x" * 245 + " jo@mail.example", "x" * 245),
        ("x" * 300, "x" * 250),
        ("", None),
        (None, None),
    ],
)
def test_a_name_shows_nothing_of_a_mail_address(given: str | None, shown: str | None) -> None:
    assert shown_name(given) == shown
    record = comment_record(CommentDraft("1", "x", NOON, name=given))
    assert (record["guest_name"], record["source_title"]) == (shown, None)


@pytest.mark.parametrize(
    ("name", "shown", "slug"),
    [
        ("Ada L.", "Ada L.", "ada-l"),
        ("ada@mail.example", None, "author-7"),
        ("Ada <ada@mail.example>", "Ada", "ada"),
        ("Ada L. <ada@mail.example>", "Ada L.", "ada-l"),
        ("", None, "author-7"),
        ("!!!", "!!!", "author-7"),
    ],
)
def test_an_author_is_not_called_by_a_mail_address(name: str, shown: str | None, slug: str) -> None:
    draft = AuthorDraft("1", name, login="ada")
    assert author_record(draft, 7)["name"] == (shown or "Author 7")
    assert author_slug(draft, 7) == slug
