"""What `/metrics` says, as values."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families


def read_figures(text: str) -> dict[tuple[str, ...], float]:
    """Return the value of every series of an answer, by its name and the values of its labels in the labels' order."""
    return {
        (sample.name, *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
