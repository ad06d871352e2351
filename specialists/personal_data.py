"""What Specialists and their assignments hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import Assignment, Specialist, SpecialistHub, SpecialistYear

WHY = "To know who supports which school, and for how many days."
STAYS = "The days of support stay; the name goes with the account."

holds(
    Specialist,
    "Posts as Mastery Specialist",
    why=WHY,
    clears=("telephones",),
    stays=STAYS,
    whole_for=("user",),
)
holds(SpecialistHub, "Hubs of a Specialist", why=WHY, stays=STAYS, whole_for=("specialist__user",))
holds(SpecialistYear, "Days of a Specialist by year", why=WHY, stays=STAYS, whole_for=("specialist__user",))
holds(Assignment, "Schools that a Specialist supports", why=WHY, stays=STAYS, whole_for=("specialist__user",))
