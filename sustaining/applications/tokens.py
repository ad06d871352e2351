"""Links that let people in without an account: the applicant's to their form, the head's to their agreement."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import Application

APPLICANT = "sustaining.applications.applicant"
HEAD = "sustaining.applications.head"


def applicant_token(application: Application) -> str:
    """What stands in the applicant's address; good for as long as the application is kept."""
    return signing.Signer(salt=APPLICANT).sign_object([application.pk, application.contact_email])


def applicant_link(application: Application) -> str:
    """The applicant's absolute address."""
    return settings.SITE_URL + reverse("applications:tasks", args=[applicant_token(application)])


def head_link(application: Application) -> str:
    """The head's absolute address; another head's address makes it a dead one."""
    token = signing.Signer(salt=HEAD).sign_object([application.pk, application.head_email])
    return settings.SITE_URL + reverse("applications:agreement", args=[token])


def application_by(token: str) -> Application | None:
    """The application that an applicant's token opens, or None."""
    return _opened(token, APPLICANT, "contact_email")


def application_for_head(token: str) -> Application | None:
    """The application that a head's token opens, or None."""
    return _opened(token, HEAD, "head_email")


def _opened(token: str, salt: str, field: str) -> Application | None:
    try:
        pk, email = signing.Signer(salt=salt).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    found = Application.objects.filter(pk=pk, **{field: email})
    return found.select_related("school", "call__hub", "call__project").first()
