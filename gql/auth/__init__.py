"""Credentials → Viewer: passwords, sessions, access tokens, tokens of machines and of an issuer.

Lives here: accounts and what proves who somebody is. May import sql, db, errors, viewer, and the
rules of names and addresses in content.
Never here: what somebody may do once it is known who they are (content/), HTTP, GraphQL.
"""
