"""WebSockets at /graphql, with the subprotocol graphql-transport-ws and no other.

protocol bounds what uvicorn and the library websockets do with frames; endpoint lets a client in;
socket is the conversation with one client, in messages.

Strawberry has a handler of this protocol. It is not used, as it sends from as many tasks as there
are operations, with no bound for a client that does not read; it answers neither by stored
documents nor from the cache, and cannot end what is under way before it closes.

May import what gql/http may. Never knows what an event is: operations are opened by live_answers.
"""
