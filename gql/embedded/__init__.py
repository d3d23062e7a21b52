"""A private PostgreSQL 18 for a service without a database server: installed from a wheel.

Lives here: its start and stop (`server`, `orphaned_server`, `signals`), its data folder (`cluster`,
`lock_file`), the system user that runs it when root starts the service (`system_user`).
May import: errors.
Never here: tables, statements, printing. What happens inside the database is db's and migrate's.
"""

from gql.embedded.server import embedded_postgres

__all__ = ["embedded_postgres"]
