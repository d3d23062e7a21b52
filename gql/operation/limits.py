"""Limits on one operation: on its text before parsing, on its complexity before validation."""

from __future__ import annotations

from dataclasses import dataclass, fields

from graphql import DocumentNode

from gql.errors import LimitExceeded
from gql.operation.complexity import measure_complexity
from gql.operation.token_scan import most_tokens, scan_tokens
from gql.settings import Settings

# Fragments that spread each other twice expand to 2^n fields: counted exactly here, but more than
# the integers that JSON readers agree on (RFC 8259, section 6).
MAX_REPORTED = 1_000_000_000

# name of the limit (as in Limits and in the error's extensions) → message
TEXT_LIMITS = {
    "tokens": "The document has too many tokens",
    "nesting": "The brackets of the document are nested too deep",
    "digits": "A number in the document is too long",
}
COMPLEXITY_LIMITS = {
    "depth": "Fields are nested too deep",
    "aliases": "The operation has too many aliases",
    "repeats": "One field is repeated too often in the operation",
    "directives": "The operation has too many directives",
    "introspection_roots": "The operation asks for the schema more than once",
    "introspection_fields": "The operation asks for too many fields of the schema",
}
TOO_MANY_VALUES = "The arguments have too many values, variables counted at each use"


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest values allowed. From `depth` on they count with fragments expanded.

    `document` is in bytes of UTF-8, `comparisons` in steps of the validation rule that compares
    fields with the same name; see TokenCounts and Complexity for the others.
    """

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
    definitions: int = 100
    values: int = 2_000
    comparisons: int = 12_000

    @classmethod
    def from_settings(cls, settings: Settings) -> Limits:
        """The limits that operators may set, as QUIRE_MAX_DOCUMENT and others."""
        found = settings.model_dump()
        names = [field.name for field in fields(cls) if f"max_{field.name}" in found]
        return cls(**{name: found[f"max_{name}"] for name in names})

    def check_text(self, text: str) -> None:
        """Check a text before it is parsed. Raises LimitExceeded, and GraphQLSyntaxError for some
        texts that cannot be parsed."""
        # characters first, at no cost: encoding a huge text only to reject it takes memory and time
        self._check("document", "The document is too long", len(text))
        self._check("document", "The document is too long", len(text.encode()))
        # most documents are too short to exceed any limit, and need not be scanned before parsing
        if any(most > getattr(self, name) for name, most in most_tokens(text)._asdict().items()):
            self._check_all(TEXT_LIMITS, scan_tokens(text, self.tokens))

    def check_complexity(self, document: DocumentNode) -> None:
        """Check every operation and unused fragment of a parsed document. Raises LimitExceeded.

        Before validation, which costs more: some of its rules look at each definition from each
        operation, or at each pair of fields.
        """
        self._check(
            "definitions", "The document has too many definitions", len(document.definitions)
        )
        measured = measure_complexity(document)
        for complexity in measured:
            self._check_all(COMPLEXITY_LIMITS, complexity)
        self._check("values", TOO_MANY_VALUES, sum(complexity.values for complexity in measured))

    def check_values(self, count: int) -> None:
        """Check how many values the variables of a request have. Raises LimitExceeded."""
        self._check("values", TOO_MANY_VALUES, count)

    def refuse_comparisons(self) -> None:
        """Raise LimitExceeded for a document whose validation was ended by its budget."""
        self._check(
            "comparisons", "The fields of the document overlap too often", self.comparisons + 1
        )

    def _check_all(self, table: dict[str, str], measured: object) -> None:
        for name, what in table.items():
            self._check(name, what, getattr(measured, name))

    def _check(self, name: str, what: str, requested: int) -> None:
        allowed: int = getattr(self, name)
        if requested > allowed:
            requested = min(requested, MAX_REPORTED)
            raise LimitExceeded(name, requested=requested, allowed=allowed, what=what)
