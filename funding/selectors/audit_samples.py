"""What the pages of audit samples and recoveries show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from schools.models import Hub
from sustaining.common.clock import today
from sustaining.common.permissions import may
from sustaining.common.years import AcademicYear, year_choices

from ..choices import ClaimState, RecoveryState, SampledState
from ..models import Claim, Recovery, Sample

if TYPE_CHECKING:
    from sustaining.accounts.models import User

OPEN = (RecoveryState.REQUESTED, RecoveryState.AGREED)


def samples_for(user: User) -> Any:
    """Return the visible samples with the number of reviewed claims, newest first."""
    judged = Q(sampled__state__in=(SampledState.ACCEPTED, SampledState.NOT_ACCEPTED))
    samples = Sample.objects.visible_to(user).select_related("hub", "drawn_by")
    return samples.annotate(number=Count("sampled"), judged=Count("sampled", filter=judged)).order_by("-drawn_at")


def open_recoveries(user: User) -> list[Recovery]:
    """Return recoveries that are neither settled nor dropped, oldest first."""
    recoveries = Recovery.objects.visible_to(user).filter(state__in=OPEN).order_by("requested_at")
    return list(recoveries.select_related("claim__grant__participation__school", "requested_by", "agreed_by")[:200])


def hubs_to_sample(user: User) -> list[Hub]:
    """Return the hubs in which the user may draw a sample."""
    return [hub for hub in Hub.objects.visible_to(user)[:60] if may(user, "funding.draw_sample", hub)]


def year_options() -> list[tuple[int, str]]:
    """Return academic years as form choices."""
    return year_choices(AcademicYear.of(today()))


def years_with_paid_claims(hub: Hub, user: User) -> list[tuple[int, str]]:
    """Return this year and every other one in which the hub has paid claims, as form choices, newest first."""
    year = "grant__participation__project__academic_year"
    paid = Claim.objects.visible_to(user).filter(state=ClaimState.PAID, grant__participation__hub=hub)
    starts = {AcademicYear.of(today()).start, *paid.order_by().values_list(year, flat=True).distinct()}
    return [(start, str(AcademicYear(start))) for start in sorted(starts, reverse=True)]


def sample_initial() -> dict[str, int]:
    """Return initial data of the form that draws a sample: five claims of the year in progress."""
    return {"number": 5, "academic_year": AcademicYear.of(today()).start}


def sample_detail_context(sample: Sample) -> dict[str, Any]:
    """Return the sampled claims, in the order of their references."""
    rows = sample.sampled.select_related("claim__grant__participation__school", "judged_by")
    return {"rows": list(rows.order_by("claim__reference")), "population": len(sample.drawn_from)}
