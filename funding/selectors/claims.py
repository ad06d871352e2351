"""What the pages of claims and runs show, read through what is visible."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Count, Min, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.http import Http404, QueryDict

from schools.choices import ParticipationState
from schools.models import Hub, School
from schools.occasions import list_release_occasions
from schools.people import advocates_of
from schools.roles import HUB_READERS, PROGRAMME_STAFF, SCHOOL_MEMBERS, Role
from schools.viewer import as_viewer
from sustaining.common.clock import today
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import day

from ..actions.grants import conditions_for
from ..choices import ClaimState, RecoveryState
from ..figures import figures_of, waiting_for, with_words
from ..models import Acceptance, Claim, ClaimFile, Grant, Message, Payment, PaymentRun, Recovery, SampledClaim
from ..questions import questions_of, questions_of_each
from ..windows import window_of

__all__ = ["with_words"]

TABS = {
    "decide": ("To decide", (ClaimState.SUBMITTED,)),
    "school": ("With the school", (ClaimState.DRAFT, ClaimState.QUERIED)),
    "pay": ("To pay", (ClaimState.APPROVED, ClaimState.IN_RUN)),
    "paid": ("Paid", (ClaimState.PAID,)),
    "ended": ("Not approved or withdrawn", (ClaimState.REJECTED, ClaimState.WITHDRAWN)),
}
WAITING_TABS = ("decide", "school", "pay")
LAST_ASKED = Message.objects.filter(claim=OuterRef("pk"), from_hub=True).order_by("-at", "-pk").values("at")[:1]
SINCE = Case(
    When(state=ClaimState.QUERIED, then=Coalesce(Subquery(LAST_ASKED), "submitted_at")),
    default=Coalesce("decided_at", "submitted_at", "made_at"),
)


def tabs_for(user: Any, wanted: str) -> tuple[list[dict[str, Any]], str]:
    """The tabs with their counts and the age of the oldest, and the one that is open. One query."""
    counts = (
        Claim.objects.visible_to(user)
        .order_by()
        .annotate(since=SINCE)
        .aggregate(
            **{key: Count("pk", filter=Q(state__in=states)) for key, (_, states) in TABS.items()},
            **{f"{key}_since": Min("since", filter=Q(state__in=states)) for key, (_, states) in TABS.items()},
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
            "oldest": counts[f"{key}_since"] if key in WAITING_TABS else None,
        }
        for key, (words, _) in TABS.items()
    ]
    return tabs, current


def claims_in(user: Any, tab: str) -> QuerySet[Claim]:
    """The claims of a tab, those that wait the longest first."""
    found = Claim.objects.visible_to(user).filter(state__in=TABS[tab][1]).annotate(since=SINCE)
    found = found.select_related("grant__participation__school", "grant__participation__project", "made_by")
    return found.order_by("submitted_at", "made_at", "pk")


def own_grants(user: Any) -> list[dict[str, Any]]:
    """For a school's people: their grants of this year with their figures. One query."""
    if not as_viewer(user).has_role(SCHOOL_MEMBERS):
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
    names = ("released_on", "teacher", "length", "hours", "cost", "occasion")
    return [{name: getattr(one, name) for name in names} for one in claim.lines.all()]


def occasion_choices(grant: Grant, claim: Claim | None) -> list[tuple[str, str]]:
    """What took place, for the select of each line; what a line names already stays to be chosen."""
    found = {one.key: f"{day(one.day)} · {one.label}" for one in list_release_occasions(grant.participation)}
    for line in claim.lines.all() if claim else ():
        if line.occasion:
            found.setdefault(line.occasion, line.occasion_words)
    return list(found.items())


def with_another_row(posted: QueryDict, formset: Any, form_kwargs: dict[str, Any]) -> Any:
    """The same rows as typed, not yet judged, and an empty one more."""
    probe = formset(posted, prefix="lines", form_kwargs=form_kwargs)
    rows = [{name: posted.get(f"{row.prefix}-{name}", "")[:200] for name in row.fields} for row in probe.forms]
    return formset(initial=[*rows, {}], prefix="lines", form_kwargs=form_kwargs)


def around_lines(on: Grant, claim: Claim | None) -> dict[str, Any]:
    """The figures beside the lines, and the school's people as suggestions."""
    figures = figures_of(on)
    own = claim.total if claim and claim.state == ClaimState.QUERIED else 0
    names = [advocate.user.full_name for advocate in advocates_of(on.school, today())]
    attended = [name for one in list_release_occasions(on.participation) for name in one.people]
    return {"figures": figures, "left": figures.left + own, "names": list(dict.fromkeys([*names, *attended]))}


def of_claim(claim: Claim, user: Any) -> dict[str, Any]:
    """Everything about a claim that this person sees: lines, what is asked, said and attached, figures, entries."""
    lines = list(claim.lines.all())
    reads_words = may(user, "funding.read_words", claim)
    asked = questions_of(claim, lines) if reads_words else {}
    for line in lines:
        line.question = asked.get(line.pk, "")  # type: ignore[attr-defined]
        line.shown = line.teacher if reads_words else line.initials  # type: ignore[attr-defined]
    (described,) = with_words([claim])
    accepted = Acceptance.objects.filter(grant=claim.grant).select_related("accepted_by").first()
    return {
        "lines": lines,
        "total": sum(line.cost for line in lines),
        "figures": figures_of(claim.grant),
        "school": claim.school,
        "words": described.words,
        "tone": described.tone,
        "next": described.next,
        "reads_words": reads_words,
        "said": list(Message.objects.visible_to(user).filter(claim=claim).select_related("by", "link__user")),
        "files": list(ClaimFile.objects.visible_to(user).filter(claim=claim, removed_at__isnull=True).exclude(file="")),
        "entries": list(claim.entries.select_related("by")),
        "accepted": accepted,
        "conditions": "" if accepted else conditions_for(claim.grant),
        "sampled": SampledClaim.objects.visible_to(user).filter(claim=claim).select_related("sample").first(),
        "recoveries": _recoveries(claim, user),
        "payments": list(claim.payments.all()),
    }


def _recoveries(claim: Claim, user: Any) -> list[Recovery]:
    """What is asked back. The school sees it once two people agreed."""
    found = Recovery.objects.visible_to(user).filter(claim=claim).select_related("requested_by", "agreed_by")
    if not as_viewer(user).has_role(HUB_READERS):
        found = found.filter(state__in=(RecoveryState.AGREED, RecoveryState.SETTLED))
    return list(found)


def to_explain(*claims: Claim) -> dict[int, tuple[str, str]]:
    """What is asked about each odd line, and what was said about it."""
    found = [(claim, list(claim.lines.all())) for claim in claims]
    said = {line.pk: line.explanation for _, lines in found for line in lines}
    return {key: (question, said[key]) for key, question in questions_of_each(found).items()}


def conditions_of(drafts: list[Claim]) -> str:
    """What the schools of these drafts have still to accept: the words of each hub once."""
    new = {claim.school.hub_id: claim.grant for claim in drafts if not hasattr(claim.grant, "acceptance")}
    return "\n\n".join(dict.fromkeys(conditions_for(grant) for grant in new.values()))


def tasks_of(claim: Claim, data: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps of a claim that is with its school, each with where it stands."""
    asked = sum(1 for line in data["lines"] if line.question and not line.explanation)
    lines = len(data["lines"])
    return [
        {
            "words": "Lines: who was released, when and for what",
            "url": "edit",
            "done": lines > 0,
            "state": f"{lines} so far",
        },
        {"words": "Payee and invoice number", "url": "payee", "done": bool(claim.payee), "state": claim.payee},
        {
            "words": "Attachments",
            "url": "files",
            "done": bool(data["files"]),
            "state": f"{len(data['files'])} · not needed",
        },
        {
            "words": "Conditions, answers, declaration",
            "url": "check",
            "done": False,
            "state": f"{asked} to explain" if asked else "To do",
        },
    ]


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
    shown = [_with_left(found) for found in grants.order_by("-participation__project__academic_year")]
    for row in shown:
        row["window"] = window_of(row["grant"])
    accepted = Acceptance.objects.visible_to(user).filter(grant__participation__school=school)
    return {
        "grants": shown,
        "acceptances": list(accepted.select_related("accepted_by")),
        "claims": with_words(claims),
        "entries": sorted(entries, key=lambda entry: (entry.at, entry.pk)),
    }


def _of_payments(what: Any) -> Subquery:
    paid = Payment.objects.filter(run=OuterRef("pk")).order_by().values("run")
    return Subquery(paid.annotate(found=what).values("found"))


RUN_TOTAL, RUN_NUMBER = _of_payments(Sum("amount")), _of_payments(Count("pk"))


def runs_for(user: Any) -> Any:
    """The runs that one sees, with number and sum of their claims."""
    number, total = Coalesce(RUN_NUMBER, Count("claims")), Coalesce(RUN_TOTAL, Sum("claims__approved"))
    runs = PaymentRun.objects.visible_to(user).annotate(number=number, total=total)
    return runs.select_related("hub", "prepared_by", "released_by").order_by("-prepared_at")


def hubs_with_approved(user: Any) -> list[Any]:
    """The hubs one works for in which approved claims wait for a run, with number and sum."""
    if not as_viewer(user).has_role(PROGRAMME_STAFF):
        return []
    waiting = Claim.objects.visible_to(user).filter(state=ClaimState.APPROVED).order_by()
    by_hub = waiting.values("grant__participation__school__hub").annotate(number=Count("pk"), total=Sum("approved"))
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


def of_run(run: PaymentRun, user: Any) -> dict[str, Any]:
    """The claims of a run and their sum; once released what the finance system said of each, and the frozen files."""
    payments = list(run.payments.select_related("claim__grant__participation__school").order_by("claim__reference"))
    claims = [] if payments else list(run.claims.select_related("grant__participation__school").order_by("reference"))
    works = may(user, "funding.record_answer", run)
    total = sum(one.amount for one in payments) if payments else sum(claim.payable for claim in claims)
    return {
        "claims": claims,
        "payments": payments,
        "total": total,
        "count": len(payments) or len(claims),
        "files": run.files.all(),
        "works": works,
    }


def claimable_schools(user: Any) -> QuerySet[School]:
    """The schools that one may claim for today: their grants are open, and one speaks for them."""
    viewer = as_viewer(user)
    if not viewer.has_role(SCHOOL_MEMBERS):
        return School.objects.visible_to(viewer).none()
    grants = Grant.objects.visible_to(viewer).filter(
        closed_at__isnull=True, participation__state=ParticipationState.ACTIVE
    )
    mine = {held.school for held in viewer.roles if held.school and held.role in SCHOOL_MEMBERS}
    return School.objects.visible_to(viewer).filter(pk__in=grants.values("participation__school")).filter(pk__in=mine)


def own_drafts(user: Any, references: list[str]) -> list[Claim]:
    """The drafts of these references that one sees, with their lines, for one declaration over all of them."""
    found = Claim.objects.visible_to(user).filter(reference__in=references, state=ClaimState.DRAFT)
    found = found.select_related(
        "grant__participation__school__hub", "grant__participation__project", "grant__acceptance"
    )
    return list(found.prefetch_related("lines").order_by("grant__participation__school__name"))


def setups_for(user: Any) -> dict[str, Any]:
    """The hubs whose dealing with money one sets up; few, else none is shown."""
    hubs = Hub.objects.visible_to(user)[:4] if not as_viewer(user).has_role({Role.ADMINISTRATOR}) else []
    return {"setups": [hub for hub in hubs if may(user, "funding.set_up_money", hub)]}
