"""One pass of the lexer over a document, before the parser may recurse into it."""

from __future__ import annotations

from typing import NamedTuple

from graphql import Source, TokenKind
from graphql.language import Lexer

_OPENING = frozenset((TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L))
_CLOSING = frozenset((TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R))
_NUMBERS = frozenset((TokenKind.INT, TokenKind.FLOAT))


class Scan(NamedTuple):
    """The sizes of a document's text."""

    tokens: int
    nesting: int
    digits: int


def scan(text: str, most_tokens: int) -> Scan:
    """Tokens and comments, deepest brackets, longest number. Stops where tokens passes most_tokens.

    Raises GraphQLSyntaxError where the text is no GraphQL.
    """
    lexer = Lexer(Source(text))
    tokens = nesting = deepest = digits = end = 0
    # token by token: the lexer's own way skips any number of comments at once
    while (token := lexer.read_next_token(end)).kind is not TokenKind.EOF and tokens <= most_tokens:
        tokens, end = tokens + 1, token.end
        if token.kind in _OPENING:
            nesting += 1
            deepest = max(deepest, nesting)
        elif token.kind in _CLOSING:
            nesting -= 1
        elif token.kind in _NUMBERS:
            digits = max(digits, token.end - token.start)
    return Scan(tokens, deepest, digits)
