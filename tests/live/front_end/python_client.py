"""The client gql of Python against a service: python -P python_client.py URL POST. Prints JSON.

Its package is in the folder `packages`: it has the name of this project's.
"""

import asyncio
import json
import sys

sys.path.insert(0, "packages")

from gql import Client, gql  # isort: skip
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

ADDED = "subscription ($on: ID!) { commentAdded(on: $on) { comment { content } } }"
COUNT = "query ($on: ID!) { post(by: { id: $on }) { commentCounts { total } } }"
LIVE = COUNT.replace(") {", ") @live(throttle: 100) {", 1)
COMMENT = (
    "mutation ($input: CreateCommentInput!) "
    "{ createComment(input: $input) { userErrors { code } } }"
)
WORDS = ("one", "two", "three")


def request(text, **variables):
    """A document with its variables, as the client wants them."""
    made = gql(text)
    made.variable_values = variables
    return made


async def write(session, post, content):
    """Write a comment through the client."""
    asked = request(COMMENT, input={"on": post, "content": content})
    found = await session.execute(asked)
    assert found["createComment"]["userErrors"] == [], found


async def follow(session, post, told, is_open):
    """Note what a subscription tells, up to the last of WORDS."""
    async for event in session.subscribe(request(ADDED, on=post)):
        is_open.set()
        text = event["commentAdded"]["comment"]["content"][3:-4]
        if not text.startswith("try"):
            told.append(text)
        if text == WORDS[-1]:
            return


async def watch(session, post, totals):
    """Write a word at each answer to a live query; note the totals that it shows."""
    words = iter(WORDS)
    async for answer in session.subscribe(request(LIVE, on=post)):
        totals.append(answer["post"]["commentCounts"]["total"])
        if (word := next(words, None)) is None:
            return
        await write(session, post, word)


async def refused(session, text):
    """The codes of the errors with which an operation is refused."""
    try:
        await session.execute(gql(text))
    except TransportQueryError as error:
        return [one["extensions"]["code"] for one in error.errors]
    return []


async def talk(address, post):
    """What the client got."""
    told, totals, is_open = [], [], asyncio.Event()
    transport = WebsocketsTransport(url=address, ping_interval=1, pong_timeout=5)
    async with Client(transport=transport) as session:
        following = asyncio.create_task(follow(session, post, told, is_open))
        tries = 0
        while not is_open.is_set():  # nothing tells a client that it is subscribed
            await write(session, post, f"try {tries}")
            tries += 1
            await asyncio.sleep(0.1)
        await watch(session, post, totals)
        await following
        found = await session.execute(request(COUNT, on=post))
        wrong = await refused(session, 'subscription { commentAdded(on: "none") { position } }')
        invalid = await refused(session, "{ nothing }")
    query = found["post"]["commentCounts"]["total"]
    return {"told": told, "totals": totals, "query": query, "refused": [wrong, invalid]}


async def close_code(address):
    """The code with which a token that is not accepted ends the socket."""
    init = {"Authorization": "Bearer nonsense"}
    try:
        async with Client(transport=WebsocketsTransport(url=address, init_payload=init)):
            return None
    except Exception as error:
        cause = error
        while cause and not hasattr(cause, "rcvd"):
            cause = cause.__cause__ or cause.__context__
        return cause.rcvd.code if cause else None


async def main():
    """Talk, and print what came of it."""
    url, post = sys.argv[1:]
    address = url.replace("http", "ws", 1)
    found = await asyncio.wait_for(talk(address, post), 60)
    print(json.dumps({**found, "token": await close_code(address)}))


asyncio.run(main())
