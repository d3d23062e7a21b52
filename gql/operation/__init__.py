"""Runs one GraphQL operation, from the text of a document to data and errors.

    request.py             what a client sends, independent of the transport
    execute.py             the pipeline: validate → plan or resolvers → result
    parsing.py             text → syntax tree
    document.py            a valid document: its plans, its syntax tree while that is of use
    document_cache.py      text → valid document, cached
    document_check.py      what is wrong with a document, for people who keep documents
    token_scan.py          tokens and nesting of a text, before it is parsed
    complexity.py          depth, aliases and repeats of an operation, fragments expanded
    limits.py              how much of each is allowed
    one_of.py              validation of @oneOf inputs
    selected_operation.py  the operation that is to run, and its variables
    planning.py            which plan answers, at what cost, or why none does
    shadow.py              plan and reference path compared for a share of the operations
    error_response.py      exceptions → error objects of the response

May import graphql-core, Strawberry's schema, the engine, db, errors, logs and metrics.
Never here: HTTP, a noun of the publication.
"""
