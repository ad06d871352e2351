"""Eligibility of a school, from its application."""

from __future__ import annotations

from schools.actions import NewAdvocate, why_not_eligible

from .models import ApplicantAdvocate, Application


def to_new_advocate(advocate: ApplicantAdvocate) -> NewAdvocate:
    """Return an applicant's Advocate as enrolment needs them."""
    return NewAdvocate(
        full_name=advocate.full_name or f"Advocate {advocate.number}",
        email=advocate.email,
        post=advocate.post,
        development_group=advocate.development_group,
        development_year=advocate.development_year,
    )


def why_not(application: Application) -> str:
    """Return why the school cannot take part, as a sentence, or an empty string when it can."""
    advocates = [to_new_advocate(advocate) for advocate in application.advocates.all()]
    return why_not_eligible(application.school, application.call.project, advocates)
