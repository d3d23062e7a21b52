"""Which attacks there are, and which of them belongs to a seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.hostile import changes, documents, wire
from tests.hostile.attack import MUTATED, SLOW, Attack, Manner, Operation, mutated_bytes
from tests.hostile.target import Target

Kind = Callable[[Random, Target], Attack | Operation]
# by the row of the hostile cases that each is a member of
KINDS: tuple[tuple[int, Kind], ...] = (
    (21, documents.list_in_variables),
    (21, documents.object_in_variables),
    (21, documents.variables_of_all_kinds),
    (22, documents.unused_definitions),
    (22, documents.overlapping_fields),
    (22, documents.deep_selection),
    (23, documents.searches),
    (24, documents.large_answer),
    (25, wire.unread_answer),
    (26, changes.moderation),
    (26, changes.publication),
    (27, changes.post_markup),
    (28, changes.comment_markup),
    (29, changes.refused_comments),
    (29, changes.sign_ins),
    (29, changes.likes),
    (30, documents.preview_tokens),
    (22, documents.registered_documents),
    (30, changes.sessions),
    (31, wire.foreign_host),
    (32, wire.malformed_host),
    (33, wire.malformed_head),
    (33, wire.malformed_json),
    (33, wire.chunked_body),
    (33, wire.slow_body),
    (33, wire.abandoned_request),
    (33, wire.pipelined),
)


def draw(seed: int, target: Target) -> Attack:
    """The attack of a seed: kinds take turns; most are mutated, and few clients are slow."""
    random = Random(seed)
    row, kind = KINDS[seed % len(KINDS)]
    made, is_mutated = kind(random, target), random.random() < MUTATED
    if isinstance(made, Operation):
        made = Attack(made.request(random if is_mutated else None))
    elif is_mutated:
        made = replace(made, request=mutated_bytes(made.request, random))
    if is_mutated and random.random() < 0.1:
        made = replace(made, manner=random.choice((*SLOW, Manner.LEAVES)))
    return replace(made, name=f"{row} {kind.__name__.replace('_', ' ')}")
