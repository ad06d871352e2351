"""What applications hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import Answer, ApplicantAdvocate, Application, Interest, Note

WHY = "To decide about places on the programme."
CLEARED = ("applications", "accepted applications")
APPLICANTS = ("application__contact_email", "application__leader_email", "application__head_email")

holds(
    Application,
    "Applications",
    why=WHY,
    clears=CLEARED,
    names=("contact_name", "leader_name", "head_name", "declared_by"),
)
holds(
    ApplicantAdvocate,
    "People named in applications as Advocates",
    why=WHY,
    clears=CLEARED,
    names=("full_name",),
)
holds(Answer, "Answers to a hub’s own questions", why=WHY, clears=CLEARED, addresses=APPLICANTS)
holds(Note, "Notes about applications", why=WHY, clears=CLEARED, addresses=APPLICANTS, is_checked_first=True)
holds(Interest, "Addresses left for news", why="To write once, when applications open.", clears=("interests",))
