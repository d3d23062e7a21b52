"""What one request can take, and what bounds it. The table of deploy/limits.md is printed from it.

tests/house/test_resources.py checks it against the settings, the errors and the tests.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing that a request takes.

    `settings`: the names of the settings with its bound; without one, `fixed` is the bound itself.
    `refusal`: the code of the error, with the name of the limit where codes have several. `test`:
    the file below tests/ and the function that shows it.
    """

    name: str
    settings: tuple[str, ...]
    fixed: str
    refusal: str
    test: str


RESOURCES = (
    Resource(
        "bytes in: address and headers",
        (),
        "8 KiB, 16 KiB",
        "ADDRESS_TOO_LONG, HEADERS_TOO_LARGE",
        "http/test_request.py::test_headers_that_are_too_large_are_refused",
    ),
    Resource(
        "bytes in: body",
        ("max_body",),
        "",
        "BODY_TOO_LARGE",
        "http/test_request.py::test_a_body_that_is_too_large_is_refused",
    ),
    Resource(
        "parts of a chunked body that come at once",
        (),
        "4,000",
        "BAD_REQUEST",
        "http/test_uvicorn_protocol.py::"
        "test_a_body_in_chunks_is_read_unless_thousands_of_them_come_at_once",
    ),
    Resource(
        "seconds in which the body arrives",
        (),
        "20",
        "REQUEST_TIMEOUT",
        "http/test_uvicorn_protocol.py::test_a_body_that_trickles_in_gets_408_and_a_disconnect",
    ),
    Resource(
        "values: in the JSON, and in arguments, a variable at each use",
        ("max_values",),
        "",
        "LIMIT_EXCEEDED values",
        "operation/test_value_limits.py::"
        "test_more_values_than_allowed_are_refused_wherever_they_are",
    ),
    Resource(
        "bytes, tokens and brackets of a document",
        ("max_document", "max_tokens", "max_nesting"),
        "",
        "LIMIT_EXCEEDED document, tokens, nesting, digits",
        "operation/test_limits.py::test_a_limit_allows_its_value_and_refuses_one_more",
    ),
    Resource(
        "levels of or and not in a where, all of them, values of one list and of all lists",
        (),
        "2, 20, 100, 300",
        "LIMIT_EXCEEDED whereNesting, whereBranches, list, whereValues",
        "engine/declare/test_where.py::test_a_where_is_bounded_in_branches_levels_and_values",
    ),
    Resource(
        "languages in a chain",
        (),
        "10",
        "LIMIT_EXCEEDED languages",
        "types/test_translations.py::test_a_chain_has_ten_languages_at_most",
    ),
    Resource(
        "definitions of a document",
        ("max_definitions",),
        "",
        "LIMIT_EXCEEDED definitions",
        "operation/test_hostile_documents.py::"
        "test_a_document_of_a_hundred_definitions_is_allowed_and_one_more_is_not",
    ),
    Resource(
        "shape, fragments expanded, of operations and of fragments that none of them uses",
        ("max_depth", "max_aliases", "max_repeats", "max_directives"),
        "",
        "LIMIT_EXCEEDED depth, aliases, repeats, directives",
        "operation/test_hostile_documents.py::test_limits_hold_for_what_no_operation_uses",
    ),
    Resource(
        "comparisons of fields in validation",
        (),
        "12,000 steps",
        "LIMIT_EXCEEDED comparisons",
        "operation/test_hostile_documents.py::"
        "test_fields_that_overlap_are_compared_within_a_budget",
    ),
    Resource(
        "fields, counted for every type that they may be selected on",
        (),
        "2,000",
        "LIMIT_EXCEEDED fields",
        "operation/test_planning.py::"
        "test_selections_that_multiply_by_types_are_refused_before_any_statement",
    ),
    Resource(
        "rows read and nodes returned",
        ("max_nodes",),
        "",
        "COST_LIMIT, LIMIT_EXCEEDED nodes",
        "operation/test_planning.py::"
        "test_an_operation_that_may_return_too_much_is_refused_before_any_statement",
    ),
    Resource(
        "bytes out",
        ("max_response",),
        "",
        "LIMIT_EXCEEDED response",
        "operation/test_response_size.py::test_a_response_that_would_be_too_large_is_not_read",
    ),
    Resource(
        "documents that clients have registered, kept in all; a quarter of them new ones",
        ("registered_documents",),
        "",
        "the least recently used goes",
        "documents/test_registered.py::"
        "test_ten_thousand_documents_sent_twice_push_out_none_that_is_used",
    ),
    Resource(
        "errors out",
        ("max_errors",),
        "",
        "the rest is left out",
        "operation/test_execute.py::test_at_most_twenty_errors_are_reported",
    ),
    Resource(
        "statements",
        (),
        "500",
        "LIMIT_EXCEEDED statements",
        "operation/test_statement_log.py::test_an_operation_may_send_a_bounded_number_of_statements",
    ),
    Resource(
        "part of the reading connections at once, while other addresses read",
        ("client_share",),
        "",
        "ADDRESS_BUSY",
        "db/test_client_share.py::test_while_another_reads_a_client_holds_no_more_than_its_share",
    ),
    Resource(
        "seconds to wait for a connection",
        ("acquire_timeout",),
        "",
        "DATABASE_BUSY",
        "db/test_database.py::"
        "test_a_read_without_a_free_connection_fails_as_busy_after_a_short_wait",
    ),
    Resource(
        "time on the event loop at once",
        (),
        "50 ms",
        "done in slices, or beside the loop",
        "operation/test_loop.py::test_the_reference_path_leaves_the_loop_to_others",
    ),
    Resource(
        "seconds of CPU time to render a text, in a process beside the service",
        ("render_timeout",),
        "",
        "TOO_COMPLEX",
        "content/text/test_render_queue.py::"
        "test_a_job_over_its_time_is_ended_with_its_process_and_the_next_has_another",
    ),
    Resource(
        "markup of a text, a weight for each character",
        (),
        "100,000",
        "LIMIT_EXCEEDED markup",
        "content/text/test_linear_time.py::"
        "test_more_markup_than_is_rendered_in_time_is_refused_at_once",
    ),
    Resource(
        "seconds of a statement, and of its wait for a lock",
        ("statement_timeout", "lock_timeout"),
        "",
        "TIMED_OUT",
        "db/test_database.py::test_a_slow_statement_times_out",
    ),
    Resource(
        "seconds without progress in which the answer is taken",
        ("write_timeout",),
        "",
        "the connection is closed",
        "http/test_slow_readers.py::test_a_client_that_never_reads_is_disconnected_and_counted",
    ),
    Resource(
        "seconds in all",
        ("request_timeout",),
        "",
        "TIMED_OUT",
        "operation/test_execute.py::test_a_slow_operation_is_cancelled_at_its_timeout",
    ),
    Resource(
        "WebSockets and event streams open in a worker: in all, and of one address",
        ("live_connections", "live_connections_per_address"),
        "",
        "TOO_MANY_CONNECTIONS, ADDRESS_HAS_TOO_MANY_CONNECTIONS",
        "http/websocket/test_bounds.py::test_more_sockets_than_allowed_are_refused_until_one_ends",
    ),
    Resource(
        "operations under way on a WebSocket",
        ("live_operations",),
        "",
        "LIMIT_EXCEEDED operations",
        "http/websocket/test_protocol_text.py::"
        "test_more_operations_than_allowed_are_refused_and_the_others_go_on",
    ),
    Resource(
        "different subscriptions and live queries of a worker; of one address a fifth",
        ("live_different",),
        "",
        "TOO_MANY_LIVE_OPERATIONS",
        "live/test_bounds.py::test_more_different_operations_than_allowed_are_refused",
    ),
    Resource(
        "bytes out: an answer of a live operation",
        ("live_answer",),
        "",
        "LIMIT_EXCEEDED response",
        "live/test_bounds.py::test_an_answer_that_is_too_long_to_be_kept_is_refused",
    ),
    Resource(
        "answers of one operation that wait for its reader",
        (),
        "64",
        "SLOW_READER",
        "live/test_live_queries.py::"
        "test_a_reader_that_does_not_read_is_ended_and_the_others_are_not",
    ),
    Resource(
        "changes that are read for a client who comes back",
        (),
        "5,000",
        "POSITION_TOO_OLD",
        "live/test_order.py::test_a_position_that_tells_too_little_is_refused",
    ),
    Resource(
        "bytes in: a message of a WebSocket",
        ("live_message",),
        "",
        "the socket is closed with 1009",
        "http/websocket/test_frames.py::"
        "test_a_frame_that_breaks_the_rules_is_answered_by_its_code_and_a_disconnect",
    ),
    Resource(
        "frames of one message",
        (),
        "4,096",
        "the socket is closed with 1008",
        "http/websocket/test_frames.py::"
        "test_a_frame_that_breaks_the_rules_is_answered_by_its_code_and_a_disconnect",
    ),
    Resource(
        "messages that wait for a client that does not read them",
        ("live_queue",),
        "",
        "the socket is closed with 1013, the event stream ends",
        "http/websocket/test_bounds.py::"
        "test_a_reader_that_stops_costs_its_queue_and_the_others_notice_nothing",
    ),
    Resource(
        "seconds until a WebSocket has sent connection_init",
        ("live_init_seconds",),
        "",
        "the socket is closed with 4408",
        "http/websocket/test_protocol_text.py::"
        "test_without_connection_init_the_socket_is_closed_with_4408",
    ),
)
