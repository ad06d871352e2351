"""Who can take part, worked out from what an application says."""

from __future__ import annotations

from schools.actions import NewAdvocate, why_not_eligible

from .models import ApplicantAdvocate, Application


def as_new_advocate(named: ApplicantAdvocate) -> NewAdvocate:
    """An applicant's Advocate in the words of enrolment."""
    return NewAdvocate(
        full_name=named.full_name or f"Advocate {named.number}",
        email=named.email,
        post=named.post,
        development_group=named.development_group,
        development_year=named.development_year,
    )


def why_not(application: Application) -> str:
    """A sentence that says why the school cannot take part as it applies; empty when it can."""
    advocates = [as_new_advocate(named) for named in application.advocates.all()]
    return why_not_eligible(application.school, application.call.project, advocates)
