"""Parses /metrics as Prometheus does."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from gql import metrics


def samples_by_series(text: str) -> dict[str, float]:
    """The value of each series by name and sorted labels: "quire_fallbacks_total reason=large"."""
    return {
        " ".join([sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))]): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(name: str, **labels: str) -> float:
    """The present value of one series of this process; 0 while it does not exist."""
    series = " ".join([name, *(f"{k}={v}" for k, v in sorted(labels.items()))])
    return samples_by_series(metrics.exposition("text/plain")[0].decode()).get(series, 0.0)
