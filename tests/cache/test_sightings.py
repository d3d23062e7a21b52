"""Who may enter the cache: what is asked for a second time."""

from __future__ import annotations

from gql.cache.sightings import Sightings


def test_a_key_is_seen_a_second_time_and_ever_after() -> None:
    sightings = Sightings()
    assert not sightings.is_second("a")
    assert sightings.is_second("a")
    assert sightings.is_second("a")


def test_a_flood_takes_bounded_memory_and_old_sightings_are_forgotten() -> None:
    sightings = Sightings(100)
    sightings.is_second("a")
    for number in range(99):
        sightings.is_second(number)
    assert sightings.is_second("a")  # of the generation before
    for number in range(1_000):
        sightings.is_second(("flood", number))
    assert len(sightings._young) + len(sightings._old) <= 200
    assert not sightings.is_second("a")
