"""Writes drafts as rows: one module per noun, many rows per statement.

May import gql.content, gql.sql, gql.db. What is acceptable is decided in gql.content, never here.
"""
