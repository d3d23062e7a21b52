"""Placeholders in what plugins for search engines keep: %%title%%, %sitename%, #post_title."""

from __future__ import annotations

import re
from dataclasses import dataclass

SEPARATOR = "-"  # unless a setting says otherwise, which no export has
# by the beginnings of keys; AIOSEO's look like hash tags, which have no underscore
_PATTERNS = {
    "_yoast_": re.compile(r"%%([a-z0-9_-]{1,60})%%", re.IGNORECASE),
    "rank_math_": re.compile(
        r"%%([a-z0-9_]{1,60})%%|%([a-z_]{1,60}(?:\([^()%]{0,100}\))?)%", re.IGNORECASE
    ),
    "_aioseop_": re.compile(r"%([a-z_]{1,60})%", re.IGNORECASE),
    "_aioseo_": re.compile(r"#(tagline|[a-z]{1,30}(?:_[a-z]{1,30}){1,4})", re.IGNORECASE),
}
_SITE = ("sitename", "site_title", "site_name", "blog_title")
_TAGLINE = ("sitedesc", "tagline", "site_description", "blog_description")
_SEPARATORS = ("sep", "separator", "separator_sa")
_PAGE = ("page", "page_number")  # "page 2 of 3"; of the first page nothing
_TITLE = ("title", "post_title", "page_title", "term", "term_title", "taxonomy_title")
_TITLE_OF_TERM = ("category_title", "tag_title")
_EXCERPT = ("excerpt", "excerpt_only", "post_excerpt", "post_excerpt_only", "page_excerpt")
_DESCRIPTION = ("term_description", "taxonomy_description", "category_description")


class UnknownPlaceholder(Exception):
    """A text with a placeholder whose value no export has; the message is the placeholder."""


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What placeholders stand for: the same for every plugin."""

    values: dict[str, str]

    @classmethod
    def of(cls, site_title: str, tagline: str, title: str, summary: str) -> Placeholders:
        """Those of an entry or a term; `summary`: a written excerpt or description, or empty."""
        values = {
            **dict.fromkeys(_SITE, site_title),
            **dict.fromkeys(_TAGLINE, tagline),
            **dict.fromkeys(_SEPARATORS, SEPARATOR),
            **dict.fromkeys(_PAGE, ""),
            **dict.fromkeys((*_TITLE, *_TITLE_OF_TERM), title),
        }
        if summary:  # else the plugin makes one of the text
            values |= dict.fromkeys((*_EXCERPT, *_DESCRIPTION), summary)
        return cls(values)

    def replaced(self, key: str, text: str) -> str:
        """The text of a key with values for placeholders. Raises UnknownPlaceholder."""
        pattern = next(found for start, found in _PATTERNS.items() if key.startswith(start))
        return pattern.sub(self._value, text)

    def _value(self, match: re.Match[str]) -> str:
        name = next(filter(None, match.groups())).lower()
        if name not in self.values:
            raise UnknownPlaceholder(match[0][:60])
        return self.values[name]
