"""Credentials → Viewer.

Lives here: accounts (`account`, `update_account`), password hashes (`password_hash`), sessions with
access and refresh tokens (`session`, `access_token`), API tokens of machines (`api_token`), tokens
of an OpenID Connect issuer (`outside_issuer`), the Authorization header (`bearer_token`), sign-in
rate limits, preview tokens (`preview_token`), and signed claims: receipts of comments and guest
keys (`signed_token`).
May import sql, db, errors, viewer, and rules of content: names, addresses, rates, previews.
Never here: what a viewer may do once authenticated (content/permission.py), HTTP, GraphQL.
"""
