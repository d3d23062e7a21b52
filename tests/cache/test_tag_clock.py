"""Whether what was read a while ago still holds, within bounds of memory."""

from __future__ import annotations

from gql.cache.tag_clock import TagClock


class Hands:
    """The time of a clock, moved by the test."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def test_what_was_touched_since_it_was_read_does_not_hold() -> None:
    clock = TagClock(10)
    since = clock.position
    clock.touch({"post:1", "posts"})
    assert not clock.is_untouched({"post:1"}, since)
    assert clock.is_untouched({"post:2"}, since)
    assert clock.is_untouched({"post:1"}, clock.position)


def test_where_tags_are_not_known_nothing_at_all_may_have_been_touched() -> None:
    clock = TagClock(10)
    since = clock.position
    assert clock.is_untouched(None, since)
    clock.touch({"post:1"})
    assert not clock.is_untouched(None, since)


def test_what_is_about_to_change_does_not_hold_until_it_has_changed() -> None:
    clock = TagClock(10)
    clock.unsettle({"posts"})
    since = clock.position
    assert not clock.is_untouched({"posts"}, since)
    assert not clock.is_untouched(None, since)
    assert clock.is_untouched({"pages"}, since)
    clock.touch({"posts"})
    assert not clock.is_untouched({"posts"}, since)
    assert clock.is_untouched({"posts"}, clock.position)


def test_what_began_before_everything_was_touched_does_not_hold() -> None:
    clock = TagClock(10)
    since = clock.position
    clock.unsettle({"posts"})
    clock.touch_all()
    assert clock.is_untouched({"posts"}, clock.position)
    assert not clock.is_untouched({"post:2"}, since)
    assert clock.is_untouched({"post:2"}, clock.position)


def test_touches_older_than_the_longest_read_are_forgotten_and_reads_older_than_they_do_not_hold() -> (
    None
):
    hands = Hands()
    clock = TagClock(10, now=hands)
    before = clock.position
    clock.touch({"post:1"})
    after = clock.position
    hands.time = 11
    clock.touch({"post:2"})
    assert len(clock) == 1
    assert not clock.is_untouched({"post:3"}, before)
    assert clock.is_untouched({"post:3"}, after)


def test_a_flood_of_touches_takes_bounded_memory_and_errs_on_the_safe_side() -> None:
    clock = TagClock(10, max_tags=100)
    since = clock.position
    for number in range(1_000):
        clock.touch({f"post:{number}"})
    assert len(clock) == 100
    assert not clock.is_untouched({"post:1"}, since)
    assert not clock.is_untouched({"page:1"}, since)
    late = clock.position
    clock.touch({"page:2"})
    assert clock.is_untouched({"page:1"}, late)
