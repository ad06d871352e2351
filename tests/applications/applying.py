"""Applications in any state, made by the product's own actions."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from schools.models import Hub, Project, School
from sustaining.accounts.models import User
from sustaining.applications import actions, form_sections
from sustaining.applications.actions import decisions
from sustaining.applications.models import Application, Call
from tests.factories import SchoolFactory


def without_request_id(page: bytes) -> str:
    """Return a page without the number of its request, which is another one each time."""
    return re.sub(r"id=[0-9a-f]{20}", "id=", page.decode())


def open_call(hub: Hub, project: Project, *, by: User, now: datetime, places: int = 2) -> Call:
    """Return a call that opened yesterday and closes in three weeks."""
    return decisions.open_call(
        hub,
        project=project,
        places=places,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=21),
        by=by,
        now=now,
    )


def begin(call: Call, now: datetime, *, school: School | None = None, email: str = "ida@demo.example") -> Application:
    """Return a new draft."""
    school = school or SchoolFactory(hub=call.hub)
    site = User.objects.system()
    return actions.begin_application(
        call, school=school, contact_name="Ida Moor", contact_email=email, by=site, now=now
    )


def fill(application: Application, now: datetime, *, group: str = "NCP22-12") -> Application:
    """Fill in every section and ask the headteacher."""
    site = User.objects.system()
    year = 2022 if group else None
    number = application.pk
    actions.save_texts(
        application,
        leader_name="Lee Frost",
        leader_email=f"lee{number}@demo.example",
        priorities="Ratio in Year 8.",
        hopes="Reasoning in every lesson.",
        focus="a",
        head_name="Hazel Dunn",
        head_email=f"head{number}@demo.example",
        by=site,
        now=now,
    )
    for place, name in ((1, "Una Bright"), (2, "Dev Malik")):
        actions.save_advocate(
            application,
            number=place,
            full_name=name,
            email=f"advocate{place}.{number}@demo.example",
            development_group=group,
            development_year=year,
            by=site,
            now=now,
        )
    application = Application.objects.get(pk=application.pk)
    return actions.ask_head(application, by=site, now=now)


def submit(application: Application, now: datetime, *, agrees: bool = True) -> Application:
    """Submit the application; the headteacher agrees unless told otherwise."""
    site = User.objects.system()
    if agrees:
        application = actions.answer_as_head(application, agrees=True, by=site, now=now)
    missing = form_sections.missing_sections(Application.objects.get(pk=application.pk))
    return actions.submit_application(application, missing=missing, declared_by="Ida Moor", by=site, now=now)


def submitted(call: Call, now: datetime, **fields: object) -> Application:
    """Return a complete application at the hub."""
    return submit(fill(begin(call, now, **fields), now), now)  # type: ignore[arg-type]
