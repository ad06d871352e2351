"""An existing plan is brought in on a phone: uploaded from Word, corrected, added, and undone as a whole."""

from __future__ import annotations

import pytest

from sustaining.common.file_checks import check_waiting_files
from tests.devplans.plan_files import HEADINGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.tour)])
def test_word_document_is_checked_added_and_undone(cast, visit, width):
    plan = cast.school.plan
    advocate = visit(width).sign_in(cast.advocate.email).go(plan.get_absolute_url())
    advocate.press("Bring in an existing plan")
    advocate.page.get_by_label("Or choose a Word document").set_input_files(
        {"name": "plan.docx", "mimeType": WORD, "buffer": HEADINGS}
    )
    advocate.press("Check plan").sees("Checking your file")
    check_waiting_files()  # as the worker does
    advocate.page.get_by_role("link", name="Check again").click()
    advocate.sees("Nothing has been added yet")
    advocate.page.get_by_label("Text of part 3").fill("f" * 151)
    advocate.press("Add to the plan").sees("There is a problem", "Aim must be 150 characters or fewer")
    advocate.page.get_by_label("Text of part 3").fill("Fluency with proportion")
    advocate.press("Add to the plan").sees("2 aims, 3 actions and 1 section added to the plan", "Still to add")
    assert [aim.title for aim in plan.aims.in_plan()] == ["Fluency with proportion", "Mathematical talk"]
    advocate.press("Undo import").sees("removed from the plan")
    assert plan.aims.in_plan().count() == 0
