"""A private PostgreSQL 18 for a service without a database server: installed from a wheel.

Lives here: its start and stop (`server`, `orphaned_server`), its data folder (`cluster`,
`character_locale`, `lock_file`), the system user that runs it when root starts the service
(`system_user`, `programs`).
May import: errors, signals.
Never here: our tables, printing. What happens inside the database is db's and migrate's.
"""

from gql.embedded.programs import default_folder
from gql.embedded.server import embedded_postgres

__all__ = ["default_folder", "embedded_postgres"]
