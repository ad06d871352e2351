"""Data for the pages of the lists that a hub uploads, read through `visible_to`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from funding.models import OpeningPayment
from schools.models import Hub, Participation, School
from sustaining.common.permissions import may

from .choices import OpeningKind
from .models import EnrolmentUpload, OpeningUpload
from .openings import opening_list

if TYPE_CHECKING:
    from sustaining.accounts.models import User

MOST_LISTS = 10
MOST_OPENINGS = 100


def recent_lists(hub: Hub, user: User) -> list[EnrolmentUpload]:
    """Return the hub's latest lists that were saved, or still have rows to check. One query."""
    lists = EnrolmentUpload.objects.visible_to(user).filter(hub=hub)
    lists = lists.filter(Q(saved_at__isnull=False) | Q(rows__isnull=False))
    return list(lists.select_related("added_by", "saved_by").order_by("-added_at", "-pk")[:MOST_LISTS])


def can_make_exceptions(hub: Hub, user: User) -> bool:
    """Return whether the user may enrol schools of the hub that are not eligible."""
    school = School.objects.visible_to(user).filter(hub=hub).first()
    return school is not None and may(user, "schools.override_eligibility", school)


def enrolled_page(upload: EnrolmentUpload, user: User) -> dict[str, Any]:
    """Return the schools that a saved list enrolled, as they are now. One query."""
    keys = [row["participation"] for row in upload.made]
    years = Participation.objects.visible_to(user).filter(pk__in=keys).select_related("school", "project")
    return {"upload": upload, "participations": list(years.order_by("school__sort_name", "pk")), "number": len(keys)}


def sum_openings(hub: Hub, user: User) -> dict[str, Any]:
    """Return the `number` of payments that a hub has brought in, and their `total` in GBP. One query."""
    payments = OpeningPayment.objects.counted().visible_to(user).filter(entry__grant__participation__hub=hub)
    return payments.aggregate(number=Count("pk"), total=Sum("entry__amount"))


def count_brought_in(hub: Hub, user: User) -> dict[OpeningKind, int]:
    """Return how many rows of each kind a hub has brought in and not undone. One query."""
    counts: dict[OpeningKind, int] = defaultdict(int)
    lists = OpeningUpload.objects.visible_to(user).filter(hub=hub, saved_at__isnull=False, undone_at=None)
    for kind, made in lists.values_list("list_kind", "made"):
        counts[OpeningKind(kind)] += len(made)
    return dict(counts)


def opening_lists(hub: Hub, user: User) -> list[OpeningUpload]:
    """Return the hub's lists that were brought in, and those that still have rows to check. One query."""
    lists = OpeningUpload.objects.visible_to(user).filter(hub=hub)
    lists = lists.filter(Q(saved_at__isnull=False) | Q(rows__isnull=False))
    return list(lists.select_related("added_by", "saved_by").order_by("-added_at", "-pk")[:MOST_OPENINGS])


def opened_page(upload: OpeningUpload, user: User) -> dict[str, Any]:
    """Return what a list brought in, as it is now. One query."""
    kind = opening_list(upload)
    return {
        "upload": upload,
        "list": kind,
        "rows": kind.show(upload.made, user),
        "number": len(upload.made),
        "undoes": may(user, "onboarding.undo_openings", upload),
    }
