"""Documents that clients name by an id in place of sending them.

    documents.py    a request → the same with its document as text, or a refusal
    stored.py       what operators have added: all of it in memory, followed while it changes
    registered.py   what clients have registered (automatic persisted queries), bounded
    follow.py       how a process learns of what others have changed
    manifest.py     the manifests of Apollo, Relay and graphql-codegen → ids and texts
    added.py        adds, lists and removes stored documents, in one transaction

A request never waits for the database here: what is not in memory is not known. May import the
operation, sql, db, errors and the viewer. Never here: HTTP, validation, a noun of the publication.
"""

from gql.documents.documents import Documents

__all__ = ["Documents"]
