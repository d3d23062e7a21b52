"""Hand-written SQL statements, in .sql files that are read at import; the engine generates others.

A .sql file holds blocks: a line `-- name: …`, comment lines with the parameters and the result,
and the statement.

author, like, moderation, post, revision, route, search and site have a .py beside the .sql:
`types/` calls its functions, and never sees a statement. `content/`, `auth/`, `importers/`,
`documents/` and `mutations/` read statements by name, with `statements("entry")`: the other files
need no module.

May import db and errors. Never builds SQL from values: values are always parameters.
"""
