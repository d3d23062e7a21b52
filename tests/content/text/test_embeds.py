"""Embedded pages: players of allowed hosts, links to everything else, and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from gql.content.draft import Format
from gql.content.text import embeds, players
from gql.content.text.embeds import allow_players
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.players import player_url
from gql.content.text.rendered_text import render_author_text
from gql.settings import Settings

PLAYER = "https://www.youtube.com/embed/abc"
WRITTEN = {"src", "title", "width", "height", "loading", "allow", "sandbox", "referrerpolicy"}


@pytest.fixture
def other_hosts() -> Iterator[None]:
    """Another value of the setting, for one test."""
    before = embeds._allowed_hosts
    allow_players(["maps.example"])
    yield
    allow_players(before)


def frames(html: str) -> list[dict[str, str]]:
    """The attributes of the iframes in HTML."""
    page = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    return [dict(frame.attrs) for frame in page.find_all("iframe")]


@pytest.mark.parametrize(
    "source",
    [
        f'<iframe width="560" height="315" src="{PLAYER}" title="T" allowfullscreen></iframe>',
        f"<p>x<IFRAME SRC='{PLAYER}' onload='alert(1)' srcdoc='<script>alert(1)</script>'></p>",
        '<iframe src="//www.youtube.com/embed/abc" sandbox="" allow="camera; microphone"></iframe>',
        '<iframe src="http://www.youtube.com/embed/abc">inside <b>not shown</b></iframe>',
        '<object data="http://www.youtube.com/v/abc"><embed src="http://www.youtube.com/v/abc"></object>',
        "https://www.youtube.com/watch?v=abc",
        "<div>\nhttps://youtu.be/abc\n</div>",
        "[youtube https://www.youtube.com/watch?feature=x&amp;v=abc]",
        '[youtube id="abc"]',
        "[embed width='5']https://www.youtube.com/shorts/abc[/embed]",
        '[su_youtube url="https://youtu.be/abc" responsive="no"]',
    ],
)
@pytest.mark.parametrize("source_format", Format)
def test_a_page_of_an_allowed_host_is_kept_as_a_player(source: str, source_format: Format) -> None:
    if source_format is Format.MARKDOWN and not source.startswith(("<i", "<p", "<o")):
        source = f'<iframe src="{PLAYER}"></iframe>'  # shortcodes and bare URLs are WordPress's
    html = render_author_text(source, source_format).html
    (frame,) = frames(html)
    assert frame["src"] == PLAYER
    assert frame.keys() <= WRITTEN
    assert frame["sandbox"].split() == [
        "allow-scripts", "allow-same-origin", "allow-popups", "allow-presentation",
    ]  # fmt: skip
    assert frame["loading"] == "lazy"
    assert sanitise(html) == html
    assert "inside" not in html


@pytest.mark.parametrize(
    ("source", "address", "text"),
    [
        ('<iframe src="https://maps.example/x?a=1&b=2" title="Our house"></iframe>', "https://maps.example/x?a=1&amp;b=2", "Our house"),
        ('<iframe src="/timeline/index.html"></iframe>', "/timeline/index.html", "/timeline/index.html"),
        ('<embed src="https://old.example/nine.swf">', "https://old.example/nine.swf", "https://old.example/nine.swf"),
        ('<object data="https://old.example/x.pdf"></object>', "https://old.example/x.pdf", "https://old.example/x.pdf"),
        ("[embed]https://video.example/four[/embed]", "https://video.example/four", "https://video.example/four"),
        ('[button url="https://shop.example/"]Buy[/button]', "https://shop.example/", "Buy"),
        ('<a href="/x"><iframe src="https://maps.example/"></iframe></a>', "https://maps.example/", "https://maps.example/"),
        # no hosts of the list, however they look
        ('<iframe src="https://www.youtube.com.evil.example/embed/abc"></iframe>', "https://www.youtube.com.evil.example/embed/abc", "https://www.youtube.com.evil.example/embed/abc"),
        ('<iframe src="https://www.youtube.com@evil.example/embed/abc"></iframe>', "https://www.youtube.com@evil.example/embed/abc", "https://www.youtube.com@evil.example/embed/abc"),
    ],
)  # fmt: skip
def test_what_another_host_would_show_becomes_a_link(source: str, address: str, text: str) -> None:
    html = render_author_text(source, Format.HTML).html
    assert f'<a href="{address}" rel="noopener">{text}</a>' in html
    assert frames(html) == []
    assert sanitise(html) == html


@pytest.mark.parametrize(
    "source",
    [
        "<iframe src='javascript:alert(1)'></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<iframe src='about:blank'></iframe>",
        "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
        "<object data='javascript:alert(1)'></object><embed src='data:image/svg+xml,x'>",
        "<iframe><img src=x onerror=alert(1)></iframe>",
    ],
)
def test_what_has_no_web_address_is_left_out(source: str) -> None:
    assert sanitise(f"a{source}b") == "ab"


def test_comments_have_no_players() -> None:
    assert sanitise_comment(f'a<iframe src="{PLAYER}"></iframe>b') == "ab"


@pytest.mark.usefixtures("other_hosts")
def test_the_setting_says_whose_pages_are_players() -> None:
    html = sanitise(
        f'<iframe src="https://maps.example/a"></iframe><iframe src="{PLAYER}"></iframe>'
    )
    assert [frame["src"] for frame in frames(html)] == ["https://maps.example/a"]
    assert f'<a href="{PLAYER}"' in html


def test_a_player_is_a_link_in_markdown() -> None:
    source = f'<p>a</p><iframe src="{PLAYER}" title="Bread [1]"></iframe><p>b</p>'
    assert render_author_text(source, Format.HTML).markdown == (
        f"a\n\n[Bread \\[1\\]]({PLAYER})\n\nb"
    )


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('[audio mp3="https://x.example/a.mp3"][/audio]', '<audio controls="" src="https://x.example/a.mp3"></audio>'),
        ('[video src="/b.mp4" poster="/b.jpg"]', '<video controls="" src="/b.mp4" poster="/b.jpg"></video>'),
        ('[et_pb_image src="https://x.example/c.jpg" alt="C"]', '<img src="https://x.example/c.jpg" alt="C">'),
    ],
)  # fmt: skip
def test_recordings_and_images_of_shortcodes_are_kept(source: str, html: str) -> None:
    assert html in render_author_text(source, Format.HTML).html


def test_urls_in_code_stay_code() -> None:
    code = "<pre>\nhttps://www.youtube.com/watch?v=abc\n</pre>"
    assert frames(render_author_text(code, Format.HTML).html) == []


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://m.youtube.com/watch?t=1&v=a_B-1", "https://www.youtube.com/embed/a_B-1"),
        ("https://www.youtube.com/playlist?list=PLx", "https://www.youtube.com/embed/videoseries?list=PLx"),
        ("http://vimeo.com/123", "https://player.vimeo.com/video/123"),
        ("https://dai.ly/x1", "https://www.dailymotion.com/embed/video/x1"),
        ("https://open.spotify.com/track/4u", "https://open.spotify.com/embed/track/4u"),
        ("https://soundcloud.com/a/b", "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fa%2Fb"),
        ("https://www.ted.com/talks/a_talk", "https://embed.ted.com/talks/a_talk"),
        ("https://vimeo.com/about", None),
        ("https://evil.example/https://youtu.be/abc", None),
    ],
)  # fmt: skip
def test_the_player_of_an_address_that_people_copy_is_known(url: str, player: str | None) -> None:
    assert player_url(url) == player


def test_the_hosts_known_without_settings_are_the_default_of_the_setting() -> None:
    assert set(Settings.model_fields["player_hosts"].default) == players.KNOWN_HOSTS
