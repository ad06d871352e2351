"""Links on a Specialist's page to what the apps above know of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sustaining.common.extensions import ExtensionPoint


class RecordLink(NamedTuple):
    """A link with its label."""

    label: str
    url: str


record_links: ExtensionPoint[Iterable[RecordLink]] = ExtensionPoint(
    "specialists.record_links", "links from a Specialist’s page, for who reads it"
)
