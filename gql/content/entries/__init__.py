"""Entries, which are posts and pages: input → derived columns → save → publish.

    entry_values, validation    what an author enters of an entry; its limits
    apply_changes, relations    from a client's changes to values: slug, authors, terms, parent
    derived_columns             HTML, Markdown, plain text, table of contents, counts
    lock_and_authorise          before any change: the locks (of a post its row, of a page also all
                                names and the pages below it), then the permission check
    save, publish, revisions    drafts, versions, publication states
    write_entry, slug_and_uri   the row of an entry, its links, its URI and the redirects to it
    entry_record, entry_tags    the row of a draft; the cache tags of what a change affects

May import the rest of gql.content, gql.db, gql.sql, gql.errors, gql.viewer. Never GraphQL or HTTP.
"""
