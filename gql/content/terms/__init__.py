"""Terms, which are categories and tags: created, changed, merged and deleted by editors.

    save                 create and update: names, slugs, parents
    merge_and_delete     what becomes of posts, children, menus and paths
    bounds               how many posts and levels one change may move
    locked_terms         the locks, the permission, and the records of terms
    slugs_and_uris       slugs that are free, and the paths that they make
    term_tags            the cache tags of what a change affects

May import the rest of gql.content, gql.db, gql.sql, gql.errors, gql.viewer. Never GraphQL or HTTP.
"""
