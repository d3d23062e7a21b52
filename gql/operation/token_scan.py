"""Counts tokens and nesting of a document with the lexer alone, before the parser recurses."""

from __future__ import annotations

import re
from typing import NamedTuple

from graphql import Source, TokenKind
from graphql.language import Lexer

# no sets: to hash a member of an enum takes longer than to compare it with three others
_OPENING = (TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L)
_CLOSING = (TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R)
_NUMBERS = (TokenKind.INT, TokenKind.FLOAT)
_OF_NUMBERS = re.compile(r"[-+.\deE]+", re.ASCII)


class TokenCounts(NamedTuple):
    """Number of tokens, deepest nesting of brackets of all kinds, length of the longest number."""

    tokens: int
    nesting: int
    digits: int


def most_tokens(text: str) -> TokenCounts:
    """What `scan_tokens` finds is no more than this, which the characters tell at little cost."""
    nesting = text.count("{") + text.count("[") + text.count("(")
    digits = max(map(len, _OF_NUMBERS.findall(text)), default=0)
    return TokenCounts(len(text), nesting, digits)


def scan_tokens(text: str, max_tokens: int) -> TokenCounts:
    """Scan a document, at most `max_tokens` + 1 tokens of it. Comments count as tokens.

    Raises GraphQLSyntaxError for characters that form no token.
    """
    lexer = Lexer(Source(text))
    tokens = nesting = deepest = digits = end = 0
    # Not Lexer.advance(), which skips any number of comments in one call: they take as much memory
    # in the parsed document as other tokens.
    while (token := lexer.read_next_token(end)).kind is not TokenKind.EOF and tokens <= max_tokens:
        tokens, end = tokens + 1, token.end
        if token.kind in _OPENING:
            nesting += 1
            deepest = max(deepest, nesting)
        elif token.kind in _CLOSING:
            nesting -= 1
        elif token.kind in _NUMBERS:
            # int() of so many digits is quadratic, and Python refuses more than 4,300
            digits = max(digits, token.end - token.start)
    return TokenCounts(tokens, deepest, digits)
