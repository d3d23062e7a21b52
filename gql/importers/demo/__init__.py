"""The importer of the demo publication in gql/demo: loaded once, updated at every later start.

Lives here: its TOML and Markdown files (`files`), entries with comments and likes (`entries`),
everything else and the import itself (`load`).
May import what the importers may. Never another source's format.
"""
