"""One GraphQL operation from text to result: document → limits → execution → failure.

May import graphql-core, Strawberry's schema and the ground (errors, db, telemetry).
Never here: HTTP, a noun of the publication.
"""
