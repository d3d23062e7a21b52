"""HTML tag names, grouped by how they treat the text in them."""

from __future__ import annotations


def tag_set(names: str) -> frozenset[str]:
    """The set of the tag names in a string, which are separated by spaces."""
    return frozenset(names.split())


INLINE = tag_set(
    "a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr"
)
BLOCKS = tag_set(
    "address article aside blockquote caption center col colgroup dd details div dl dt figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul"
)
# Void elements, and elements that a second one closes implicitly: <li><li> are siblings. However
# many there are in a row, they do not nest.
NOT_NESTING = tag_set(
    "area base br col embed hr img input li link meta p param source td th tr track dt dd tbody "
    "thead tfoot wbr"
)
MEDIA = tag_set("img audio video source")
# show another page or a file of another program: embeds.py makes players or links of them
EMBEDDING = tag_set("iframe embed object")
COMMENT_TAGS = tag_set("a abbr b blockquote br cite code del em i li ol p pre q s strong ul")

# Their content is text up to their closing tag, whatever it looks like.
RAW_TEXT = tag_set("iframe noembed noframes plaintext script style textarea title xmp")
# Their content is not prose, or is parsed by other rules than HTML: raw text (script, style,
# noscript), RCDATA (textarea, title) or foreign content (svg, math).
OPAQUE = tag_set(
    "script style template iframe object embed applet svg math noscript noembed noframes textarea "
    "title select option xmp plaintext"
)
