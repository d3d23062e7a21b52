"""What a field declares about its value, and the GraphQL field that follows from it.

May import what the engine may. Never a noun of a publication.
"""
