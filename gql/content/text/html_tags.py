"""The tags of HTML by what they do to the text in them."""

from __future__ import annotations


def tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


INLINE = tags(
    "a abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr"
)
BLOCKS = tags(
    "address article aside blockquote caption center col colgroup dd details div dl dt figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul"
)
# they have no content, or a second one of them ends the first
NEVER_DEEP = tags("br col hr img input li link meta p source td th tr dt dd tbody thead tfoot wbr")
MEDIA = tags("img audio video source")
IN_COMMENTS = tags("a abbr b blockquote br cite code del em i li ol p pre q s strong ul")

# their text is no prose, or is read by other rules than those of HTML
OPAQUE = tags(
    "script style template iframe object embed applet svg math noscript noembed noframes textarea "
    "title select option xmp plaintext"
)
