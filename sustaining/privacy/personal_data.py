"""What data requests hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import DataRequest

holds(
    DataRequest,
    "Requests for your data",
    why="To show who asked for a person’s data, and who was given it.",
    clears=("data requests",),
    whole_for=("person",),
    secrets=("key", "file"),
)
