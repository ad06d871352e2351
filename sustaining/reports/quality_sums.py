"""Sums that do not fit: registers against who should be in them, and the ledger against claims and grants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from funding.choices import COMMITTED_CLAIMS
from funding.models import Claim, Entry, Grant
from schools.models import Advocate
from sustaining.common.clock import london_day
from sustaining.common.money import ZERO, format_pounds
from sustaining.common.todo import list_first
from sustaining.workgroups.choices import MeetingState
from sustaining.workgroups.models import Attendance, Meeting, Membership

from .quality import Problem, QualityScope

Amounts = dict[str, Decimal]


def registers(scope: QualityScope) -> Iterator[Problem]:
    """Yield closed registers that lack an Advocate in post, or have a school that was not in the group. Four queries."""
    members = _members(scope)
    held: Any = Meeting.objects.filter(group__in=members, state=MeetingState.HELD)
    meetings = list(held.select_related("group").order_by("starts_at", "pk"))
    marks: dict[int, set[int]] = defaultdict(set)
    schools: dict[int, set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(meeting__in=meetings, participation__in=scope.participations.values("pk"))
    for meeting, user, school in rows.values_list("meeting", "user", "participation__school"):
        marks[meeting].add(user)
        schools[meeting].add(school)
    advocates = _advocates(scope)
    for meeting in meetings:
        day = london_day(meeting.starts_at)
        present = {
            school for school, since, until in members[meeting.group_id] if since <= day and (not until or day < until)
        }
        missing = sorted(
            name for school in present for user, name, since, until in advocates[school]
            if since <= day and (not until or day <= until) and user not in marks[meeting.pk]
        )  # fmt: skip
        strangers = sorted(scope.schools[school].name for school in schools[meeting.pk] - present)
        parts = [f"No mark for {list_first(missing)}"] if missing else []
        parts += [f"Not in the group on the day: {list_first(strangers)}"] if strangers else []
        if parts:
            yield Problem(
                f"{meeting.pk}", str(meeting), ". ".join(parts), meeting.group.hub_id, meeting.get_absolute_url(),
                "View meeting",
            )  # fmt: skip


def _members(scope: QualityScope) -> dict[int, list[tuple[int, date, date | None]]]:
    """Return the schools of each group, with the days of their membership."""
    rows = Membership.objects.filter(participation__in=scope.participations.values("pk"))
    members = defaultdict(list)
    for group, school, starts, ends in rows.values_list("group", "participation__school", "starts_on", "ends_on"):
        members[group].append((school, starts, ends))
    return members


def _advocates(scope: QualityScope) -> dict[int, list[tuple[int, str, date, date | None]]]:
    """Return everyone who was an Advocate in the year, by school, with the days of their posts."""
    rows: Any = Advocate.objects.filter(school__in=scope.schools).during(scope.year.starts, scope.year.ends)
    posts = defaultdict(list)
    for school, user, name, starts, ends in rows.values_list(
        "school", "user", "user__full_name", "starts_on", "ends_on"
    ):
        posts[school].append((user, name, starts, ends))
    return posts


def ledger(scope: QualityScope) -> Iterator[Problem]:
    """Yield claims and grants whose amounts are not what their entries in the ledger add up to. Four queries."""
    grants = Grant.objects.filter(participation__in=scope.participations.values("pk"))
    by_claim, by_grant = _figures(grants, "claim"), _figures(grants, "grant")
    claims = Claim.objects.filter(grant__in=grants.values("pk")).select_related("grant__participation__school")
    for claim in claims.order_by("pk"):
        agreed = (claim.approved or ZERO) if claim.state in COMMITTED_CLAIMS else ZERO
        # Money that is recovered no longer counts as committed, and the claim keeps what was approved.
        committed = by_claim[claim.pk]["committed"] + by_claim[claim.pk]["recovered"]
        if agreed != committed:
            yield _sum_problem(f"c{claim.pk}", claim.grant, f"Claim {claim.reference}", agreed, committed)
    for grant in grants.select_related("participation__school").order_by("pk"):
        recorded = {"Grant": grant.amount, "Committed": grant.committed, "Paid": grant.paid}
        for (what, says), figure in zip(recorded.items(), ("granted", "committed", "paid"), strict=True):
            adds_up = by_grant[grant.pk][figure]
            if says != adds_up:
                yield _sum_problem(f"g{grant.pk}-{what}", grant, what, says, adds_up)


def _figures(grants: Any, by: str) -> dict[int, Amounts]:
    """Return the ledger's figures of each grant, or of each claim; nought where it has no entries. One query."""
    entries: Any = Entry.objects.filter(grant__in=grants.values("pk"))
    return defaultdict(lambda: defaultdict(Decimal), {row[by]: row for row in entries.figures_by(by)})


def _sum_problem(key: str, grant: Any, what: str, says: Decimal, ledger_says: Decimal) -> Problem:
    school = grant.participation.school
    detail = f"{what} says {format_pounds(says)}, its ledger {format_pounds(ledger_says)}"
    url = reverse("funding:grant", args=[school.urn])
    return Problem(key, school.name, detail, grant.participation.hub_id, url, "View grant")
