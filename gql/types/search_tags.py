"""Under which cache tags searches stand, and how long their results may be kept."""

from __future__ import annotations

# Where no text has the words, those that are a letter away in any other text are looked for; and
# all are looked for in the languages of all texts, those of drafts among them (searches).
ALL_TEXTS = ("posts", "pages", "comments", "authors", "categories", "tags", "searches")
# Whether comments are looked for among the newest alone, where there are thousands, the statistics
# of Postgres tell, which it gathers when it pleases.
SECONDS_OF_COMMENT_SEARCHES = 60.0
