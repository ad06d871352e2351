"""Which of a school's grants is meant, by the day of what is claimed, and what an account shows of them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from schools.choices import ParticipationState
from schools.current_year import Need, SchoolYears
from schools.models import Participation, School
from schools.roles import SCHOOL_MEMBERS
from schools.terms import TermCalendar, get_calendars
from schools.viewer import as_viewer
from sustaining.common.clock import today
from sustaining.common.years import AcademicYear

from ..grant_balance import annotated_balance, with_balance, with_money_left
from ..instalments import list_instalments
from ..models import Acceptance, Claim, Grant, Instalment, OpeningPayment, Payment
from ..windows import get_windows

if TYPE_CHECKING:
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

GRANT = Need("a grant", lambda participation: hasattr(participation, "grant"))
MOST_GRANTS = 60
CLAIMING = (ParticipationState.ACTIVE, ParticipationState.PAUSED)
"""States in which a school claims: a pause rests reminders, not money."""
PAID_IN_PARTS = Instalment.objects.filter(project=OuterRef("participation__project"))
"""The instalments of a grant, for a condition on Grant."""


def grant_years(school: School, user: User, chosen: str = "") -> SchoolYears:
    """Return the school's participations whose grants can be claimed on. One query.

    `chosen` is the code of the project that the person switched to.
    """
    readable = Q(grant__isnull=True) | Q(grant__in=Grant.objects.readable_by(user))
    rows = Participation.objects.readable_by(user).filter(readable).select_related("grant")
    return SchoolYears.of(school, rows, need=GRANT, chosen=chosen)


def shown_grant_or_404(years: SchoolYears) -> Grant:
    """Return the grant that a page shows before a day is known; a withdrawn school's only if it has no other.

    Raise Http404 when there is none.
    """
    day = today()
    participation = years.to_show(day) or years.with_past().to_show(day)
    if participation is None:
        raise Http404("This school has no grant.")
    return participation.grant


def own_grants(user: Reader) -> list[dict[str, Any]]:
    """Return the current grants of a school member's schools, with their balances and windows. Two queries.

    Next year's is left out where the school has one to claim on already.
    """
    if not as_viewer(user).has_role(SCHOOL_MEMBERS):
        return []
    # The last instalment is often due when the year is completed.
    by_instalments = Q(participation__state=ParticipationState.COMPLETED) & Exists(PAID_IN_PARTS)
    grants = Grant.objects.visible_to(user).filter(Q(participation__state__in=CLAIMING) | by_instalments)
    grants = _with_balance(grants).order_by(
        "-participation__project__academic_year", "participation__school__sort_name"
    )
    year = AcademicYear.of(today()).start
    rows = _with_windows([_with_left(grant) for grant in grants[:MOST_GRANTS]])
    have_begun = {row["school"].pk for row in rows if row["project"].academic_year <= year}
    return [row for row in rows if row["project"].academic_year <= year or row["school"].pk not in have_begun]


def left_by_year(grants: list[dict[str, Any]]) -> dict[tuple[School, int], Decimal]:
    """Return what is left of the grants that `own_grants` returned, in pounds, by school and academic year."""
    left: dict[tuple[School, int], Decimal] = defaultdict(Decimal)
    for row in grants:
        left[row["school"], row["project"].academic_year] += row["left"]
    return dict(left)


def calendars_by_year(grants: list[dict[str, Any]]) -> dict[tuple[School, int], TermCalendar]:
    """Return the calendars of the hubs of the grants that `own_grants` returned, by school and academic year. One query."""
    hubs = {(row["school"], row["project"].academic_year): row["grant"].participation.hub_id for row in grants}
    calendars = get_calendars(set(hubs.values()))
    return {year: calendars[hub] for year, hub in hubs.items()}


def several_schools(grants: list[dict[str, Any]]) -> bool:
    """Return whether these grants are of more than one school."""
    return len({row["school"].pk for row in grants}) > 1


def _with_balance(grants: Any) -> Any:
    return with_balance(grants).select_related("participation__school", "participation__project")


def _with_left(grant: Any) -> dict[str, Any]:
    balance = annotated_balance(grant)
    return {
        "grant": grant,
        "school": grant.participation.school,
        "project": grant.participation.project,
        "balance": balance,
        "claimed": balance.claimed,
        "left": balance.left,
    }


def _with_windows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with the `window` of each grant: whether it `is_open` for claims today, or `is_over`. One query."""
    windows, day = get_windows([row["grant"] for row in rows]), today()
    for row in rows:
        row["window"] = window = windows[row["grant"].pk]
        is_closed = row["grant"].closed_at is not None
        row["is_open"] = window.contains(day) and not is_closed
        row["is_over"] = day > window.last_day or is_closed
    return rows


def school_account(school: School, user: User, chosen: str = "") -> dict[str, Any]:
    """Return a school's grants, the claims of one and every entry of the ledger. A constant number of queries.

    `shown` is the grant of the project that the person chose, else of the year in progress; `others` are the rest.
    `claims` are those on `shown`.
    """
    grants = _with_balance(Grant.objects.readable_by(user).filter(participation__school=school))
    grants = grants.order_by("-participation__project__academic_year", "-pk")
    rows = _with_windows([_with_left(grant) for grant in grants.prefetch_related("entries__claim", "entries__by")])
    if not rows:
        raise Http404("This school has no grant, or you don’t have access to it.")
    participations = {row["grant"].participation: row for row in rows}
    shown = SchoolYears(school, tuple(participations), chosen=chosen, reads_past=True).to_show(today())
    shown_row = participations[shown] if shown else rows[0]
    claims = Claim.objects.readable_by(user).filter(grant=shown_row["grant"])
    accepted = Acceptance.objects.readable_by(user).filter(grant__participation__school=school)
    openings = OpeningPayment.objects.readable_by(user).filter(entry__grant__participation__school=school)
    entries = [entry for row in rows for entry in row["grant"].entries.all()]
    return {
        "grants": rows,
        "shown": shown_row,
        "others": [row for participation, row in participations.items() if participation != shown],
        "acceptances": list(accepted.select_related("accepted_by")),
        "instalments": list_instalments(shown_row["grant"]),
        "claims": list(claims.select_related("grant__participation__project", "made_by")),
        "openings": list(openings.select_related("entry", "recorded_by", "reversed_by")),
        "entries": sorted(entries, key=lambda entry: (entry.at, entry.pk)),
    }


def school_payments(school: School, user: User) -> list[Payment]:
    """Return the payments to a school that were neither returned nor reversed, newest first. One query."""
    payments = Payment.objects.readable_by(user).filter(claim__grant__participation__school=school)
    return list(payments.counting().select_related("claim"))


def claimable_schools(user: User) -> QuerySet[School]:
    """Return the schools with an open grant, and money left of it, for which the user may claim items today."""
    viewer = as_viewer(user)
    if not viewer.has_role(SCHOOL_MEMBERS):
        return School.objects.visible_to(viewer).none()
    grants = with_money_left(Grant.objects.visible_to(viewer).filter(participation__state__in=CLAIMING))
    own_schools = {held.school for held in viewer.roles if held.school and held.role in SCHOOL_MEMBERS}
    return (
        School.objects.visible_to(viewer)
        .filter(pk__in=grants.exclude(Exists(PAID_IN_PARTS)).values("participation__school"))
        .filter(pk__in=own_schools)
    )
