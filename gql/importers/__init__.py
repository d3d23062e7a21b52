"""Other publications → drafts → content/. One module or folder per source.

May import gql.content, gql.sql, gql.db, gql.errors. Never GraphQL or HTTP, and never a rule of its
own about what is acceptable.
"""
