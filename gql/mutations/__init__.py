"""What clients may change: input → a function of gql.content or gql.auth → payload.

    post, page, comment, like, …   one file for each noun: inputs, payload, mutations
    entry_input, entry_mutation    what post and page share
    entry_payload                  their payload, and the outcome that fills it
    declare, mutation_context      how a mutation is declared, and what it carries
    user_error                     refusals as data of the payload

May import types, engine, content, auth, sql, db, errors and viewer. Never rules: they live in
gql.content.
"""
