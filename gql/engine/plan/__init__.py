"""The same fields, compiled: one operation becomes one statement and one Python expression a level.

    document ── compiler.py ─── fields.py: which function plans a field, by its declaration
                    │             values.py     columns, and what Python makes of them
                    │             relations.py  one record folded in, whole lists inside
                    │             pages.py      connections         threads.py  discussions
                    │             reads.py      functions, batches  ranked.py   search
                    │             references.py records whose ids Python holds
                    │           scope.py: what a selection is shown of
                    ▼
             tree.py, source.py ──► SQL          leaf.py, code.py ──► Python
             stage.py: what is waited for at once
                    ▼
               plan.py: kept by the text of its document
                    │  call.py, arguments.py: what one request asks, and what it may cost
                    ▼
              reading.py: rows  ──►  build  ──►  the data, which orjson writes

tests/engine/plan/generated_code.txt shows an operation with its statement and its code. There, `x`
is what was read, `b` what each call of a field with arguments comes to, and `r` a row; in the
statement, `$n` are values of calls.

The other back end would be levels: a statement for each relation, with to-one relations folded in.
Nested rows were chosen by measurement (the table in tests/bench/floor.py): on a post page levels
took 1.33 times as long and 1.85 times the Python, as each further statement costs 0.13 to 0.2 ms;
JSON made by Postgres took 1.14 times, with no computed fields; flat rows took 1.06 to 1.23 times
over all stories. One statement also sees one moment. Levels remain where ids are known only to
Python: each stage reads what the one before it has found.

A plan that meets anything unusual raises, and the reference path answers: see operation/execute.py.
May import what the engine may. Never here: a noun, or text of a client other than a name's repr.
"""

from gql.engine.plan.call import Previewed, TooLarge
from gql.engine.plan.plan import Plan, Prepared
from gql.engine.plan.scalars import Unshowable

__all__ = ["Plan", "Prepared", "Previewed", "TooLarge", "Unshowable"]
