"""HTTP and GraphQL over HTTP: bytes in, bytes out.

graphql_endpoint reads (request, accept, request_timeout), executes and answers (response,
access_log) one operation; fast_route leads to it, inside cors only. cors and common_headers
surround the other routes: health, metrics_endpoint, identicon, demo_media and graphiql/.
uvicorn_protocol bounds slow clients.

May import Starlette, uvicorn's protocol, operation/, errors, deadline, metrics, settings, logs and
viewer.
Never names a GraphQL type or a table; never decides anything about a publication.
"""
