"""The demo's call for next year: applications in every state, and one that is being written."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from schools.models import School
from sustaining.accounts.models import User
from sustaining.applications import actions, form_sections
from sustaining.applications.actions import decisions
from sustaining.applications.choices import Decision, QuestionKind
from sustaining.applications.links import applicant_address
from sustaining.applications.models import Application, Call
from sustaining.common.clock import london_day
from sustaining.outbox.links import mint_shown

from . import cast

if TYPE_CHECKING:
    from .build import Builder


class DemoApplication(NamedTuple):
    """A school that applies: how far it has come, and whether its Advocates and head are as they must be."""

    urn: int
    name: str
    town: str
    comes_to: str
    days_ago: int
    priorities: str
    hopes: str
    agreed: bool = True
    has_group: bool = True


LONDON = timezone.get_default_timezone()
RATIO = (
    "Ratio and proportion across Years 7 to 9: our units don’t build on each other, and it shows in students’ books."
)
TALK = "Mathematical talk. Students wait to be told the method; we want them to say what they notice and why it works."
FLUENT = "Fluency with number on entry. A third of Year 7 still count on their fingers for times tables."
PLANS = [
    DemoApplication(910501, "Alder Bank School", "Skipton", "submitted", 12, RATIO, "A sequence planned together a term."),
    DemoApplication(910502, "Brackenfield Academy", "Keighley", "submitted", 9, TALK, "Time to plan together.", agreed=False),
    DemoApplication(910503, "Cobden Street School", "Bradford", "submitted", 6, FLUENT, "One shared start.", has_group=False),
    DemoApplication(910504, "Dalesway College", "Settle", "submitted", 3, TALK, "Five teachers who lead, not two."),
    DemoApplication(910505, "Elmwood Girls’ School", "Leeds", "offer", 14, RATIO, "A scheme of work to teach from."),
    DemoApplication(910508, "Hebden Row School", "Leeds", "accept", 15, TALK, "Students who explain to each other."),
    DemoApplication(910506, "Farfield High School", "Ilkley", "waitlist", 13, FLUENT, "Confidence with algebra by Year 9."),
    DemoApplication(910507, "Grange Moor Academy", "Otley", "draft", 2, TALK, ""),
]  # fmt: skip


def call_for_next_year(builder: Builder) -> None:
    """Open next year's project early, with questions of the hub's own, and let schools apply."""
    project = builder.project.rolled_forward()
    project.save()
    call = decisions.open_call(
        builder.hub,
        project=project,
        places=4,
        opens_at=builder.moment(20, 9),
        closes_at=datetime.combine(builder.day(-42), time(17), tzinfo=LONDON),
        words="We read applications as they arrive, and will email every school by the end of January.",
        by=builder.hubadmin,
        now=builder.moment(21),
    )
    for wording, kind, choices in (
        ("Which examination board does the school use at GCSE?", QuestionKind.CHOICE, ["AQA", "Edexcel", "OCR"]),
        ("How many teachers of mathematics are there?", QuestionKind.NUMBER, []),
    ):
        decisions.add_question(
            call, words=wording, kind=kind, choices=choices, by=builder.hubadmin, now=builder.moment(21)
        )
    for plan in PLANS:
        _apply(builder, call, plan)


def _apply(builder: Builder, call: Call, plan: DemoApplication) -> None:
    school: School = cast.school(plan.urn, plan.name, plan.town, builder.hub)
    site, then = User.objects.system(), max(builder.moment(plan.days_ago), call.opens_at or builder.now)
    applicant, head, *advocates = (next(builder.names) for _ in range(4))
    application = actions.begin_application(
        call, school=school, contact_name=applicant, contact_email=f"apply.{plan.urn}@demo.example", by=site, now=then
    )
    actions.save_texts(
        application,
        leader_name=applicant,
        leader_email=f"lead.{plan.urn}@demo.example",
        worked_before=f"A Development Work Group of {builder.hub} from 2023.",
        priorities=plan.priorities,
        hopes=plan.hopes,
        focus="abc"[plan.urn % 3],
        by=site,
        now=then,
    )
    for number, name in enumerate(advocates, start=1):
        group = {"development_group": f"NCP23-12, {builder.hub}", "development_year": 2023} if plan.has_group else {}
        address = f"apply{number}.{plan.urn}@demo.example"
        actions.save_advocate(
            application, number=number, full_name=name, email=address, experience=3 + number, **group, by=site, now=then
        )
    if plan.comes_to != "draft":
        _submit_application(builder, application, plan, head)


def _submit_application(builder: Builder, application: Application, plan: DemoApplication, head: str) -> None:
    site, then = User.objects.system(), max(builder.moment(plan.days_ago, 15), application.begun_at)
    questions = form_sections.current_questions(application)
    answers = dict(zip(questions, ("AQA", "9"), strict=True))
    actions.save_answers(application, answers=answers, by=site, now=then)
    address = f"head.{plan.urn}@demo.example"
    application = actions.save_texts(application, head_name=head, head_email=address, by=site, now=then)
    application = actions.ask_head(application, by=site, now=then)
    if plan.agreed:
        application = actions.answer_as_head(application, agrees=True, by=site, now=then)
    missing = form_sections.missing_sections(Application.objects.get(pk=application.pk))
    application = actions.submit_application(
        application, missing=missing, declared_by=application.contact_name, by=site, now=then
    )
    if plan.comes_to != "submitted":
        _decide(builder, application, plan.comes_to, max(builder.moment(1, 9), then))


def _decide(builder: Builder, application: Application, comes_to: str, then: datetime) -> None:
    decision = comes_to if comes_to in Decision.values else Decision.OFFER
    decisions.decide(
        application.call,
        applications=[application],
        decision=decision,
        answer_by=london_day(builder.now) + timedelta(days=12) if decision == Decision.OFFER else None,
        by=builder.lead,
        now=then,
    )
    if comes_to == "accept":
        actions.accept_offer(application, by=User.objects.system(), now=then)


def draft_link(now: datetime) -> str:
    """Make a link to the application that is being written."""
    application = Application.objects.get(school__urn=PLANS[-1].urn)
    return mint_shown(applicant_address(application), to=application.contact_email, now=now)
