"""The schema as clients see it: what is printed, parsed again. Once for all tests, as it takes a quarter of a second."""

from __future__ import annotations

from graphql import build_schema

from gql.schema import schema

PRINTED = build_schema(schema.as_str())
