"""What the pages of money show, read through what is visible."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.http import Http404, QueryDict

from schools.choices import ParticipationState
from schools.hats import roles_of
from schools.models import Hub, School
from schools.people import advocates_of
from sustaining.common.clock import today

from .choices import ClaimState
from .figures import figures_of, waiting_for, with_words
from .models import Claim, Grant, PaymentRun

__all__ = ["with_words"]

TABS = {
    "decide": ("To decide", (ClaimState.SUBMITTED,)),
    "school": ("With the school", (ClaimState.DRAFT, ClaimState.QUERIED)),
    "pay": ("To pay", (ClaimState.APPROVED, ClaimState.IN_RUN)),
    "paid": ("Paid", (ClaimState.PAID,)),
    "ended": ("Not approved or withdrawn", (ClaimState.REJECTED, ClaimState.WITHDRAWN)),
}
HUB_ROLES = {"lead", "hubadmin", "administrator", "auditor"}
SCHOOL_ROLES = {"advocate", "head", "finance"}


def tabs_for(user: Any, wanted: str) -> tuple[list[dict[str, Any]], str]:
    """The tabs with their counts and the age of the oldest, and the one that is open. One query."""
    counts = (
        Claim.objects.visible_to(user)
        .order_by()
        .aggregate(
            **{key: Count("pk", filter=Q(state__in=states)) for key, (_, states) in TABS.items()},
            oldest=Min("submitted_at", filter=Q(state=ClaimState.SUBMITTED)),
        )
    )
    first = next((key for key in TABS if counts[key]), "decide")
    current = wanted if wanted in TABS else first
    tabs = [
        {
            "key": key,
            "words": words,
            "count": counts[key],
            "current": key == current,
            "oldest": counts["oldest"] if key == "decide" else None,
        }
        for key, (words, _) in TABS.items()
    ]
    return tabs, current


def claims_in(user: Any, tab: str) -> QuerySet[Claim]:
    """The claims of a tab, those that wait the longest first."""
    found = Claim.objects.visible_to(user).filter(state__in=TABS[tab][1])
    found = found.select_related("grant__participation__school", "grant__participation__project", "made_by")
    return found.order_by("submitted_at", "made_at", "pk")


def own_grants(user: Any) -> list[dict[str, Any]]:
    """For a school's people: their grants of this year with their figures. One query."""
    if SCHOOL_ROLES.isdisjoint(roles_of(user)):
        return []
    grants = Grant.objects.visible_to(user).filter(participation__state=ParticipationState.ACTIVE)
    grants = grants.annotate(waiting=waiting_for("pk")).select_related(
        "participation__school", "participation__project"
    )
    return [_with_left(found) for found in grants.order_by("-participation__project__academic_year")[:20]]


def _with_left(found: Any) -> dict[str, Any]:
    return {
        "grant": found,
        "school": found.participation.school,
        "project": found.participation.project,
        "asked": found.committed + found.waiting,
        "left": found.amount - found.committed - found.waiting,
    }


def open_grant_of(school: School, user: Any) -> Grant:
    """The grant of the school's newest participation. Raises Http404 when there is none."""
    grants = Grant.objects.visible_to(user).filter(participation__school=school)
    found = grants.select_related("participation__project", "participation__school__hub")
    newest = found.order_by("-participation__project__academic_year", "-pk").first()
    if newest is None:
        raise Http404("This school has no grant.")
    return newest


def line_initial(claim: Claim) -> list[dict[str, Any]]:
    """The lines of a claim as a form starts with them."""
    return [{"released_on": one.released_on, "teacher": one.teacher, "cost": one.cost} for one in claim.lines.all()]


def with_another_row(posted: QueryDict, formset: Any) -> Any:
    """The same rows as typed, not yet judged, and an empty one more."""
    probe = formset(posted, prefix="lines")
    rows = [
        {name: posted.get(f"{row.prefix}-{name}", "")[:200] for name in ("released_on", "teacher", "cost")}
        for row in probe.forms
    ]
    return formset(initial=[*rows, {}], prefix="lines")


def around_lines(on: Grant, claim: Claim | None) -> dict[str, Any]:
    """The figures beside the lines, and the school's Advocates as suggestions."""
    figures = figures_of(on)
    own = claim.total if claim and claim.state == ClaimState.QUERIED else 0
    names = [advocate.user.full_name for advocate in advocates_of(on.school, today())]
    return {"figures": figures, "left": figures.left + own, "names": names}


def of_claim(claim: Claim) -> dict[str, Any]:
    """Lines, figures and the words of its state."""
    lines = list(claim.lines.all())
    figures = figures_of(claim.grant)
    (described,) = with_words([claim])
    return {
        "lines": lines,
        "total": sum(line.cost for line in lines),
        "figures": figures,
        "school": claim.school,
        "words": described.words,
        "tone": described.tone,
        "next": described.next,
        "entries": list(claim.entries.select_related("by")),
    }


def account_of(school: School, user: Any) -> dict[str, Any]:
    """A school's grants, its claims and every entry of the ledger. Three queries."""
    grants = Grant.objects.visible_to(user).filter(participation__school=school).annotate(waiting=waiting_for("pk"))
    grants = grants.select_related("participation__project", "participation__school")
    if not grants:
        raise Http404("This school has no grant, or it is not yours to see.")
    claims = Claim.objects.visible_to(user).filter(grant__participation__school=school)
    claims = claims.select_related("grant__participation__project", "made_by")
    entries = [
        entry for found in grants.prefetch_related("entries__claim", "entries__by") for entry in found.entries.all()
    ]
    return {
        "grants": [_with_left(found) for found in grants.order_by("-participation__project__academic_year")],
        "claims": with_words(claims),
        "entries": sorted(entries, key=lambda entry: (entry.at, entry.pk)),
    }


def require_money_role(user: Any) -> None:
    """Raise PermissionDenied, with a sentence, for people who have nothing to do with payment runs."""
    if HUB_ROLES.isdisjoint(roles_of(user)):
        raise PermissionDenied("Payment runs are the hub’s. Your own claims stand under Claims.")


def runs_for(user: Any) -> Any:
    """The runs that one sees, with number and sum of their claims."""
    runs = PaymentRun.objects.visible_to(user).annotate(number=Count("claims"), total=Sum("claims__total"))
    return runs.select_related("hub", "prepared_by", "released_by").order_by("-prepared_at")


def hubs_with_approved(user: Any) -> list[Any]:
    """The hubs one works for in which approved claims wait for a run, with number and sum."""
    if {"lead", "hubadmin", "administrator"}.isdisjoint(roles_of(user)):
        return []
    waiting = Claim.objects.visible_to(user).filter(state=ClaimState.APPROVED).order_by()
    by_hub = waiting.values("grant__participation__school__hub").annotate(number=Count("pk"), total=Sum("total"))
    found = {row["grant__participation__school__hub"]: row for row in by_hub}
    return [
        {"hub": hub, "number": found[hub.pk]["number"], "total": found[hub.pk]["total"]}
        for hub in Hub.objects.visible_to(user).filter(pk__in=found)
    ]


def approved_of(hub: Hub, user: Any) -> QuerySet[Claim]:
    """Approved claims of a hub, the longest waiting first."""
    found = Claim.objects.visible_to(user).filter(state=ClaimState.APPROVED, grant__participation__school__hub=hub)
    return found.select_related("grant__participation__school").order_by("decided_at", "pk")


def release_initial() -> dict[str, Any]:
    """Today, as a suggestion."""
    return {"paid_on": today()}


def of_run(run: PaymentRun) -> dict[str, Any]:
    """The claims of a run and their sum."""
    claims = list(run.claims.select_related("grant__participation__school").order_by("reference"))
    return {"claims": claims, "total": sum(claim.total for claim in claims)}
