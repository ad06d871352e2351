"""Full-text search for schools by name, town, postcode and URN, as people type them."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVectorField
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Replace

from sustaining.common.folded import FoldedVector

SEARCH_VECTOR = FoldedVector(
    F("name"),
    F("town"),
    F("postcode"),
    Replace(F("postcode"), Value(" "), Value("")),
    Cast(F("urn"), CharField()),
    output_field=SearchVectorField(),
)
