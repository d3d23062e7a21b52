"""The rows of what belongs to the whole site: its title, its menus, its media, its terms.

May import the rest of gql.content, gql.db, gql.sql, gql.errors. Never GraphQL or HTTP.
"""
