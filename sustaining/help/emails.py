"""The email that reports a problem with the site."""

from __future__ import annotations

from django.conf import settings

from sustaining.outbox.kinds import Category, Context, EmailKind, Variable, register
from sustaining.outbox.parts import SampleHub

from .actions import Problem


def _page_address(context: Context) -> str:
    """Return the address of the page, whole where it is one of ours."""
    page: str = context["problem"].page
    return settings.SITE_URL + page if page.startswith("/") else page


def sample_problem_report() -> Context:
    """Return a sample of the context that `report_problem` gives."""
    problem = Problem(
        text="The Save button does nothing.",
        page="/plans/940000/",
        request_id="4f1c2a7be0d94c55a3b6",
        name="Nina Rivermead",
        email="nina@school.example",
    )
    return {"person": None, "about": None, "problem": problem, "hub": SampleHub(), "reply_to": problem.email}


register(
    EmailKind(
        name="problem_report",
        area="Accounts",
        title="Problem reported",
        goes_when="when someone reports a problem with the site",
        category=Category.REQUIRED,
        reason="Someone needs help and is waiting for an answer.",
        variables=(
            Variable("text", "what the person wrote", lambda context: context["problem"].text),
            Variable("page", "the page’s address", _page_address),
            Variable(
                "request_id", "the number by which the log is searched", lambda context: context["problem"].request_id
            ),
            Variable("reporter", "who reported it", lambda context: context["problem"].name),
            Variable("email", "their email address", lambda context: context["problem"].email),
        ),
        sender=lambda context: context["hub"],
        sample=sample_problem_report,
        always_true="A problem that was reported stays reported.",
    )
)
