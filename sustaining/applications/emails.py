"""Emails about applications. Applicants and headteachers have no account yet, so each email carries a personal link."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from schools import samples
from schools.email_parts import hub_staff
from sustaining.common.clock import london_day
from sustaining.common.money import format_round_pounds
from sustaining.common.templatetags.sustaining import long_day, long_when
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Facts, StillTrue, Variable, register

from .choices import ApplicationState, HeadAnswer
from .models import Application, Call, Interest
from .reminders import application_closing, applications_open, offer_unanswered

AREA = "Applications"
OPEN_STATES = (
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.OFFERED,
    ApplicationState.WAITLISTED,
)
HEAD_ANSWER_LABELS = {HeadAnswer.AGREED: "agreed", HeadAnswer.REFUSED: "not agreed yet"}
TO_APPLICANTS = "An applicant has no account; this email tells them the decision and takes them back to the form."


def _format_moment(moment: datetime | None) -> str:
    return long_when(moment) if moment else ""


def _head_hint(context: Context) -> str:
    is_agreed = context["application"].head_answer == HeadAnswer.AGREED
    return "" if is_agreed else "A place can be offered once the headteacher has agreed."


PROJECT_VARIABLES = (
    Variable("project", "the project’s title", lambda context: context["project"].title),
    Variable("code", "the project’s code", lambda context: context["project"].code),
    Variable("year", "the academic year", lambda context: context["project"].year),
)
APPLICANT_VARIABLES = (
    Variable("name", "the applicant’s name", lambda context: context["application"].contact_name),
    Variable("school", "the school", lambda context: context["school"]),
    *PROJECT_VARIABLES,
    Variable("hub", "your hub", lambda context: context["application"].call.hub),
    Variable("head", "the headteacher", lambda context: context["application"].head_name),
    Variable("grant", "the grant, if the project gives one", lambda context: _grant(context)),
)
CLOSES = Variable(
    "closes", "when applications close", lambda context: _format_moment(context["application"].call.closes_at)
)
ANSWER_BY = Variable("answer_by", "the date by which to reply", lambda context: _answer_by(context))
HUB_MESSAGE = Variable("words", "your message to the school with the decision", lambda context: context["message"])


def _answer_by(context: Context) -> str:
    """Return the day to answer by. A preview takes the proposed day from the context."""
    answer_by = context.get("answer_by") or context["application"].answer_by
    return long_day(answer_by) if answer_by else ""


def _grant(context: Context) -> str:
    amount = context["project"].release_grant
    return format_round_pounds(amount) if amount else ""


def _link(label: str) -> tuple[Button, ...]:
    return (Button(label, lambda context: context["link"]),)


def sample_interest() -> Context:
    """Return a sample context of an address that is left."""
    link = settings.SITE_URL + reverse("applications:confirm-interest", args=["sample"])
    interest = Interest(pk=1, project=samples.PROJECT, hub=samples.HUB, email="ines@castlehill.example")
    return {"person": None, "about": None, "interest": interest, "project": samples.PROJECT, "link": link}


def is_still_unconfirmed(facts: Facts, now: datetime) -> bool:
    """Return whether the address is still kept and waits to be confirmed."""
    return Interest.objects.filter(pk=facts["interest"], confirmed_at__isnull=True).exists()


def sample_application(**fields: Any) -> Context:
    """Return a sample context. Its application is not saved."""
    call = Call(pk=1, hub=samples.HUB, project=samples.PROJECT, places=12, closes_at=samples.moment(12, 11, 17))
    application = Application(
        pk=1,
        call=call,
        school=samples.SCHOOL,
        contact_name="Ines Abara",
        contact_email="ines@castlehill.example",
        head_name="Ruth Oyelaran",
        head_answer=HeadAnswer.REFUSED,
        head_words="Not before the inspection.",
        submitted_at=samples.moment(11, 20, 11),
        answer_by=date(2027, 1, 15),
    )
    return {
        "person": None,
        "application": application,
        "call": call,
        "school": samples.SCHOOL,
        "project": samples.PROJECT,
        "about": application,
        "message": "We look forward to working with you.",
        "why_not": "Castle Hill Academy is proposed to close in the register.",
        "link": settings.SITE_URL + reverse("applications:tasks", args=["sample"]),
        "was": "offered a place",
        "reason": "The offer was meant for another school.",
        **fields,
    }


def _sample_agreement() -> Context:
    return sample_application(link=settings.SITE_URL + reverse("applications:agreement", args=["sample"]))


def still_in_state(*states: ApplicationState) -> StillTrue:
    """Return a `still_true` check that passes while the application is in one of these states."""

    def still_true(facts: Facts, now: datetime) -> bool:
        return Application.objects.filter(pk=facts["application"], state__in=states).exists()

    return still_true


def is_head_still_asked(facts: Facts, now: datetime) -> bool:
    """Return whether the application is open and the headteacher has not answered this request."""
    waiting = Application.objects.filter(pk=facts["application"], state__in=OPEN_STATES, head_answer=HeadAnswer.NONE)
    return waiting.filter(head_asked_at=datetime.fromisoformat(facts["asked_at"])).exists()


def is_still_heads_answer(facts: Facts, now: datetime) -> bool:
    """Return whether the headteacher's latest answer is the one that the email reports."""
    return Application.objects.filter(
        pk=facts["application"], state__in=OPEN_STATES, head_answer=facts["answer"]
    ).exists()


def can_still_apply(facts: Facts, now: datetime) -> bool:
    """Return whether applications are open, and the person still waits for the news and has not begun to apply."""
    interest = Interest.objects.filter(pk=facts["interest"]).first()
    call = Call.objects.open_at(now).filter(pk=facts["call"]).first()
    if interest is None or call is None:
        return False
    return not Application.objects.filter(call=call, contact_email__iexact=interest.email).exists()


def is_still_draft(facts: Facts, now: datetime) -> bool:
    """Return whether the application is a draft, and still closes at the time in the reminder."""
    closes_at = datetime.fromisoformat(facts["closes_at"])
    drafts = Application.objects.filter(pk=facts["application"], state=ApplicationState.DRAFT)
    return closes_at > now and drafts.filter(call__closes_at=closes_at).exists()


def is_offer_still_open(facts: Facts, now: datetime) -> bool:
    """Return whether the place is still offered, with the answer day that the email names."""
    offered = Application.objects.filter(pk=facts["application"], state=ApplicationState.OFFERED)
    has_day = facts["answer_by"] is not None
    is_over = has_day and facts["answer_by"] < london_day(now).isoformat()
    return not is_over and offered.filter(answer_by=facts["answer_by"]).exists()


def _kind(name: str, title: str, goes_when: str, *variables: Variable, **fields: Any) -> EmailKind:
    fields.setdefault("category", Category.REQUIRED)
    fields.setdefault("sample", sample_application)
    if fields["category"] is Category.REQUIRED:
        fields["reason"] = TO_APPLICANTS
    return EmailKind(
        name=name,
        area=AREA,
        title=title,
        goes_when=goes_when,
        variables=(*APPLICANT_VARIABLES, *variables),
        seen_by=(hub_staff,),
        **fields,
    )


def get_hub(context: Context) -> Any:
    """Return the hub that receives the application."""
    return context["application"].call.hub


register(
    _kind(
        "application_begun",
        "Link to an application",
        "to an applicant when they begin, or ask for the link again",
        CLOSES,
        buttons=_link("Continue the application"),
        facts=("application",),
        still_true=still_in_state(ApplicationState.DRAFT),
        hub=get_hub,
    ),
    _kind(
        "application_submitted",
        "Application submitted",
        "to an applicant when they submit the application",
        Variable(
            "submitted", "when it was submitted", lambda context: _format_moment(context["application"].submitted_at)
        ),
        Variable("head_hint", "a sentence while the headteacher has not agreed", _head_hint),
        Variable("why_not", "why the school is not eligible", lambda context: context["why_not"]),
        buttons=_link("View your application"),
        facts=("application",),
        still_true=still_in_state(*OPEN_STATES, ApplicationState.ACCEPTED, ApplicationState.DECLINED),
        hub=get_hub,
    ),
    _kind(
        "application_accepted",
        "Place accepted",
        "to an applicant when they accept the place",
        buttons=_link("View your application"),
        facts=("application",),
        still_true=still_in_state(ApplicationState.ACCEPTED),
        hub=get_hub,
    ),
    _kind(
        "application_offer",
        "Place offered",
        "to an applicant when a place is offered",
        ANSWER_BY,
        HUB_MESSAGE,
        buttons=_link("Accept the place"),
        facts=("application", "answer_by"),
        still_true=is_offer_still_open,
        hub=get_hub,
    ),
    _kind(
        "application_waitlist",
        "Waiting list",
        "to an applicant when the school is put on the waiting list",
        HUB_MESSAGE,
        buttons=_link("View your application"),
        sample=lambda: sample_application(
            message="We expect to hear from all schools with an offer by 15 January 2027."
        ),
        facts=("application",),
        still_true=still_in_state(ApplicationState.WAITLISTED),
        hub=get_hub,
    ),
    _kind(
        "application_decline",
        "No place",
        "to an applicant when no place can be offered",
        HUB_MESSAGE,
        buttons=_link("View your application"),
        sample=lambda: sample_application(
            message="More schools applied than we have places. Please apply again next year."
        ),
        facts=("application",),
        still_true=still_in_state(ApplicationState.DECLINED),
        hub=get_hub,
    ),
    _kind(
        "application_reconsidered",
        "Application being reconsidered",
        "to an applicant when the hub reverses its decision, or a withdrawal",
        Variable("was", "the earlier outcome", lambda context: context["was"]),
        Variable("reason", "the reason given", lambda context: context["reason"]),
        buttons=_link("View your application"),
        facts=("application",),
        still_true=still_in_state(ApplicationState.SUBMITTED),
        hub=get_hub,
    ),
    _kind(
        "application_closing",
        "Application closes soon",
        "a week before applications close, if the application has not been submitted",
        CLOSES,
        Variable("closing_day", "the last day", lambda context: long_day(context["application"].call.closes_at)),
        category=Category.REMINDER,
        buttons=_link("Continue the application"),
        facts=("application", "closes_at"),
        still_true=is_still_draft,
        occasions=application_closing,
        hub=get_hub,
    ),
    _kind(
        "offer_unanswered",
        "Offer not answered",
        "three days before the deadline to accept an offer",
        ANSWER_BY,
        category=Category.REMINDER,
        buttons=_link("Accept the place"),
        facts=("application", "answer_by"),
        still_true=is_offer_still_open,
        occasions=offer_unanswered,
        hub=get_hub,
    ),
    _kind(
        "head_agreement",
        "Headteacher’s agreement",
        "to the headteacher when the applicant asks for their agreement",
        sample=_sample_agreement,
        buttons=_link("Answer the request"),
        facts=("application", "asked_at"),
        still_true=is_head_still_asked,
        hub=get_hub,
    ),
    _kind(
        "head_answered",
        "Headteacher’s answer",
        "to an applicant when the headteacher has agreed or declined",
        Variable(
            "answer",
            "agreed or declined",
            lambda context: HEAD_ANSWER_LABELS.get(context["application"].head_answer, ""),
        ),
        Variable("head_words", "the headteacher’s comment", lambda context: context["application"].head_words),
        buttons=_link("View your application"),
        facts=("application", "answer"),
        still_true=is_still_heads_answer,
        hub=get_hub,
    ),
    EmailKind(
        name="interest_confirm",
        area=AREA,
        title="Confirm your address",
        goes_when="when someone leaves an address to hear when applications open",
        category=Category.REQUIRED,
        reason="We send nothing else to an address until its owner has confirmed it.",
        variables=PROJECT_VARIABLES,
        buttons=(Button("Confirm my address", lambda context: context["link"]),),
        sample=sample_interest,
        facts=("interest",),
        still_true=is_still_unconfirmed,
        hub=lambda context: context["interest"].hub,
    ),
    EmailKind(
        name="applications_open",
        area=AREA,
        title="Applications are open",
        goes_when="once, to everyone who left an address, when applications open",
        category=Category.NEWS,
        variables=(
            *PROJECT_VARIABLES,
            Variable("hub", "your hub", lambda context: context["call"].hub),
            Variable("closes", "when applications close", lambda context: _format_moment(context["call"].closes_at)),
        ),
        buttons=(
            Button(
                "Read more and apply",
                lambda context: settings.SITE_URL + reverse("applications:project", args=[context["project"].code]),
            ),
        ),
        sample=sample_application,
        facts=("call", "interest"),
        still_true=can_still_apply,
        occasions=applications_open,
        hub=lambda context: context["call"].hub,
        seen_by=(hub_staff,),
    ),
)
