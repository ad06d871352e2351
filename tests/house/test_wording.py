"""No sentence that people read has a habit that docs/content.md warns of, and no form says that a field is required."""

from __future__ import annotations

import pytest
from django import forms

from tests.house.sources import tree
from tests.house.wording import collect_phrases, find_habits, python_phrases, template_phrases

EXCUSED = {
    ("schools/roster_rows.py", "E-mail address"): "the heading of lists that were downloaded before",
    ("templates/documents/mark.typ", "// The line"): "a comment",
    ("templates/schools/enrol.html", "First Second"): "two alternatives of a condition",
    ("sustaining/accounts/models.py", "PERFORM pg_advisory_xact_lock"): "SQL of a trigger",
}
"""Strings that are let alone, by file and beginning, with the reason."""
SCHOOLS = ("Castle Hill Academy", "Dene Park Academy")


def test_no_sentence_has_a_habit_of_translated_text():
    wrong = [
        f"{phrase.place}: {problem}"
        for phrase in collect_phrases()
        if not phrase.text.startswith(SCHOOLS) and not _is_excused(phrase)
        for problem in find_habits(phrase.text)
        if not (is_guide(phrase.place) and problem.endswith("Enter, Select or Choose"))  # in a guide it is no error
    ]
    assert wrong == []


def is_guide(place: str) -> bool:
    """Return whether a place is a help guide or *What's new*, which people read as pages."""
    return place.endswith(".md")


def _is_excused(phrase) -> bool:
    return any(phrase.place.startswith(file) and phrase.text.startswith(text) for file, text in EXCUSED)


def test_every_kind_of_source_is_collected():
    places = {phrase.place.split(":")[0] for phrase in collect_phrases()}
    assert {"templates/500.html", "templates/email/handover.txt", "templates/email/handover.subject"} <= places
    assert {"funding/rules.py", "funding/choices.py", "funding/forms/claims.py", "static/js/queue-notice.js"} <= places
    assert {"sustaining/help/guides/advocate.md", "CHANGELOG.md"} <= places
    assert len(places) > 400


@pytest.mark.parametrize(
    "text",
    [
        "Mend the words first.",
        "Claim 7 is asked back",
        "Hand in the application",
        "Some are drawn by lot",
        "Whoever has the link",
        "Somebody else releases it.",
        "Nobody has been told of it.",
        "93 in 100 came",
        "5 km away",
        "This field is required.",
        "Kept.",
        "Send an e-mail",
        "Judge",
        "Tick the declaration",
        "It was called off",
        "Write the date like 4/11/2026.",
        "j F Y, H:i",
        "Request Code Again Now",
        "%d %B %Y",
        "It comes up on the desk on that day.",
        "2027/28 is no longer proposed to the school.",
        "Nina Hartwell leaves already.",
        "No school of yours has this URN.",
        "Enter a time that is still to come.",
        "Please let us know whether you are coming.",
        "Robin supports this school for for 3 days.",
        "Untick any school that you don’t want to ask.",
        "Bring in attendance of meetings gone by",
        "It then counts in no figure.",
        "They were told the date after this was due.",
        "Personal data goes when its time is over.",
        "The other side accepts one of the dates.",
        "Every figure leads to the records behind it.",
        "Organize the meeting at the center.",
    ],
)
def test_habit_is_reported(text):
    assert find_habits(text)


@pytest.mark.parametrize(
    "text",
    ["Enter the date, for example 4/11/2026.", "Teaching for Mastery", "Mastery Specialists", "We recommend a break."],
)
def test_plain_sentence_is_not_reported(text):
    assert find_habits(text) == []


def test_texts_attributes_and_arguments_of_a_template_are_collected():
    source = (
        '<p aria-label="Pages">One {% if x %}two{% endif %}</p>{% tag "Not paid" "go" %}{# a note #}<script>no</script>'
    )
    assert set(template_phrases(source)) == {"Pages", "One two", "Not paid"}


def test_docstrings_and_log_messages_are_not_collected(tmp_path):
    path = tmp_path / "module.py"
    path.write_text(
        '"""A docstring."""\nlogger.info("A log message")\nlabel = "A label"\nname = f"Claim {number} paid"\n'
    )
    assert [text for _, text in python_phrases(tree(path))] == ["A label", "Claim {…} paid"]


def test_no_form_says_that_a_field_is_required():
    class Form(forms.Form):
        name = forms.CharField(label="Name of the school")

    assert Form({}).errors["name"] == ["Enter the name of the school."]
