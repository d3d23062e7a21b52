"""The bound of work: how much markup a text may have, counted before it is rendered."""

from __future__ import annotations

from gql.errors import LimitExceeded

# A text with that much takes a second or two, whatever its markup is; one of 200,000 characters in
# which every tenth word is emphasised or a link has half of it.
MAX_MARKUP = 100_000
# At each of these characters the Markdown parser tries its rules. Lines, brackets and cells cost it
# more than others, in about these proportions (tests/content/text/test_linear_time.py).
_WEIGHTS = {"\n": 5, "[": 4, "]": 4, "<": 4, ":": 4, "|": 3}
_WEIGHTS |= dict.fromkeys("!#$%&*+-=>@\\^_`{}~", 1)


def markup(text: str) -> int:
    """How much markup a text has, in Markdown or HTML: a weight for each character that is some."""
    return sum(text.count(character) * weight for character, weight in _WEIGHTS.items())


def require_bounded_markup(text: str) -> None:
    """Raise LimitExceeded for a text with too much markup to be rendered in time."""
    if (amount := markup(text)) > MAX_MARKUP:
        raise LimitExceeded(
            "markup", requested=amount, allowed=MAX_MARKUP, what="The text has too much markup"
        )
