"""What the pages of samples and recoveries show."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from schools.models import Hub
from sustaining.common.clock import today
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear, year_choices

from ..choices import RecoveryState, SampledState
from ..models import Recovery, Sample

OPEN = (RecoveryState.REQUESTED, RecoveryState.AGREED)


def samples_for(user: Any) -> Any:
    """The samples that one sees, with how many of each are judged, newest first."""
    judged = Q(sampled__state__in=(SampledState.ACCEPTED, SampledState.NOT_ACCEPTED))
    found = Sample.objects.visible_to(user).select_related("hub", "drawn_by")
    return found.annotate(number=Count("sampled"), judged=Count("sampled", filter=judged)).order_by("-drawn_at")


def open_recoveries(user: Any) -> list[Recovery]:
    """What was asked back and is neither settled nor dropped, the oldest first."""
    found = Recovery.objects.visible_to(user).filter(state__in=OPEN).order_by("requested_at")
    return list(found.select_related("claim__grant__participation__school", "requested_by", "agreed_by")[:200])


def hubs_to_sample(user: Any) -> list[Hub]:
    """The hubs in which one may draw a sample."""
    return [hub for hub in Hub.objects.visible_to(user)[:60] if may(user, "funding.draw_sample", hub)]


def year_options() -> list[tuple[int, str]]:
    """Academic years for a form."""
    return year_choices(AcademicYear.of(today()))


def of_sample(sample: Sample) -> dict[str, Any]:
    """The sampled claims, in the order of their references."""
    rows = sample.sampled.select_related("claim__grant__participation__school", "judged_by")
    return {"rows": list(rows.order_by("claim__reference")), "population": len(sample.drawn_from)}
