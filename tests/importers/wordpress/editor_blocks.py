"""One of everything that the editor of WordPress 6.9 can insert, and shortcodes of well-known plugins.

Each example is what an export holds, what of it must be in the HTML here, and what becomes of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.importers.wordpress.wxr_factories import AUTHOR, item, meta

KEPT, LINK, LEFT_OUT, MENU = "kept", "link", "left out", "menu"
"""As it is; as a link to what it showed; counted, with its name; as a menu."""


@dataclass(frozen=True, slots=True)
class Example:
    """A block or a shortcode: `becomes` is one of the words above."""

    name: str
    markup: str
    kept: str = ""
    becomes: str = KEPT


def static(name: str, html: str, kept: str = "", attributes: str = "") -> Example:
    """A block that saves its HTML; kept as it is unless said otherwise."""
    markup = (
        f"<!-- wp:{name}{f' {attributes}' if attributes else ''} -->\n{html}\n<!-- /wp:{name} -->"
    )
    return Example(name, markup, kept or html)


def filled_in(names: str) -> list[Example]:
    """Blocks that WordPress fills in when a page is shown."""
    return [Example(name, f"<!-- wp:{name} /-->", "", LEFT_OUT) for name in names.split()]


_PICTURE = '<img src="https://old.example/bread.jpg" alt="Bread"/>'
_KEPT_PICTURE = '<img src="https://old.example/bread.jpg" alt="Bread">'
TEXT = [
    static("paragraph", '<p class="has-text-align-center">A <strong>b</strong> <em>c</em>.</p>'),
    static("heading", '<h2 class="wp-block-heading" id="how-to">How to</h2>', '<h2 id="how-to">How to</h2>'),
    static("list", '<ul class="wp-block-list"><!-- wp:list-item --><li>Rye</li><!-- /wp:list-item --></ul>', "<ul><li>Rye</li></ul>"),
    static("quote", '<blockquote class="wp-block-quote"><p>Bread.</p><cite>Ada</cite></blockquote>', "<blockquote><p>Bread.</p><cite>Ada</cite></blockquote>"),
    static("pullquote", '<figure class="wp-block-pullquote"><blockquote><p>Rise.</p></blockquote></figure>', "<figure><blockquote><p>Rise.</p></blockquote></figure>"),
    static("code", '<pre class="wp-block-code"><code>a &lt; b\n\n[gallery]</code></pre>', "<pre><code>a &lt; b\n\n[gallery]</code></pre>"),
    static("preformatted", '<pre class="wp-block-preformatted">one\n  two</pre>', "<pre>one\n  two</pre>"),
    static("verse", '<pre class="wp-block-verse">Roses\nare</pre>', "<pre>Roses\nare</pre>"),
    static("details", '<details class="wp-block-details"><summary>More</summary><p>Within.</p></details>', "<details><summary>More</summary><p>Within.</p></details>"),
    static(
        "table",
        '<figure class="wp-block-table"><table><thead><tr><th>Flour</th></tr></thead><tbody><tr><td>Rye</td></tr></tbody></table><figcaption class="wp-element-caption">What is in</figcaption></figure>',
        "<figure><table><thead><tr><th>Flour</th></tr></thead><tbody><tr><td>Rye</td></tr></tbody></table><figcaption>What is in</figcaption></figure>",
    ),
    static(
        "accordion",
        '<div class="wp-block-accordion"><!-- wp:accordion-item --><div class="wp-block-accordion-item"><!-- wp:accordion-heading --><h3 class="wp-block-accordion-heading"><button type="button" class="wp-block-accordion-heading__toggle"><span class="wp-block-accordion-heading__toggle-title">Why rye?</span><span class="wp-block-accordion-heading__toggle-icon" aria-hidden="true">+</span></button></h3><!-- /wp:accordion-heading --><!-- wp:accordion-panel --><div role="region" class="wp-block-accordion-panel"><p>It keeps.</p></div><!-- /wp:accordion-panel --></div><!-- /wp:accordion-item --></div>',
        '<h3 id="why-rye"><span>Why rye?</span></h3><div><p>It keeps.</p></div>',
    ),
    static("math", '<div class="wp-block-math"><math display="block"><mi>x</mi></math></div>', '<code class="language-math">x^2 &lt; 1</code>', '{"latex":"x^2 \\u003c 1"}'),
    Example("footnotes", '<!-- wp:paragraph --><p>Rye<sup data-fn="n-1" class="fn"><a href="#n-1" id="n-1-link">1</a></sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->', '<a href="#fn:1" id="fnref:1" rel="noopener">[1]</a>'),
    Example("freeform", "<p>Classic <em>text</em>.</p>", "<p>Classic <em>text</em>.</p>"),
    Example("missing", '<!-- wp:gone/block {"a":1} --><p>Still here.</p><!-- /wp:gone/block -->', "<p>Still here.</p>"),
]  # fmt: skip
MEDIA = [
    static("image", f'<figure class="wp-block-image">{_PICTURE}<figcaption class="wp-element-caption">A loaf</figcaption></figure>', f"<figure>{_KEPT_PICTURE}<figcaption>A loaf</figcaption></figure>", '{"id":5,"lightbox":{"enabled":true}}'),
    static("gallery", f'<figure class="wp-block-gallery has-nested-images"><!-- wp:image --><figure class="wp-block-image">{_PICTURE}</figure><!-- /wp:image --></figure>', f"<figure><figure>{_KEPT_PICTURE}</figure></figure>"),
    static("audio", '<figure class="wp-block-audio"><audio controls src="https://old.example/a.mp3"></audio></figure>', '<audio controls="" src="https://old.example/a.mp3"></audio>'),
    static("video", '<figure class="wp-block-video"><video controls src="https://old.example/v.mp4"></video></figure>', '<video controls="" src="https://old.example/v.mp4"></video>'),
    static("cover", '<div class="wp-block-cover" style="background-image:url(https://old.example/bread.jpg)"><div><p>Words on it</p></div></div>', '<img src="https://old.example/bread.jpg"', '{"url":"https://old.example/bread.jpg","hasParallax":true}'),
    static("file", '<div class="wp-block-file"><object class="wp-block-file__embed" data="https://old.example/f.pdf" type="application/pdf"></object><a href="https://old.example/f.pdf">The file</a></div>', '<div><a href="https://old.example/f.pdf" rel="noopener">The file</a></div>'),
    static("media-text", f'<div class="wp-block-media-text"><figure class="wp-block-media-text__media">{_PICTURE}</figure><div class="wp-block-media-text__content"><p>Beside</p></div></div>', f"<figure>{_KEPT_PICTURE}</figure><div><p>Beside</p></div>"),
]  # fmt: skip
DESIGN = [
    static("buttons", '<div class="wp-block-buttons"><!-- wp:button --><div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="https://old.example/shop/">Buy</a></div><!-- /wp:button --></div>', 'href="https://old.example/shop/">Buy</a>'),
    static("columns", '<div class="wp-block-columns"><!-- wp:column --><div class="wp-block-column"><p>Left</p></div><!-- /wp:column --><!-- wp:column --><div class="wp-block-column"><p>Right</p></div><!-- /wp:column --></div>', "<div><div><p>Left</p></div><div><p>Right</p></div></div>"),
    static("group", '<div class="wp-block-group"><p>Together</p></div>', "<div><p>Together</p></div>"),
    static("separator", '<hr class="wp-block-separator has-alpha-channel-opacity"/>', "<hr>"),
    static("spacer", '<div style="height:100px" aria-hidden="true" class="wp-block-spacer"></div>', "<div></div>"),
    Example("more", "<p>Teaser</p><!-- wp:more --><!--more--><!-- /wp:more --><p>Rest</p>", "<p>Teaser</p><p>Rest</p>"),
    Example("nextpage", "<p>One</p><!-- wp:nextpage --><!--nextpage--><!-- /wp:nextpage --><p>Two</p>", "<p>One</p><p>Two</p>"),
]  # fmt: skip
WIDGETS = [
    Example("block", '<!-- wp:block {"ref":900} /-->', "<p>Open at nine.</p>"),
    Example("html", '<!-- wp:html --><iframe src="https://www.youtube.com/embed/abc" title="Film"></iframe><!-- /wp:html -->', '<iframe src="https://www.youtube.com/embed/abc" title="Film"'),
    Example("shortcode", "<!-- wp:shortcode -->[myplugin a='1'] Words [/myplugin]<!-- /wp:shortcode -->", "Words"),
    Example("social-links", '<!-- wp:social-links --><ul class="wp-block-social-links"><!-- wp:social-link {"url":"https://social.example/@ada","service":"mastodon"} /--></ul><!-- /wp:social-links -->', '<ul><li><a href="https://social.example/@ada" rel="noopener">Mastodon</a></li></ul>', LINK),
    Example("rss", '<!-- wp:rss {"feedURL":"https://their.example/feed/"} /-->', '<a href="https://their.example/feed/"', LINK),
    Example("navigation", '<!-- wp:navigation --><!-- wp:navigation-link {"label":"Bread","url":"https://old.example/bread/"} /--><!-- wp:navigation-submenu {"label":"Ovens","url":"/ovens/"} --><!-- wp:home-link {"label":"Home"} /--><!-- /wp:navigation-submenu --><!-- /wp:navigation -->', '<nav><ul><li><a href="https://old.example/bread/" rel="noopener">Bread</a></li><li><a href="/ovens/" rel="noopener">Ovens</a><ul><li><a href="/" rel="noopener">Home</a>', LINK),
    Example("wp_navigation", '<!-- wp:navigation {"ref":901} /-->', "", MENU),
    Example("embed without HTML", '<!-- wp:embed {"url":"https://youtu.be/abc"} /-->', '<iframe src="https://www.youtube.com/embed/abc"'),
    *filled_in(
        "archives calendar categories latest-comments latest-posts page-list search tag-cloud legacy-widget widget-group loginout"
    ),
]  # fmt: skip
THEME = [
    *filled_in(
    "site-logo site-title site-tagline query-title query-total post-template query-no-results query-pagination "
    "query-pagination-next query-pagination-previous query-pagination-numbers avatar post-title post-excerpt "
    "post-featured-image post-author post-author-name post-author-biography post-date post-terms post-navigation-link "
    "read-more comments comments-title comment-template comment-author-name comment-content comment-date "
    "comment-edit-link comment-reply-link comments-pagination comments-pagination-next comments-pagination-numbers "
    "comments-pagination-previous post-comments-form post-comments-count post-comments-link post-time-to-read "
    "term-description term-name term-count term-template post-content template-part pattern"
),
    Example("query", '<!-- wp:query --><div class="wp-block-query"><!-- wp:post-template --><!-- wp:post-title /--><!-- /wp:post-template --></div><!-- /wp:query -->', "", LEFT_OUT),
    Example("terms-query", '<!-- wp:terms-query --><div class="wp-block-terms-query"><!-- wp:term-name /--></div><!-- /wp:terms-query -->', "", LEFT_OUT),
]  # fmt: skip
EMBEDS = [
    Example(f"embed: {what}", f'<!-- wp:embed {{"url":"{url}"}} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n{url}\n</div></figure><!-- /wp:embed -->', kept, becomes)
    for what, url, kept, becomes in [
        ("YouTube", "https://www.youtube.com/watch?v=abc", '<iframe src="https://www.youtube.com/embed/abc"', KEPT),
        ("Vimeo", "https://vimeo.com/123", '<iframe src="https://player.vimeo.com/video/123"', KEPT),
        ("Spotify", "https://open.spotify.com/track/4u", '<iframe src="https://open.spotify.com/embed/track/4u"', KEPT),
        ("SoundCloud", "https://soundcloud.com/a/b", '<iframe src="https://w.soundcloud.com/player/?url=', KEPT),
        ("Dailymotion", "https://www.dailymotion.com/video/x1", '<iframe src="https://www.dailymotion.com/embed/video/x1"', KEPT),
        ("TED", "https://www.ted.com/talks/rye", '<iframe src="https://embed.ted.com/talks/rye"', KEPT),
        *((name, url, f'<a href="{url}"', LINK) for name, url in (
            ("X", "https://x.com/ada/status/1"), ("Bluesky", "https://bsky.app/profile/ada/post/1"), ("TikTok", "https://www.tiktok.com/@ada/video/1"),
            ("Flickr", "https://www.flickr.com/photos/ada/1"), ("Reddit", "https://www.reddit.com/r/rye/1"), ("Tumblr", "https://ada.tumblr.com/post/1"),
            ("WordPress", "https://their.example/2024/rye/"), ("Mixcloud", "https://www.mixcloud.com/ada/rye/"), ("Pinterest", "https://www.pinterest.com/pin/1/"),
        )),
    ]
]  # fmt: skip
INLINE = [
    Example(f"inline: {name}", f"<!-- wp:paragraph --><p>{html}</p><!-- /wp:paragraph -->", kept or html)
    for name, html, kept in [
        ("bold and italic", "<strong>a</strong> <em>b</em>", ""),
        ("link", '<a href="https://their.example/" target="_blank" rel="noreferrer noopener">c</a>', '<a href="https://their.example/" rel="noopener">c</a>'),
        ("code and keyboard", "<code>d</code> <kbd>e</kbd>", ""),
        ("image", f"x {_PICTURE}", f"x {_KEPT_PICTURE}"),
        ("strikethrough", "<s>f</s>", ""),
        ("subscript and superscript", "<sub>g</sub> <sup>h</sup>", ""),
        ("highlight", '<mark style="background-color:#ff0" class="has-inline-color">i</mark>', "<mark>i</mark>"),
        ("language", '<bdo lang="fr" dir="ltr">j</bdo>', ""),
        ("math", '<math data-latex="a_1"><mi>a</mi></math>', '<code class="language-math">a_1</code>'),
    ]
]  # fmt: skip
SHORTCODES = [
    Example(f"[{name}]", markup, kept, becomes)
    for name, markup, kept, becomes in [
        ("gallery", "[gallery ids='5']", _KEPT_PICTURE, KEPT),
        ("caption", f"[caption width='9']{_PICTURE} A loaf[/caption]", "<figcaption>A loaf</figcaption>", KEPT),
        ("audio", "[audio mp3='https://old.example/a.mp3'][/audio]", '<audio controls="" src="https://old.example/a.mp3"></audio>', KEPT),
        ("video", "[video mp4='https://old.example/v.mp4'][/video]", '<video controls="" src="https://old.example/v.mp4"></video>', KEPT),
        ("playlist", "[playlist ids='6']", '<audio controls="" src="https://old.example/rye.mp3"></audio>', KEPT),
        ("embed", "[embed]https://their.example/x[/embed]", '<a href="https://their.example/x"', LINK),
        # Jetpack, Contact Form 7, WPForms, Ninja Forms, Mailchimp for WordPress, TablePress, WooCommerce, Slider Revolution
        ("youtube", "[youtube https://www.youtube.com/watch?v=abc]", '<iframe src="https://www.youtube.com/embed/abc"', KEPT),
        ("contact-form", "[contact-form][contact-field label='Name'/][/contact-form]", "", LEFT_OUT),
        ("contact-form-7", "[contact-form-7 id='7' title='Write']", "", LEFT_OUT),
        ("wpforms", "[wpforms id='7']", "", LEFT_OUT),
        ("ninja_form", "[ninja_form id=7]", "", LEFT_OUT),
        ("mc4wp_form", "[mc4wp_form id='7']", "", LEFT_OUT),
        ("table", "[table id=7 /]", "", LEFT_OUT),
        ("products", "[products limit='4' columns='2']", "", LEFT_OUT),
        ("rev_slider", "[rev_slider alias='home'][/rev_slider]", "", LEFT_OUT),
        # Shortcodes Ultimate, WPBakery, Divi, Easy Footnotes, EmbedPress
        ("su_button", "[su_button url='https://old.example/shop/']Buy[/su_button]", '<a href="https://old.example/shop/" rel="noopener">Buy</a>', LINK),
        ("vc_row", "[vc_row][vc_column width='1/2']Half[/vc_column][/vc_row]", "Half", KEPT),
        ("et_pb_text", "[et_pb_section admin_label='s'][et_pb_text]<p>Said</p>[/et_pb_text][/et_pb_section]", "<p>Said</p>", KEPT),
        ("et_pb_image", "[et_pb_image src='https://old.example/bread.jpg' alt='Bread' /]", _KEPT_PICTURE, KEPT),
        ("efn_note", "Rye[efn_note]See Flora.[/efn_note].", '<li id="fn:1" class="footnote-item"><p>See Flora.', KEPT),
        ("embedpress", "[embedpress]https://vimeo.com/123[/embedpress]", '<iframe src="https://player.vimeo.com/video/123"', KEPT),
        ("a_name_alone", "[some_name]", "[some_name]", KEPT),
    ]
]  # fmt: skip
EXAMPLES = [*TEXT, *MEDIA, *DESIGN, *WIDGETS, *THEME, *EMBEDS, *INLINE, *SHORTCODES]
FIRST_ID = 1_000


def export_parts() -> list[str]:
    """The parts of an export with a post for each example, numbered from FIRST_ID on."""
    note = '[{"content":"An old grain.","id":"n-1"}]'
    posts = [
        item(
            *([meta("footnotes", note)] if example.name == "footnotes" else []),
            post_id=str(FIRST_ID + n),
            post_name=f"example-{n}",
            title=example.name,
            content=example.markup,
            link=f"https://old.example/example-{n}/",
        )
        for n, example in enumerate(EXAMPLES)
    ]
    files = [
        item(
            meta("_wp_attachment_image_alt", "Bread"),
            post_id=number,
            post_type="attachment",
            status="inherit",
            attachment_url=f"https://old.example/{name}",
        )
        for number, name in (("5", "bread.jpg"), ("6", "rye.mp3"))
    ]
    reusable = item(
        content="<!-- wp:paragraph --><p>Open at nine.</p><!-- /wp:paragraph -->",
        post_id="900",
        post_type="wp_block",
    )
    link = '<!-- wp:navigation-link {"label":"Bread","url":"https://old.example/bread/"} /-->'
    menu = item(content=link, post_id="901", post_type="wp_navigation", title="Main")
    return [AUTHOR, *posts, *files, reusable, menu]
