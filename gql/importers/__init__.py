"""Imports other publications: a source's files → drafts → rules of content/ → rows.

Lives here: readers of one source each, which yield drafts (`wordpress`, `demo`); `publication`,
which takes the drafts in batches (`batch`) and saves them (`rows`); the counts of an import
(`report`).
May import gql.content, gql.sql, gql.db, gql.errors. Never GraphQL or HTTP, and never a rule of its
own about what is acceptable.
"""
