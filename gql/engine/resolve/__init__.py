"""The reference path: a declaration → a DataLoader resolver, which stock graphql-core runs.

    resolvers.py         the resolver of each declaration    statements.py  their SQL
    connections.py       pages and counts                    threads.py     discussions
    selected_columns.py  which columns a selection needs     batches.py     rows → values by key
    records.py           one record by a unique column

It is complete and defines what is right: errors, nulls and everything unusual are answered here,
and tests/engine/plan compares the compiled path with it. May import what the engine may, and
declare/. Never plan/, never a noun of a publication.
"""
