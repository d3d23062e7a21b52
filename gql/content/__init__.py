"""The rules of a publication: validate, sanitise, compute, decide, write in one transaction.

May import gql.db, gql.sql, gql.errors. Never GraphQL, HTTP, or the format of another system.
"""
