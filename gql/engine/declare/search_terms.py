"""What people may type as search terms, and what a search costs.

The bounds keep the slowest search fast. What terms mean is said in SQL, by the functions of the
schema quire_search: a stored text and a typed one go through the same.
"""

from __future__ import annotations

import re
from itertools import groupby

from gql.errors import BadInput, LimitExceeded

MAX_SEARCH_LENGTH = 400  # characters
MAX_SEARCH_WORDS = 32  # each is looked up in the index, common or not
MAX_MATCHES = 10_000  # of a list filtered by words
MAX_CANDIDATES = 1_000  # of each kind that one search ranks
# What they count of the cost limit, in records: about a tenth of the rows that the worst words make
# Postgres read, as an index finds those rows.
SEARCH_COST = 1_000
FILTER_COST = 2_500

_TERM = re.compile(r'(-*)("[^"]*"?|[^\s"]+)')
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u9fff\uac00-\ud7a3"
# of scripts that are written without blanks, two characters are looked up as a word
_WORD = re.compile(rf"[{_UNSPACED}]{{1,2}}|[^\W_{_UNSPACED}]+")


def check_search_words(words: str, argument: str) -> None:
    """Raise BadInput for terms that are too long or only exclude, LimitExceeded for too many."""
    check_length(words, argument)
    if _only_excludes(words):
        raise BadInput(
            f"{argument} says only what to leave out. Add a word to look for, on each side of or.",
            argument=argument,
        )


def check_length(words: str, argument: str) -> None:
    """Raise BadInput for words that are too long, LimitExceeded for too many."""
    if len(words) > MAX_SEARCH_LENGTH:
        raise BadInput(
            f"{argument} has {len(words):,} characters; {MAX_SEARCH_LENGTH} are allowed.",
            argument=argument,
        )
    if (count := len(_WORD.findall(_OR.sub(" ", words)))) > MAX_SEARCH_WORDS:
        raise LimitExceeded(
            "searchWords",
            requested=count,
            allowed=MAX_SEARCH_WORDS,
            what=f"Too many words in {argument}",
        )


def _only_excludes(words: str) -> bool:
    """Whether one of the alternatives excludes words and looks for none."""
    terms = [(bool(minus), term) for minus, term in _TERM.findall(words) if _WORD.search(term)]
    alternatives = groupby(terms, key=lambda term: term[1].lower() == "or" and not term[0])
    return any(
        all(is_excluded for is_excluded, _ in terms) for is_or, terms in alternatives if not is_or
    )
