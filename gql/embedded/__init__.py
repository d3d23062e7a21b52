"""A private PostgreSQL 18 beside the service: from a wheel, in one folder, stopped at the end.

Lives here: its start and stop, who holds its folder, the account it runs as when root starts it.
May import: errors.
Never here: tables, statements, printing. What happens inside the database is db's and migrate's.
"""

from gql.embedded.server import embedded

__all__ = ["embedded"]
