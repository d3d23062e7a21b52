"""Saves drafts as rows: one module per noun, many rows per statement.

Lives here: which draft belongs to which row (`import_map`), one module for each noun, revisions of
entries that an import changes (`revisions`), references between rows that are set at the end
(`references`), slugs and paths (`entry_uris`), what was deleted here and stays so (`deleted`).
May import gql.content, gql.sql, gql.db. Never decides what is acceptable: gql.content does.
"""
