"""Entries, which are posts and pages: input → derived columns → save → publish.

    entry_input, validation     what a client may give of an entry
    derived_columns             HTML, Markdown, plain text, table of contents, counts
    lock_and_authorise          the row lock and the permission check before any change
    save, publish, revisions    drafts, versions, publication states
    relations, slug_and_uri     authors, terms, media, parents; slugs, URIs and redirects
    entry_record, entry_tags    the row of an entry; the cache tags that a change touches

May import the rest of gql.content, gql.db, gql.sql, gql.errors, gql.viewer. Never GraphQL or HTTP.
"""
