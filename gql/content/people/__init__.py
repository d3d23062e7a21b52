"""People: author profiles, as their owners and administrators change them, display names, and the
avatars and names of guests.

May import the rest of gql.content, gql.db, gql.sql, gql.errors, gql.viewer. Never GraphQL or HTTP.
"""
