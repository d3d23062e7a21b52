"""The columns of what belongs to the whole site, from drafts: title, menus, media, terms.

May import the rest of gql.content, gql.db, gql.sql, gql.errors. Never GraphQL or HTTP.
"""
