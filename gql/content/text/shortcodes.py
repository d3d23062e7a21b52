"""Removing WordPress shortcodes and editor comments from imported and typed HTML.

WordPress replaces shortcodes of registered names only (do_shortcode()). Which plugins a site had
is not known here, so these count as shortcodes: names that WordPress or Jetpack register, except
everyday words, and other names with attributes, a closing tag or a slash at the end. Thus [sic],
[1] and [citation needed] stay, and so does everything in pre and code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gql.content.text.embeds import embed_html
from gql.content.text.media_shortcodes import shown_around, shown_by

_CORE = "audio caption embed gallery playlist video wp_caption"
_JETPACK = (
    "bandcamp blip.tv blog_subscription_form brightcove cartodb contact-field contact-form "
    "crowdsignal dailymotion display-posts dropbox flickr getty gist googleapps googlemaps "
    "gravatar-profile hulu jetpack-related-posts jetpack_portfolio jetpack_subscription_form "
    "jetpack_testimonials kickstarter mixcloud polldaddy recipe-directions recipe-ingredients "
    "recipe-notes scribd simple-payment slideshare slideshow soundcloud sourcecode spotify "
    "tweet twitchtv twitter-timeline untappd-menu upcomingevents videopress vimeo vr wpvideo "
    "wufoo youtube"
)
_REGISTERED = frozenset(f"{_CORE} {_JETPACK}".split())
_CAPTION_NAMES = frozenset(["caption", "wp_caption"])
# their content is not prose: form fields, coordinates, encoded scripts
DROPPED_WITH_CONTENT = frozenset(
    ["contact-form", "googlemaps", "playlist", "vc_raw_html", "vc_raw_js"]
)

# Possessive quantifiers, and no match goes past the next bracket: no character is read more than
# once, so the time is linear.
_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<code>pre|code)\b[^<>]*+>"
    r"|\[(?P<before>\[?)(?P<close>/?)(?P<name>[A-Za-z](?:[\w-]|\.(?=\w))*+)"
    r"(?P<rest>(?:[^\[\]<]++|<(?!/?(?:pre|code)\b))*+)\](?P<after>\]?)",
    re.IGNORECASE,
)
_QUOTED_ATTRIBUTE = re.compile(r"\s[A-Za-z_][\w-]*+=(?:[\"'“”„″«]|&quot;|&#82(?:20|21|43);)")
_UNQUOTED_ATTRIBUTES = re.compile(r"(?:\s++[a-z_][\w-]*+=[^\s\"']++)++\s*+/?")
_IMAGE = re.compile(
    r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE
)
_CAPTION_ATTRIBUTE = re.compile(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")
_URL_LINE_OR_CODE = re.compile(
    r"^[ \t]*+(?P<url>https?://[^\s<>\"'\[\]]+)[ \t]*+$|<(?P<end>/?)(?P<code>pre|code)\b",
    re.MULTILINE | re.IGNORECASE,
)
MAX_ENCLOSED = 5_000  # characters of a pair that may become a link: nobody links more

Token = re.Match[str]


def strip_shortcodes(text: str) -> str:
    """Remove shortcodes; keep what a pair encloses, and what one showed from elsewhere.

    Captions become <figure>. [[gallery]] is the escape syntax for the text [gallery], as in
    WordPress.
    """
    html: list[str] = []
    captions: list[tuple[int, str]] = []
    pairs: dict[int, tuple[int, Token]] = {}  # by the position of the closing token
    end = 0
    for token, closing in find_shortcodes(text):
        if token.start() < end:
            continue
        html.append(text[end : token.start() + len(token["before"])])
        end = token.end() - len(token["after"])
        if is_escaped(token):
            html.append(token[0][2:-1])
            end = token.end()
        elif token["name"] in _CAPTION_NAMES:
            _apply_caption(token, html, captions)
        elif closing and token["name"] in DROPPED_WITH_CONTENT:
            end = closing.end()
        elif closing and closing.start() - token.end() <= MAX_ENCLOSED:
            pairs[closing.start()] = len(html), token
        elif token.start() in pairs:
            start, opening = pairs[token.start()]
            enclosed = "".join(html[start:])
            html[start:] = [shown_around(opening["name"], opening["rest"], enclosed)]
        elif not closing and not token["close"]:
            html.append(shown_by(token["name"], token["rest"]))
    return "".join([*html, text[end:]])


def strip_html_comments(html: str) -> str:
    """Remove HTML comments: block delimiters, <!--more-->, <!--nextpage--> and all others."""
    parts = html.split("<!--")
    kept = [parts[0]]
    for position, part in enumerate(parts[1:], 1):
        _, closed, after = part.partition("-->")
        # an unclosed comment is left for the sanitiser, which parses it as a browser does
        kept.append(after if closed else "<!--" + part if position == len(parts) - 1 else "")
    return "".join(kept)


def is_block_markup(html: str) -> bool:
    """Whether HTML comes from the block editor, by the test of has_blocks() in WordPress.

    Such HTML has its paragraphs marked already.
    """
    return "<!-- wp:" in html


def embed_bare_urls(html: str) -> str:
    """Make players or links of URLs on a line of their own, which WordPress would embed
    (WP_Embed::autoembed()); not in code."""
    parts: list[str] = []
    end = 0
    for line in _url_lines(html):
        parts += [html[end : line.start()], embed_html(line["url"])]
        end = line.end()
    return "".join([*parts, html[end:]])


def bare_urls(html: str) -> Iterator[str]:
    """The URLs of which `embed_bare_urls` makes players or links."""
    return (line["url"] for line in _url_lines(html))


def _url_lines(html: str) -> Iterator[re.Match[str]]:
    open_code = ""
    for match in _URL_LINE_OR_CODE.finditer(html):
        if code := (match["code"] or "").lower():
            open_code = "" if match["end"] and code == open_code else open_code or code
        elif not open_code:
            yield match


def find_shortcodes(text: str) -> Iterator[tuple[Token, Token | None]]:
    """The shortcodes in order, each opening one of a pair with the one that closes it."""
    tokens = _tokens_outside_code(text)
    pairs = _match_pairs(tokens)
    for index, token in enumerate(tokens):
        if index in pairs or _is_shortcode(token):
            other = pairs.get(index, index)
            yield token, tokens[other] if other > index else None


def _tokens_outside_code(text: str) -> list[Token]:
    """All bracket tokens that could be shortcodes, except those within pre and code."""
    tokens: list[Token] = []
    open_code = ""
    for token in _TOKEN.finditer(text):
        if not (code := (token["code"] or "").lower()):
            if not open_code:
                tokens.append(token)
        elif not open_code and not token["end"]:
            open_code = code
        elif open_code == code and token["end"]:
            open_code = ""
    return tokens


def _match_pairs(tokens: list[Token]) -> dict[int, int]:
    """Map the index of each opening token to that of its closing one, and back.

    One stack per name: linear, where searching for the closing token of each would be quadratic.
    """
    pairs: dict[int, int] = {}
    open_tokens: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        unclosed = open_tokens.setdefault(token["name"], [])
        if is_escaped(token):
            continue
        if not token["close"]:
            unclosed.append(index)
        elif unclosed and not token["rest"].strip():
            opening = unclosed.pop()
            pairs[opening], pairs[index] = index, opening
    return pairs


def _is_shortcode(token: Token) -> bool:
    if token["name"] in _REGISTERED:
        return True
    rest = token["rest"]
    # "[a](" is a Markdown link, not a shortcode
    if token["close"] or token.string.startswith("(", token.end()):
        return False
    has_unquoted = token["name"].islower() and _UNQUOTED_ATTRIBUTES.fullmatch(rest)
    has_quoted = rest[:1].isspace() and _QUOTED_ATTRIBUTE.search(rest)
    return bool(rest.strip() == "/" or has_unquoted or has_quoted)


def is_escaped(token: Token) -> bool:
    """Whether a shortcode is in double brackets, and so text."""
    return bool(token["before"] and token["after"])


def _apply_caption(token: Token, html: list[str], captions: list[tuple[int, str]]) -> None:
    if not token["close"]:
        attribute = _CAPTION_ATTRIBUTE.search(token["rest"])
        captions.append((len(html), (attribute[1] or attribute[2] or "") if attribute else ""))
    elif captions:
        start, caption = captions.pop()
        enclosed = "".join(html[start:])
        html[start:] = [_figure(enclosed, caption)]


# like img_caption_shortcode(): the image, with its link if it has one, and the caption below it
def _figure(enclosed: str, caption: str) -> str:
    image = _IMAGE.match(enclosed)
    if not image:
        return enclosed
    text = caption or image[2].strip()
    return f"\n\n<figure>{image[1]}<figcaption>{text}</figcaption></figure>\n\n"
