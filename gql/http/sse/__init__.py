"""Server-Sent Events at /graphql, by GraphQL over SSE in its mode of distinct connections.

event_streams decides which requests are answered so; stream is one such response; events has the
bytes. https://github.com/graphql/graphql-over-http/blob/main/rfcs/GraphQLOverSSE.md

May import what gql/http may. Never knows what an event is: operations are opened by live_answers.
"""
