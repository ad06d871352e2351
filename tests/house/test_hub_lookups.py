"""What hangs on a participation follows its own hub: no lookup or attribute goes by the school's present hub.

A school that moves would take its past along: money, reports and completion belong to the hub that enrolled it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from django.apps import apps

from schools.models import Participation

from .sources import modules, short, templates, tree

BY_SCHOOL = "school__hub", "SCHOOL}__hub", ".school.hub", "s.hub_id"
ALLOWED = {
    "schools/posts.py": "finds the schools that have moved away",
    "schools/rules.py": "a school and its people are looked after by its present hub",
    "schools/admin.py": "people of a school, listed by its present hub",
    "devplans/admin/plans.py": "plans are the school's, listed by its present hub",
    "devplans/reminders.py": "loads it for `year_hubs`, which falls back on it",
    "devplans/session_emails.py": "a visit is at the Specialist's home school",
    "schools/hub_merging.py": "emails the people of the schools that pass to the successor",
    "schools/email_parts.py": "an email about an account is signed by the hub that its school belongs to now",
    "specialists/emails.py": "an email about an account is signed by the hub of the Specialist's home school",
    "devplans/emails.py": "a sample is in no database",
    "sustaining/onboarding/known.py": "a list enrols schools that belong to the hub now",
    "sustaining/privacy/notices.py": "a notice is that of the hub that people belong to now",
    "sustaining/rolling/matching.py": "next year is with the hub that the school belongs to now",
    "sustaining/rolling/querysets.py": "loads it for the pages of next year",
    "sustaining/rolling/selectors.py": "a school that has moved is not proposed next year",
}
"""Where the school's present hub is meant, and why."""


def _lookups() -> Iterator[tuple[str, int]]:
    for path in modules():
        if "migrations" in path.parts or "sampledata" in path.parts:
            continue
        for node in ast.walk(tree(path)):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            text = node.arg or "" if isinstance(node, ast.keyword) else text
            text = ast.unparse(node) if isinstance(node, ast.Attribute | ast.JoinedStr) else text
            if any(text.endswith(part) or f"{part}__" in text or f"{part}_id" in text for part in BY_SCHOOL):
                yield short(path), getattr(node, "lineno", 0)


def test_lookups_by_the_schools_present_hub_are_only_where_it_is_meant():
    breaches = [f"{name}:{line}" for name, line in _lookups() if name not in ALLOWED]
    assert breaches == [], (
        "follow the hub of the participation (`participation__hub`, `year_hub`), or say why not above"
    )


def test_allowed_modules_still_look_up_the_present_hub():
    assert set(ALLOWED) - {name for name, _ in _lookups()} == set()


def test_no_template_reaches_the_present_hub_through_a_participation():
    ways = (".participation.school.hub", "claim.school.hub", "grant.school.hub", "session.school.hub")
    assert [short(path) for path in templates() if any(way in path.read_text() for way in ways)] == []


def test_every_model_below_a_participation_is_scoped_by_it():
    """A model that points to a row with a participation, and is scoped at all, must not be scoped by the school."""
    wrong = []
    for model in apps.get_models():
        queryset = getattr(model._default_manager, "_queryset_class", None)
        path = getattr(queryset, "path", "")
        if getattr(queryset, "listed", "") == "school_data" and "participation" in path.split("__"):
            wrong.append(model._meta.label)
    assert wrong == []
    assert Participation.objects.all().listed == "participations"
