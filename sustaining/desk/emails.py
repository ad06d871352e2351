"""The desk's kind of email: the weekly summary."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from schools import samples
from sustaining.common.clock import london_day
from sustaining.common.todo import Coming, Todo
from sustaining.outbox.kinds import Button, Category, Context, EmailKind, Variable, register
from sustaining.outbox.parts import READER

from .weekly_summary import KIND, Summary, is_still_theirs, weekly_summaries


def _sample() -> Context:
    monday = samples.moment(11, 23)
    task = Todo("1 claim to decide", "Castle Hill Academy: £250.00", "Review claim", "/claims/", monday)
    meeting = Coming(london_day(monday + timedelta(days=2)), "Work Group B, meeting 2", "", "/", samples.moment(11, 25))
    summary = Summary([task], [meeting], ["2 sessions logged: Castle Hill Academy · Dene Park Academy"])
    return {"person": samples.READER, "about": samples.SCHOOL, "summary": summary, "hub": samples.HUB}


register(
    EmailKind(
        name=KIND,
        area="Desk",
        title="Weekly summary",
        goes_when="on Monday mornings, to people who asked for it, when there is anything to report",
        category=Category.SUMMARY,
        variables=(
            *READER,
            Variable("headline", "how many tasks and dates there are", lambda context: context["summary"].headline),
            Variable("opening", "the same as a sentence", lambda context: context["summary"].opening),
            Variable("summary", "tasks, dates and changes", lambda context: context["summary"].text),
        ),
        buttons=(
            Button("Open your tasks", lambda context: settings.SITE_URL + reverse("desk:home")),
            Button(
                "Email settings",
                lambda context: settings.SITE_URL + reverse("outbox:choices"),
                is_main=False,
                is_link=True,
            ),
        ),
        hub=lambda context: context["hub"],
        sample=_sample,
        facts=("week",),
        still_true=is_still_theirs,
        occasions=weekly_summaries,
    )
)
