"""Fields that lead to threads: a page of roots, each followed by what stands below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gql.engine.declare import declaration as declare
from gql.engine.plan.call import Bound
from gql.engine.plan.compiler import Asked, Compiler
from gql.engine.plan.from_clause import Below, PageOf
from gql.engine.plan.pages import Connected, Info, known_order, page_bound
from gql.engine.plan.relations import nested
from gql.engine.plan.scope import Records, Shown
from gql.engine.record import KEY, of_kind, source_of
from gql.engine.resolve import connections


def threads(c: Compiler, scope: Records, asked: Asked, declared: declare.Threaded) -> Shown:
    (type_,) = c.types(asked)
    node = c.node_type(type_)
    cls = of_kind(declared.kind)

    def page(arguments: dict[str, Any]) -> Bound:
        roots, _ = connections.asked_threads(cls, declared, arguments)
        return page_bound(roots, looks_ahead=found.looks_ahead)

    def reach(arguments: dict[str, Any]) -> Bound:
        return Bound(values=connections.asked_threads(cls, declared, arguments)[1])

    source = PageOf(source_of(cls), declared, scope.sql(KEY), c.call(asked, page))
    order = known_order(cls, declared, asked)
    found = Threads(
        c, scope, source, node, declared.total, order, False, declared, c.call(asked, reach)
    )
    return found.shown(type_, asked)


@dataclass
class Threads(Connected):
    """A page of threads in reading order."""

    declared: declare.Threaded
    reach: int
    shows_cursors: bool = field(default=False, init=False)
    shows_below: bool = field(default=False, init=False)

    def field(self, c: Compiler, asked: Asked) -> Shown:
        match asked.name:
            case "nodes":
                return self._places(
                    c.selection(self.below, self.node, asked),
                    c.selection(self.replies, self.node, asked),
                )
            case "edges":
                (edge,) = c.types(asked)
                return self._places(
                    c.selection(Place(self, self.below), edge, asked),
                    c.selection(Place(self, self.replies), edge, asked),
                )
            case "pageInfo":
                (info,) = c.types(asked)
                return c.selection(ThreadInfo(self), info, asked)
            case "rootCount":
                return Shown(f"int32({self.counted()})")
            case "totalCount":
                return Shown(f"int32({self.scope.value(str(self.total))})")
            case _:
                return c.unsupported()

    @cached_property
    def replies(self) -> Records:
        return self._below[0]

    @cached_property
    def listed(self) -> str:
        """The replies to a root."""
        return f"b[{self.limit}].checked({self._below[1]})"

    @cached_property
    def limit(self) -> int:
        # the roots of a page seldom have as many replies each as one of them may have alone
        return self.c.limit(f"{self.scope.times} * max(1, {self.bound}.rows // 4)")

    @cached_property
    def _below(self) -> tuple[Records, str]:
        source = Below(self.source.source, self.below.sql(KEY), self.reach, self.limit)
        return nested(self.c, self.below, source, f"{self.below.times} * b[{self.limit}].rows")

    def _places(self, root: Shown, reply: Shown) -> Shown:
        """One function for a thread. `cursor` is that of its root, `below` are the replies shown to
        each of its comments: both only where they are shown."""
        r, s = self.below.row.name, self.replies.row.name
        lines = [f"replies = {self.listed}"]
        if self.shows_cursors:
            lines.append(f"cursor = {self.cursor()}")
        if self.shows_below:
            parent = self.replies.text("parent_id")
            published_at = self.replies.text("published_at", is_time=True)
            place = f"({published_at}, {self.replies.text(KEY)})"
            counted = f"if {self.replies.text(self.declared.counted)} is not None"
            lines.append(f"below = grouped([({parent}, {place}) for {s} in replies {counted}])")
        lines.append(f"return [{root.value}, *[{reply.value} for {s} in replies]]")
        show = self.c.function("thread", r, *lines)
        per_root = f"1 + {root.cost or 0} + b[{self.limit}].rows * (1 + {reply.cost or 0})"
        replies = f"sum([1 + {reply.handed} for {s} in {self.listed}])"
        return Shown(
            f"[place for {r} in {self.kept} for place in {show}({r})]",
            f"{self.bound}.rows * ({per_root})",
            f"sum([1 + {root.handed} + {replies} for {r} in {self.kept}])",
        )


@dataclass(frozen=True, slots=True)
class Place:
    """A comment and its place in a discussion: of a root, or of a reply."""

    page: Threads
    record: Records

    def field(self, c: Compiler, asked: Asked) -> Shown:
        shown = f"below.get({self.record.text(KEY)}, ())"
        match asked.name:
            case "node":
                return c.selection(self.record, self.page.node, asked)
            case "cursor":
                self.page.shows_cursors = True
                is_root = self.record is self.page.below
                return Shown("cursor" if is_root else f"f'{{cursor}}.{{{self.record.text(KEY)}}}'")
            case "depth":
                return Shown(f"int({self.record.text('depth')})")
            case "isRoot":
                return Shown(f"({self.record.text('depth')} == '0')")
            case "hiddenReplies":
                self.page.shows_below = True
                return Shown(f"max(0, int({self.record.text('reply_count')}) - len({shown}))")
            case "repliesCursor":
                self.page.shows_below = True
                declared = self.page.declared
                order = c.name("order", source_of(of_kind(declared.kind)).order(declared.replies))
                count = self.record.text("reply_count")
                return Shown(f"next_reply({order}, {shown}, int({count}))")
            case _:
                return c.unsupported()


@dataclass(frozen=True, slots=True)
class ThreadInfo(Info):
    """Where a page of threads lies: it ends with the last reply to its last root."""

    page: Threads

    def field(self, c: Compiler, asked: Asked) -> Shown:
        if asked.name != "endCursor":
            return Info.field(self, c, asked)
        page, r, s = self.page, self.page.below.row.name, self.page.replies.row.name
        ids = f"[{page.replies.text(KEY)} for {s} in {page.listed}]"
        last = f"last_place({page.cursor()}, {ids})"
        return Shown(f"head({last} for {r} in reversed({page.kept}))")
