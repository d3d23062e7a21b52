"""GraphiQL for browsers: its source, its bundle, its page.

Lives here: `app/`, the source, which hatch_build.py bundles with esbuild when the package is built;
`dist/`, the bundle, which is never in the repository (bundle.py reads it); the page with its
headers (page.py), its routes (routes.py) and the operations that it opens with (tabs.py).
May import: accept, Starlette, orjson.
Never here: the schema, the database, an address elsewhere. It works with the network cut off.
"""

from gql.http.graphiql.page import HEADERS, Tab, render_page
from gql.http.graphiql.routes import page_response, routes
from gql.http.graphiql.tabs import TABS

__all__ = ["HEADERS", "TABS", "Tab", "page_response", "render_page", "routes"]
