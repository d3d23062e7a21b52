"""HTTP and GraphQL over HTTP: bytes in, bytes out.

graphql_endpoint reads (request, accept, request_timeout), executes and answers (response,
access_log) one operation; fast_route leads to it, inside cors only. cors and common_headers
surround the other routes: health, metrics_endpoint, identicon, demo_media and graphiql/.
uvicorn_protocol bounds slow clients. websocket/ has operations that share a connection;
live_answers opens them, live_connections counts what stays open, outbox holds what a client has
yet to take.

May import Starlette, uvicorn's protocols, operation/, live/, errors, deadline, metrics, settings,
logs and viewer.
Never names a GraphQL type or a table; never decides anything about a publication.
"""
