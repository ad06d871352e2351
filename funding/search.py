"""Claims, as search finds them: by their reference, whole or as a beginning, with or without `SUS-`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from sustaining.common.money import format_pounds
from sustaining.common.search import Hit, register_search

from .models import Claim


@register_search(30, "Claims")
def claims(user: Any, words: str, most: int) -> Iterator[Hit]:
    """`SUS-26-7F3K`, `sus 26 7f3k`, `26-7F3K`, or its last four signs."""
    typed = "-".join(words.upper().replace("-", " ").split())[:20]
    if not any(sign.isdigit() for sign in typed) and len(typed) != 4:
        return
    whole = typed if typed.startswith("SUS") else f"SUS-{typed}"
    asked = Q(reference__startswith=whole)
    if len(typed) == 4 and typed.isalnum():
        asked |= Q(reference__in=[f"SUS-{year:02d}-{typed}" for year in range(100)])
    found = Claim.objects.visible_to(user).filter(asked).select_related("grant__participation__school")
    for one in found.order_by("-made_at", "pk")[:most]:
        detail = f"{one.school} · {format_pounds(one.total)} · {one.get_state_display()}"
        yield Hit(one.reference, detail, one.get_absolute_url())
