"""One GraphQL operation from text to result: document → limits → plan → execution → failure.

May import graphql-core, Strawberry's schema, the engine and the ground (errors, db, telemetry).
Never here: HTTP, a noun of the publication.
"""
