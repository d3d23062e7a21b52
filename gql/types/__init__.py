"""What clients see: one file per noun, with its declarations and descriptions.

A field says where its value comes from and what it means, and nothing more. May import the engine,
the named statements of
`sql/` and errors; never writes SQL and never awaits the database. Neighbours are imported at the
foot of each file, because
the graph is cyclic: Strawberry resolves names when the schema is built.
"""
