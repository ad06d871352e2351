"""A department evaluates itself on a phone, adds what is low to its plan, and the hub compares, at both widths."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sustaining.casework.models import SelfEvaluation, SelfEvaluationHeading
from tests.browser.test_next_year import look_at_both_widths

pytestmark = [pytest.mark.browser, pytest.mark.tour, pytest.mark.django_db(transaction=True)]


def test_department_submits_its_start_and_adds_it_to_the_plan(demo, visit):
    row = SelfEvaluation.objects.get(written_by__email="advocate@demo.example", submitted_at__isnull=True)
    page = reverse("casework:self-evaluation", args=[row.participation_id])
    advocate = visit(390).sign_in("advocate@demo.example").go(page)
    advocate.sees("Draft")
    look_at_both_widths(advocate, "self-evaluation")
    advocate.press("Change self-evaluation")
    look_at_both_widths(advocate, "self-evaluation-form")
    advocate.press("Submit self-evaluation").sees("There is a problem", "Choose a level from 1 to 4 for")
    look_at_both_widths(advocate, "self-evaluation-errors")
    for heading in SelfEvaluationHeading.objects.in_use(row.participation.project.academic_year):
        advocate.page.locator(f"[name=level_{heading.pk}][value='2']").check()
    advocate.press("Submit self-evaluation").sees("Self-evaluation submitted.", "headings at level 1 or 2")
    look_at_both_widths(advocate, "self-evaluation-submitted")
    advocate.press("Add to the development plan").sees("Evidence of students’ needs")
    look_at_both_widths(advocate, "self-evaluation-evidence")


def test_hub_compares_the_self_evaluations_of_its_schools(demo, visit):
    lead = visit(390).sign_in("lead@demo.example").go(reverse("casework:self-evaluations"))
    lead.sees("submitted for the start of the year")
    look_at_both_widths(lead, "self-evaluations")
