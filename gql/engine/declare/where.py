"""A `where` input → filters: its fields, and what `or` and `not` make of others like it.

What is not listed, such as what is held for moderation, is left out unless a condition on the
status says which states are wanted: in the whole `where`, or in one branch of an `or` for what
that branch finds. A `not` never adds anything.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import strawberry

from gql.engine.declare.cache_tags import shortest
from gql.engine.declare.filter import PREDICATE, Filter, Predicate, Reach, negated
from gql.errors import LimitExceeded

COMBINES = "combines"  # the key in the metadata of the fields `or` and `not`
MAX_NESTING = 2  # of `or` and `not` in each other
MAX_BRANCHES = 20  # of all `or` in one where
MAX_VALUES = 300  # in all lists of one where
_LISTED = Filter("t.is_listed")
_ANYTHING = Filter("true")
_INDEXED = (Reach.FEW, Reach.OF_KEYS)  # the better first


def any_branch() -> Any:
    """The field `or` of a `where` input: one of several `where` matches."""
    return strawberry.field(
        default=None,
        name="or",
        description="One of these matches as well; `or` and `not` may stand in each other two "
        "levels deep, with 20 in all. Of an empty list none matches.",
        metadata={COMBINES: "or"},
    )


def no_match(*, of_states: bool = False) -> Any:
    """The field `not` of a `where` input: another `where` does not match.

    `of_states`: the input has a condition on the status, which shows more than what is listed.
    """
    only = " It only leaves out: a condition on the status in it adds nothing."
    return strawberry.field(
        default=None,
        name="not",
        description="This does not match." + (only if of_states else ""),
        metadata={COMBINES: "not"},
    )


def filters_of(where: object | None, *, listed: bool = False) -> tuple[Filter, ...]:
    """The filters of a `where` input, in the order of its fields. Null and absent fields add none.

    `listed`: the view has a column is_listed. Raises BadInput and LimitExceeded.
    """
    if where is None:
        return ()
    _check_branches(where)
    filters = tuple(_Where(listed).filters(where, is_open=False))
    values = sum(len(one) for each in filters for one in each.values if isinstance(one, list))
    _check("whereValues", values, MAX_VALUES, "Too many values in where")
    return filters


@dataclasses.dataclass(frozen=True, slots=True)
class _Where:
    listed: bool

    def filters(self, where: Any, *, is_open: bool) -> list[Filter]:
        """All filters of one object. `is_open`: a condition around it decides about states."""
        filters = list(_own_filters(where))
        is_open = is_open or any(one.lists_all for one in filters)
        for how, value in _combined(where):
            if how == "or":
                filters.append(self._either(value, is_open=is_open))
            else:
                filters.append(_opposite(self.filters(value, is_open=True)))
        return filters

    def _either(self, wheres: list[Any], *, is_open: bool) -> Filter:
        branches = [self.filters(one, is_open=is_open) for one in wheres]
        opens = [any(one.lists_all for one in branch) for branch in branches]
        if self.listed and any(opens) and not is_open:
            branches = [
                branch if is_opened else [*branch, _LISTED]
                for branch, is_opened in zip(branches, opens, strict=True)
            ]
        both = [_conjunction(branch) for branch in branches]
        return dataclasses.replace(_joined(both, " or ", "false"), lists_all=any(opens))


def _own_filters(where: Any) -> Iterator[Filter]:
    for field in dataclasses.fields(where):
        value = getattr(where, field.name)
        predicates: tuple[Predicate, ...] = field.metadata.get(PREDICATE, ())
        for predicate in predicates if value is not None else ():
            if condition := predicate(value):
                yield condition


def _combined(where: Any) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(where):
        how, value = field.metadata.get(COMBINES), getattr(where, field.name)
        if how and value is not None:
            yield how, value


def _conjunction(filters: Sequence[Filter]) -> Filter:
    """All of the filters as one: an index may find what one of them wants."""
    joined = _joined(filters, " and ", "true")
    found = [one for one in filters if one.reach in _INDEXED]
    best = min(found, key=lambda one: _INDEXED.index(one.reach), default=_ANYTHING)
    return dataclasses.replace(joined, reach=best.reach, keys=best.keys)


def _opposite(filters: Sequence[Filter]) -> Filter:
    joined = _joined(filters, " and ", "true")
    return dataclasses.replace(joined, sql=negated(joined.sql), reach=Reach.WHOLE)


def _joined(filters: Sequence[Filter], word: str, empty: str) -> Filter:
    """Filters joined by `and` or `or`, the placeholders numbered through all of them."""
    texts: list[str] = []
    values: list[object] = []
    for one in filters:
        names = [f"{{{len(values) + at}}}" for at in range(len(one.values))]
        texts.append(f"({(one.inside or one.sql).format(*names, listed='')})")
        values += one.values
    return Filter(
        f"({word.join(texts) or empty})",
        tuple(values),
        cost=sum(one.cost for one in filters),
        rows=sum(one.rows for one in filters),
        reach=_widest(filters),
        keys=sum(one.keys for one in filters),
        marks=tuple(mark for one in filters for mark in one.marks),
        tags=tuple(tag for one in filters for tag in one.tags),
        seconds=shortest(one.seconds for one in filters),
    )


def _widest(filters: Iterable[Filter]) -> Reach:
    """What is looked at for any of the filters: an index helps only if each has one."""
    reaches = {one.reach for one in filters}
    return next((one for one in _INDEXED if reaches <= {Reach.FEW, one}), Reach.WHOLE)


def _check_branches(where: Any) -> None:
    """Raise LimitExceeded for more nesting or branches than allowed."""
    branches, waiting = 0, [(where, 0)]
    while waiting:
        one, level = waiting.pop()
        for _, value in _combined(one):
            below = value if isinstance(value, list) else [value]
            branches += len(below)
            _check("whereNesting", level + 1, MAX_NESTING, "or and not stand too deep in where")
            _check("whereBranches", branches, MAX_BRANCHES, "Too many or and not in where")
            waiting += [(each, level + 1) for each in below]


def _check(what: str, requested: int, allowed: int, said: str) -> None:
    if requested > allowed:
        raise LimitExceeded(what, requested=requested, allowed=allowed, what=said)
