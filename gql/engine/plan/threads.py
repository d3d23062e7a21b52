"""Discussions within a statement: a page of root comments, their replies inside each row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from gql.engine.connection_arguments import requested_threads
from gql.engine.declare import declaration as declare
from gql.engine.declare.record_type import KEY, source_of, type_of_kind
from gql.engine.list_sizes import Scan
from gql.engine.plan.call import BoundCall, BoundThreads
from gql.engine.plan.collecting import of_parent
from gql.engine.plan.compiler import Compiler, PageScope
from gql.engine.plan.from_clause import RepliesOf
from gql.engine.plan.known_page import ReadAhead, given, known_order
from gql.engine.plan.object_type import class_of
from gql.engine.plan.page_scans import scans, skip_scan
from gql.engine.plan.page_source import PageOf
from gql.engine.plan.pages import ConnectionScope, PageInfoScope, page_bound
from gql.engine.plan.relations import nested
from gql.engine.plan.scope import Compiled, RecordScope
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.tags import bind_list


def threads(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Threaded
) -> Compiled:
    """A connection of comments in reading order."""
    (type_,) = compiler.object_types(field)
    node = compiler.node_type(type_)
    cls = type_of_kind(declared.kind)

    ahead, tags = ReadAhead(), compiler.tags_of(node, field)
    # not in the function: a field keeps the syntax tree
    counted = Scan(source_of(cls).view, source_of(class_of(field.parent)).view)

    def page(arguments: dict[str, Any]) -> BoundCall:
        roots, _ = requested_threads(cls, declared, arguments)
        found = page_bound(roots, ahead)
        # an index has the roots, so only counting them looks at all, and filters may
        found.count_scan = counted
        if roots.filters:
            found.page_scan, found.count_scan = scans(cls, roots, counted, declared)
        found.skip_scan = skip_scan(roots.page, counted)
        bind_list(found, tags, declared, roots)
        return found

    def bounds(arguments: dict[str, Any]) -> BoundCall:
        request, sizes = requested_threads(cls, declared, arguments)
        around = request.page.around
        return BoundThreads(
            request,
            (
                *(value for one in request.filters for value in one.values),
                *sizes,
                *(() if around is None else (around,)),
            ),
            (tuple(one.sql for one in request.filters), around is None),
            first=sizes[1],
        )

    source = PageOf(source_of(cls), declared, scope.column_sql(KEY), compiler.add_call(field, page))
    order = known_order(cls, declared, field)
    discussion = ThreadsScope(
        compiler,
        scope,
        source,
        node,
        declared.total,
        order,
        False,
        ahead,
        given(field) & {"offset", "around"},
        True,
        declared,
        # how deep it is where the operation does not say, the site may say anew at any time
        compiler.add_call(field, bounds, varies=True),
        "where" in given(field),
    )
    compiled = discussion.compile(type_, field)
    value = of_parent(compiler, scope, field, declared, source.call, compiled.value)
    return replace(compiled, value=value)


@dataclass
class ThreadsScope(ConnectionScope):
    """A discussion that is being compiled. `bounds_call` has max_depth and replies_first;
    `filtered`: `where` is written."""

    declared: declare.Threaded
    bounds_call: int
    filtered: bool
    needs_cursor: bool = field(default=False, init=False)
    needs_children: bool = field(default=False, init=False)

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        match field.name:
            case "nodes":
                return self._threads(
                    compiler.compile_selection(self.below, self.node, field),
                    compiler.compile_selection(self.replies, self.node, field),
                )
            case "edges":
                (edge,) = compiler.object_types(field)
                return self._threads(
                    compiler.compile_selection(ThreadEdgeScope(self, self.below), edge, field),
                    compiler.compile_selection(ThreadEdgeScope(self, self.replies), edge, field),
                )
            case "pageInfo":
                (info,) = compiler.object_types(field)
                return compiler.compile_selection(ThreadPageInfoScope(self), info, field)
            case "rootCount":
                return Compiled(f"int32({self.total_code()})")
            case "totalCount":
                if not self.filtered:
                    return Compiled(f"int32({self.scope.value(str(self.total_column))})")
                return Compiled(f"int32({self.total_code(self.total_column, in_threads=True)})")
            case _:
                return compiler.unsupported()

    @cached_property
    def replies(self) -> RecordScope:
        """The replies to a root: nodes of the same type, in rows of their own."""
        return self._below[0]

    @cached_property
    def replies_code(self) -> str:
        """The Python expression of the rows of the replies to a root."""
        return f"b[{self.limit}].checked({self._below[1]})"

    @cached_property
    def limit(self) -> int:
        """The call that limits the replies to one root."""
        # each root may have four times an equal share, as few on a page have many replies; where
        # that is not enough, `checked` raises and the reference path answers
        return self.compiler.add_limit(
            f"{self.scope.multiplicity} * max(1, {self.bound_code}.rows // 4)"
        )

    @cached_property
    def _below(self) -> tuple[RecordScope, str]:
        own = self.source.source
        siblings = own.order(self.declared.replies)
        source = RepliesOf(own, siblings, self.below.column_sql(KEY), self.bounds_call, self.limit)
        multiplicity = f"{self.below.multiplicity} * b[{self.limit}].rows"
        below, rows = nested(self.compiler, self.below, source, multiplicity)
        return replace(below, is_within_known=True), rows

    def _threads(self, root: Compiled, reply: Compiled) -> Compiled:
        """A generated function that renders one thread.

        In it `cursor` is that of the root and `below` the replies to each comment on the page; both
        are computed only if a selected field needs them.
        """
        r, s = self.below.row.name, self.replies.row.name
        lines = [f"replies = {self.replies_code}"]
        if self.needs_cursor:
            lines.append(f"cursor = {self.cursor_code()}")
        if self.needs_children:
            parent = self.replies.text("parent_id")
            published_at = self.replies.text("published_at", is_time=True)
            place = f"({published_at}, {self.replies.text(KEY)})"
            counted = f"if {self.replies.text(self.declared.counted)} is not None"
            lines.append(f"below = grouped([({parent}, {place}) for {s} in replies {counted}])")
        lines.append(f"return [{root.value}, *[{reply.value} for {s} in replies]]")
        render = self.compiler.add_function("thread", r, *lines)
        per_root = f"1 + {root.cost or 0} + b[{self.limit}].rows * (1 + {reply.cost or 0})"
        replies = f"sum([1 + {reply.count_or_cost} for {s} in {self.replies_code}])"
        return Compiled(
            f"[place for {r} in {self.page_rows} for place in {render}({r})]",
            f"{self.bound_code}.rows * ({per_root})",
            f"sum([1 + {root.count_or_cost} + {replies} for {r} in {self.page_rows}])",
        )


@dataclass(frozen=True, slots=True)
class ThreadEdgeScope(PageScope):
    """An edge of a discussion: of a root, or of a reply."""

    page: ThreadsScope
    record: RecordScope

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        children = f"below.get({self.record.text(KEY)}, ())"
        match field.name:
            case "node":
                return compiler.compile_selection(self.record, self.page.node, field)
            case "cursor":
                self.page.needs_cursor = True
                is_root = self.record is self.page.below
                return Compiled(
                    "cursor" if is_root else f"f'{{cursor}}.{{{self.record.text(KEY)}}}'"
                )
            case "depth":
                return Compiled(f"int({self.record.text('depth')})")
            case "isRoot":
                return Compiled(f"({self.record.text('depth')} == '0')")
            case "hiddenReplies":
                self.page.needs_children = True
                return Compiled(f"max(0, int({self.record.text('reply_count')}) - len({children}))")
            case "repliesCursor":
                self.page.needs_children = True
                declared = self.page.declared
                order = compiler.add_constant(
                    "order", source_of(type_of_kind(declared.kind)).order(declared.replies)
                )
                count = self.record.text("reply_count")
                first = f"b[{self.page.bounds_call}].first"
                return Compiled(f"next_reply({order}, {children}, {first}, int({count}))")
            case _:
                return compiler.unsupported()


@dataclass(frozen=True, slots=True)
class ThreadPageInfoScope(PageInfoScope):
    """The pageInfo of a discussion: its endCursor is that of the last reply to the last root."""

    page: ThreadsScope

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        if field.name != "endCursor":
            return PageInfoScope.compile_field(self, compiler, field)
        page, r, s = self.page, self.page.below.row.name, self.page.replies.row.name
        ids = f"[{page.replies.text(KEY)} for {s} in {page.replies_code}]"
        last = f"last_place({page.cursor_code()}, {ids})"
        return Compiled(f"head({last} for {r} in reversed({page.page_rows}))")
