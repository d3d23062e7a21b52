"""The reference path: from a declaration to a DataLoader resolver, which graphql-core runs.

May import what the engine may. Never a noun of a publication.
"""
