"""Reads what /metrics says, as Prometheus does."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families


def series(text: str) -> dict[str, float]:
    """Each number by its name and labels: "quire_fallbacks_total reason=large"."""
    return {
        " ".join([sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))]): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
