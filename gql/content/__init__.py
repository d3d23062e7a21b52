"""The rules of a publication: validate, sanitise, compute, decide, write in one transaction.

    entries/, comments/, people/, site/, terms/  one room for each group of nouns
    text/                                from the source of a text to sanitised HTML
    permission                           the table of actions by role, and the checks against it
    draft                                what importers yield: facts not yet validated
    like, rate_limit, idempotency        likes; how often; a create that is sent twice
    expected_version                     a save over a version that is not the newest
    meta                                 the site's own fields: their bounds, and who may write them
    change_log                           what a transaction changed, for caches and listeners
    address, slug, unique_name           URLs, paths, slugs, and which of them are free
    uri_bases                            what the paths of terms and authors begin with
    record, timestamp                    values of columns

May import gql.db, gql.sql, gql.errors, gql.viewer. Never GraphQL, HTTP, or another system's format.
"""
