"""The compiled path: an operation → one statement, and the Python that renders its rows.

    document ── compiler.py ── dispatch.py: which function compiles a field, by its declaration
                    │            values.py      columns and computed fields    scalars.py  leaves
                    │            relations.py   single records and whole lists
                    │            pages.py       connections        threads.py  discussions
                    │            functions.py   functions, batches  ranked.py  search results
                    │            records_by_id.py  records whose ids only Python knows
                    │          scope.py: the record or object that a selection is about
                    ▼
             select.py, from_clause.py, page_source.py, row.py ──► SQL
             generated_code.py ──► Python          stage.py: what is awaited together
                    ▼
               plan.py: kept with the text of its document
                    │  call.py, arguments.py: the arguments of one request, and its cost
                    ▼
               fetch.py: rows  ──►  build(…)  ──►  data, which orjson encodes

tests/engine/plan/generated_code.txt shows an operation with its statement and its code. There `x`
is what was read, `b` the bound calls (fields with arguments), and `r…` a row; in the statement,
`$n` are values of calls.

The alternative would be levels: a statement for each to-many relation, with to-one relations
joined. Nested rows were chosen by measurement (the table in tests/bench/floor.py): on a post page
levels took 1.33 times as long and 1.85 times the Python, as each further statement costs 0.13 to
0.2 ms; JSON built by Postgres took 1.14 times as long, with no computed fields; flat rows took 1.06
to 1.23 times over all stories. One statement also sees one moment.

A plan that meets anything unusual raises, and the reference path answers: see operation/execute.py.
May import what the engine may, and declare/. Never here: resolve/, a noun of a publication, or text
of a client other than response keys.
"""

from gql.engine.plan.call import PreviewRequested, TooLarge
from gql.engine.plan.plan import Plan, PreparedPlan
from gql.engine.plan.scalars import SchemaViolation

__all__ = ["Plan", "PreparedPlan", "PreviewRequested", "SchemaViolation", "TooLarge"]
