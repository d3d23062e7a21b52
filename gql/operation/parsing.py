"""Text → syntax tree, without the tokens that it was made of.

graphql-core links all tokens of a document to a list in both directions, and each node to two of
them. They are a third of what a tree takes, and a circle of references: whatever refers to a node
would stay until a full garbage collection, which looks at everything and holds the event loop.
"""

from __future__ import annotations

from typing import NamedTuple

from graphql import DocumentNode, Location, Source, Token
from graphql.language.parser import Parser


class ParsedDocument(NamedTuple):
    """The tree of a text, and of how many tokens that consists, comments included."""

    text: str
    tree: DocumentNode
    tokens: int


def parse_document(text: str) -> ParsedDocument:
    """Parse a text. Raises GraphQLSyntaxError."""
    parser = _TokenlessParser(Source(text))
    try:
        tree = parser.parse_document()
    finally:
        tokens = parser.unlink_tokens()
    return ParsedDocument(text, tree, tokens)


class _TokenlessParser(Parser):
    """graphql-core's parser, whose nodes know their place and not their tokens."""

    def loc(self, start_token: Token) -> Location:
        location = Location(start_token, self._lexer.last_token, self._lexer.source)
        # errors show `start` and `end`, and nothing reads these
        del location.start_token, location.end_token
        return location

    def unlink_tokens(self) -> int:
        """Count the tokens that were read, and undo their list."""
        token, count = self._lexer.token, 1
        while following := token.next:  # read ahead of where the parser is
            token = following
        while before := token.prev:
            token.prev = before.next = None
            token, count = before, count + 1
        return count
