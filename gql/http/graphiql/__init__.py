"""GraphiQL for browsers: its source, its bundle, its page.

Lives here: `app/`, the source, which hatch_build.py bundles with esbuild when the package is built;
`dist/`, the bundle, never in the repository; the page, its headers and its routes.
May import: accept, Starlette, orjson.
Never here: the schema, the database, an address elsewhere. It works with the network cut off.
"""

from gql.http.graphiql.page import HEADERS, Tab, page
from gql.http.graphiql.routes import page_response, routes
from gql.http.graphiql.tabs import TABS

__all__ = ["HEADERS", "TABS", "Tab", "page", "page_response", "routes"]
