"""What the pages of claims and payment runs show, limited to what the user can see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Min, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from schools.models import Advocate, School
from schools.occasions import list_release_occasions
from schools.roles import HUB_READERS
from schools.viewer import as_viewer
from sustaining.common.clock import today
from sustaining.common.counts import counted
from sustaining.common.gathering import gather
from sustaining.common.page_actions import DANGER, PRIMARY, PageAction, split_quiet
from sustaining.common.permissions import may
from sustaining.common.templatetags.sustaining import day

from ..actions import NewLine
from ..actions.grants import conditions_for
from ..choices import ENDED_CLAIMS, ClaimState, RecoveryState
from ..claim_checks import check_claim
from ..grant_balance import get_grant_balance
from ..instalments import find_instalment
from ..models import Acceptance, Claim, ClaimFile, ClaimLine, Grant, Message, Recovery, SampledClaim
from ..occasion_choices import OFFERS, OccasionChoice, items_to_tick
from ..page_actions import CLAIM_BUTTONS, RECOVER_BUTTONS, RECOVERY_BUTTONS, SAMPLED_BUTTONS
from ..questions import invoice_question, line_questions, questions_of_each

if TYPE_CHECKING:
    from schools.viewer import Viewer
    from sustaining.accounts.models import User
    from sustaining.common.people import Reader

TABS = {
    "decide": ("To decide", (ClaimState.SUBMITTED,)),
    "school": ("With the school", (ClaimState.DRAFT, ClaimState.QUERIED)),
    "pay": ("To pay", (ClaimState.APPROVED, ClaimState.IN_RUN)),
    "paid": ("Paid", (ClaimState.PAID,)),
    "ended": ("Rejected or withdrawn", ENDED_CLAIMS),
}
WAITING_TABS = ("decide", "school", "pay")
LAST_ASKED = Message.objects.filter(claim=OuterRef("pk"), from_hub=True).order_by("-at", "-pk").values("at")[:1]
SINCE = Case(
    When(state=ClaimState.QUERIED, then=Coalesce(Subquery(LAST_ASKED), "submitted_at")),
    default=Coalesce("decided_at", "submitted_at", "made_at"),
)


def tabs_for(viewer: Viewer, requested_tab: str) -> tuple[list[dict[str, Any]], str]:
    """Return the tabs with their counts and oldest dates, and the key of the current tab. One query."""
    by_state = {state: (count, since) for state, count, since in gather(_compose_states, viewer, {})["states"]}
    of_tabs = {key: [by_state[state] for state in states if state in by_state] for key, (_, states) in TABS.items()}
    current = requested_tab if requested_tab in TABS else next((key for key in TABS if of_tabs[key]), "decide")
    tabs = [
        {
            "key": key,
            "label": label,
            "count": sum(count for count, _ in of_tabs[key]),
            "current": key == current,
            "oldest": min((since for _, since in of_tabs[key]), default=None) if key in WAITING_TABS else None,
        }
        for key, (label, _) in TABS.items()
    ]
    return tabs, current


def _compose_states(scope: Any) -> dict[str, Any]:
    """Return a queryset of how many claims are in each state, and since when the oldest of them is."""
    claims = Claim.objects.visible_to(scope).order_by().annotate(since=SINCE)
    return {"states": claims.values_list("state").annotate(Count("pk"), Min("since"))}


def claims_in(user: Reader, tab: str) -> QuerySet[Claim]:
    """Return the claims of a tab, longest waiting first, with what a table shows of each."""
    claims = Claim.objects.visible_to(user).filter(state__in=TABS[tab][1]).annotate(since=SINCE)
    claims = claims.select_related("grant__participation__school")
    claims = claims.only("reference", "state", "total", "approved", "grant__participation__school__name")
    return claims.order_by("submitted_at", "made_at", "pk")


def items_initial(
    claim: Claim | None, occasions: Sequence[OccasionChoice], claimed: Iterable[ClaimLine]
) -> list[dict[str, Any]]:
    """Return a claim's items as initial data of its form: its own, then what it could be for, then an empty one if none.

    An item of a session or meeting, on its day, is one to tick.
    """
    days = {occasion.key: occasion.day for occasion in occasions}
    lines = line_initial(claim) if claim else []
    for line in lines:
        if line["occasion"] and days.get(line["occasion"]) == line["released_on"]:
            line["offered"] = line["occasion"]
    taken = [(line.occasion, line.teacher) for line in claimed] + [
        (line["occasion"], line["teacher"]) for line in lines
    ]
    rows = [*lines, *islice(items_to_tick(occasions, taken), OFFERS)]
    return sorted(rows, key=lambda row: not row.get("offered")) or [{}]


def lines_of_occasions(grant: Grant, claim: Claim | None) -> list[ClaimLine]:
    """Return the lines of a grant's other claims that name a session or meeting, the latest first. One query."""
    lines = ClaimLine.objects.filter(claim__grant=grant).exclude(claim__state__in=ENDED_CLAIMS)
    lines = lines.exclude(occasion="").exclude(claim=claim.pk if claim else None)
    return list(lines.select_related("claim").order_by("-released_on", "-pk"))


def line_initial(claim: Claim, *, with_school: bool = False) -> list[dict[str, Any]]:
    """Return the lines of a claim as initial data of a formset, where asked with the URN of its school."""
    names = ("released_on", "teacher", "length", "hours", "cost", "occasion")
    school = {"school": claim.school.urn} if with_school else {}
    return [{**school, **{name: getattr(line, name) for name in names}} for line in claim.lines.all()]


def with_known_occasions(claim: Claim, lines: Sequence[NewLine]) -> list[NewLine]:
    """Return new lines of a draft, each with the session or meeting that the same release has already."""
    known = {(line.released_on, line.teacher): line.occasion for line in claim.lines.all()}
    return [replace(line, occasion=known.get((line.released_on, line.teacher), "")) for line in lines]


def occasion_choices(grant: Grant, claim: Claim | None) -> list[OccasionChoice]:
    """Return sessions and meetings as choices, including those that the claim's lines already name."""
    choices = {
        occasion.key: OccasionChoice(
            occasion.key,
            f"{day(occasion.day)} · {occasion.label}",
            occasion.day,
            occasion.people,
            occasion.label,
            occasion.length,
            occasion.days,
        )
        for occasion in list_release_occasions(grant.participation)
    }
    for line in claim.lines.all() if claim else ():
        if line.occasion:
            choices.setdefault(line.occasion, OccasionChoice(line.occasion, line.occasion_words))
    return list(choices.values())


def with_another_row(posted: QueryDict, formset: Any, form_kwargs: dict[str, Any]) -> Any:
    """Return the formset as typed, unvalidated, with an empty row added."""
    probe = formset(posted, prefix="lines", form_kwargs=form_kwargs)
    rows = [{name: posted.get(f"{row.prefix}-{name}", "")[:200] for name in row.fields} for row in probe.forms]
    lines = formset(initial=[*rows, {}], prefix="lines", form_kwargs=form_kwargs)
    lines.forms[len(rows)].is_new = True  # the page puts the focus there
    return lines


def suggest_teachers(schools: Iterable[School], since: date) -> list[str]:
    """Return the names of all Advocates whom the schools have had from `since` to today, each once. One query.

    A release of the autumn names an Advocate who has left since.
    """
    posts = Advocate.objects.during(since, today()).filter(school__in=list(schools))
    names = [post.user.full_name for post in posts.select_related("user").order_by("starts_on", "pk")]
    return list(dict.fromkeys(names))


def claim_form_context(grant: Grant, claim: Claim | None) -> dict[str, Any]:
    """Return the grant's balance and suggested teacher names for the claim form."""
    figures = get_grant_balance(grant)
    own = claim.total if claim and claim.state == ClaimState.QUERIED else 0
    names = suggest_teachers([grant.school], grant.participation.project.year.starts)
    attended = [name for occasion in list_release_occasions(grant.participation) for name in occasion.people]
    return {
        "figures": figures,
        "left": figures.left + own,
        "names": list(dict.fromkeys([*names, *attended])),
        "opened_with": claim.lines_key if claim else "",
        "claimed": lines_of_occasions(grant, claim),
    }


def claim_evidence_context(claim: Claim, user: Reader) -> dict[str, Any]:
    """Return what a decision about a claim is made from: lines, questions, messages, files, balance, the school's evidence.

    `sampled` is the claim's place in an audit sample, with what the school says about its evidence, or None.
    """
    lines = list(claim.lines.all())
    reads_words = may(user, "funding.read_words", claim)
    questions = line_questions(claim, lines) if reads_words else {}
    for line in lines:
        line.question = questions.get(line.pk, "")  # type: ignore[attr-defined]
        line.shown = line.teacher if reads_words else line.initials  # type: ignore[attr-defined]
    files = ClaimFile.objects.readable_by(user).filter(claim=claim, removed_at__isnull=True)
    return {
        "lines": lines,
        "total": sum(line.cost for line in lines),
        "figures": get_grant_balance(claim.grant),
        "school": claim.school,
        "reads_words": reads_words,
        "invoice_question": invoice_question(claim, claim.payee, claim.invoice_number) if reads_words else "",
        "claim_messages": list(
            Message.objects.readable_by(user).filter(claim=claim).select_related("by", "link__user")
        ),
        "files": list(files.exclude(file="", refusal="")),
        "sampled": SampledClaim.objects.readable_by(user)
        .filter(claim=claim)
        .select_related("sample", "reopened_by", "judged_by")
        .first(),
    }


def next_to_decide(user: Reader) -> tuple[str, str] | None:
    """Return the link to the claim that has waited longest for this person's decision, if one waits. One query."""
    claim = claims_in(user, "decide").first()
    return (f"Next claim: {claim}", claim.get_absolute_url()) if claim else None


def decision_context(claim: Claim, user: Reader, evidence: dict[str, Any], buttons: list[PageAction]) -> dict[str, Any]:
    """Return what a person who decides the claim is shown, empty for others: checks, other sums, the next claim.

    One query for those who decide.
    """
    if claim.state != ClaimState.SUBMITTED or not may(user, "funding.approve_claim", claim):
        return {}
    lines, figures = evidence["lines"], evidence["figures"]
    questions = [line.question for line in lines if line.question]
    questions += [evidence["invoice_question"]] if evidence["invoice_question"] else []
    instalment = find_instalment(claim.grant, claim.instalment) if claim.instalment else None
    waiting = list(claims_in(user, "decide").values_list("reference", flat=True))
    others = [reference for reference in waiting if reference != claim.reference]
    place = waiting.index(claim.reference) if claim.reference in waiting else 0
    return {
        "buttons": sorted(buttons, key=lambda button: button.style != PRIMARY),
        "checks": check_claim(claim, lines, figures, questions, instalment),
        "others_waiting": figures.waiting - claim.total,
        "waiting_place": place + 1,
        "waiting_count": len(waiting),
        "next_claim": others[place % len(others)] if others else "",
    }


def claim_detail_context(claim: Claim, user: Reader) -> dict[str, Any]:
    """Return everything that the user can see of a claim: its evidence, buttons, entries, payments, recoveries."""
    buttons, quiet_buttons = split_quiet(CLAIM_BUTTONS.open_to(claim, user, by_items=claim.instalment_id is None))
    accepted = Acceptance.objects.filter(grant=claim.grant).select_related("accepted_by").first()
    evidence = claim_evidence_context(claim, user)
    safe = [button for button in buttons if button.style != DANGER]
    return {
        **evidence,
        "decision": decision_context(claim, user, evidence, safe),
        "buttons": safe,
        "danger_buttons": [button for button in buttons if button.style == DANGER],
        "quiet_buttons": quiet_buttons,
        "may_submit": may(user, "funding.submit_claim", claim),
        "entries": list(claim.entries.select_related("by")),
        "accepted": accepted,
        "conditions": "" if accepted else conditions_for(claim.grant),
        **_after_payment(claim, evidence["sampled"], user),
    }


def _after_payment(claim: Claim, sampled: SampledClaim | None, user: Reader) -> dict[str, Any]:
    """Return a claim's payments and recoveries, each with what this person may do about it and about its sample."""
    recoveries = _recoveries(claim, user)
    for recovery in recoveries:
        buttons = RECOVERY_BUTTONS.open_to(recovery, user)
        recovery.buttons, recovery.quiet_buttons = split_quiet(buttons)  # type: ignore[attr-defined]
    return {
        "sampled_buttons": SAMPLED_BUTTONS.open_to(sampled, user) if sampled else [],
        "recoveries": recoveries,
        "recover_buttons": RECOVER_BUTTONS.open_to(claim, user),
        "payments": list(claim.payments.all()),
    }


def _recoveries(claim: Claim, user: Reader) -> list[Recovery]:
    """Return the claim's recoveries. The school sees only approved ones."""
    recoveries = (
        Recovery.objects.readable_by(user)
        .filter(claim=claim)
        .select_related("requested_by", "agreed_by", "restored_by", "reversed_by")
    )
    if not as_viewer(user).has_role(HUB_READERS):
        recoveries = recoveries.filter(state__in=(RecoveryState.AGREED, RecoveryState.SETTLED))
    return list(recoveries)


def open_questions(*claims: Claim) -> dict[int, tuple[str, str]]:
    """Return (question, explanation so far) for each odd line, by the line's key."""
    claims_with_lines = [(claim, list(claim.lines.all())) for claim in claims]
    explanations = {line.pk: line.explanation for _, lines in claims_with_lines for line in lines}
    return {key: (question, explanations[key]) for key, question in questions_of_each(claims_with_lines).items()}


def conditions_to_accept(drafts: list[Claim]) -> str:
    """Return the conditions that the schools of these drafts have yet to accept, once for each hub."""
    new = {claim.grant.participation.hub_id: claim.grant for claim in drafts if not hasattr(claim.grant, "acceptance")}
    return "\n\n".join(dict.fromkeys(conditions_for(grant) for grant in new.values()))


def claim_tasks(claim: Claim, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps that an unsubmitted claim needs, each with its state."""
    unexplained = sum(1 for line in data["lines"] if line.question and not line.explanation)
    lines = len(data["lines"])
    items = {
        "label": "Items: who was released, when and for what",
        "url": "edit",
        "done": lines > 0,
        "state": counted(lines, "item"),
    }
    return [
        *([] if claim.instalment_id else [items]),
        {"label": "Payee and invoice number", "url": "payee", "done": bool(claim.payee), "state": claim.payee},
        {
            "label": "Attachments",
            "url": "files",
            "done": bool(data["files"]),
            "state": counted(len(data["files"]), "file") if data["files"] else "None needed",
        },
        {
            "label": "Conditions, answers, declaration",
            "url": "check",
            "done": False,
            "state": f"{unexplained} to explain" if unexplained else "To do",
        },
    ]


def own_drafts(user: User, references: list[str]) -> list[Claim]:
    """Return the visible drafts with these references, with their lines."""
    drafts = Claim.objects.visible_to(user).filter(reference__in=references, state=ClaimState.DRAFT)
    drafts = drafts.select_related(
        "grant__participation__school",
        "grant__participation__hub",
        "grant__participation__project",
        "grant__acceptance",
    )
    return list(drafts.prefetch_related("lines").order_by("grant__participation__school__sort_name"))
