"""How much one operation may ask. Every limit is a line of a table: of the text or of the shape."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import DocumentNode

from gql.errors import LimitExceeded
from gql.operation.complexity import shapes
from gql.operation.token_scan import scan

MOST_REPORTED = (
    1_000_000_000  # fragments that double each other reach numbers that JSON cannot hold
)

OF_TEXT = {
    "tokens": "The document has too many tokens",
    "nesting": "The brackets of the document are nested too deep",
    "digits": "A number in the document is too long",
}
OF_SHAPE = {
    "depth": "Fields are nested too deep",
    "aliases": "The operation has too many aliases",
    "repeats": "One field stands too often in the operation",
    "directives": "The operation has too many directives",
    "introspection_roots": "The operation asks for the schema more than once",
    "introspection_fields": "The operation asks for too many fields of the schema",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed. Fragments are expanded in all that is counted on the shape."""

    document: int = 65_536
    tokens: int = 2_000
    nesting: int = 200
    digits: int = 100
    depth: int = 15
    aliases: int = 50
    repeats: int = 100
    directives: int = 50
    introspection_roots: int = 1
    introspection_fields: int = 500

    def check_text(self, text: str) -> None:
        """Before parsing. Raises LimitExceeded, and GraphQLSyntaxError for what is no GraphQL."""
        # in characters first: to count the bytes of a text takes as long as the text
        self._hold("document", "The document is too long", len(text))
        self._hold("document", "The document is too long", len(text.encode()))
        self._hold_all(OF_TEXT, scan(text, self.tokens))

    def check_shape(self, document: DocumentNode) -> None:
        """Before validation. Raises LimitExceeded."""
        for shape in shapes(document):
            self._hold_all(OF_SHAPE, shape)

    def _hold_all(self, table: dict[str, str], measured: object) -> None:
        for name, what in table.items():
            self._hold(name, what, getattr(measured, name))

    def _hold(self, name: str, what: str, requested: int) -> None:
        allowed: int = getattr(self, name)
        if requested > allowed:
            requested = min(requested, MOST_REPORTED)
            raise LimitExceeded(name, requested=requested, allowed=allowed, what=what)
