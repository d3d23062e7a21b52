"""Statements that no declaration yields: named, in .sql files beside the functions that run them,
known at import time.

`site.sql` belongs to `site.py`, and so on. A file holds blocks: a line `-- name: …`, a line that
says what it answers, the
statement. May import db and errors. Values are always parameters; nothing here decides anything.
"""
