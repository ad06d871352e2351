"""The columns of lists of what a hub did before it used the site, and their templates. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from schools.choices import ContactRole
from sustaining.common.mapped_sheets import Column

from .choices import OpeningKind
from .enrolment_columns import COLUMNS

SCHOOL = (
    Column("urn", "URN", ("School URN", "URN number"), "910003"),
    Column("school", "School", ("School name", "Name of school", "Establishment name"), "Castle Hill Academy"),
    Column("postcode", "Postcode", ("School postcode", "Post code", "School post code"), "RM4 7AB"),
    Column(
        "project",
        "Project or year",
        ("Project", "Project code", "NCP", "Academic year", "Year", "Financial year"),
        "2026/27",
    ),
)
"""The columns by which each list names a school and its year."""
AT_SCHOOL = {column.key: column.example for column in SCHOOL[:3]}


LONGEST_CELL = 2_001
"""How much of a cell is read, in characters: one more than the longest text that a column may have."""


class ListColumns(NamedTuple):
    """The columns of one kind of list, and those without which it can't be read. `missing` asks for these.

    Each of `needed` names columns of which one is enough. `more_examples` are further rows of the template, by column.
    """

    columns: tuple[Column, ...]
    needed: tuple[tuple[str, ...], ...]
    missing: str
    more_examples: tuple[Mapping[str, str], ...] = ()


PEOPLE = tuple(
    column
    for column in COLUMNS
    if column.key.endswith(("_name", "_email"))
    and column.key.startswith(("advocate", "head", ContactRole.FINANCE.value))
)
"""The people of a school, as in a list of schools to enrol."""

OPENING_COLUMNS: dict[OpeningKind, ListColumns] = {
    OpeningKind.YEARS: ListColumns(
        (
            *SCHOOL[:3],
            replace(SCHOOL[3], example="2025/26"),
            Column("outcome", "Outcome", ("Result", "State", "Status", "Completed or withdrew"), "Completed"),
            Column(
                "ended_on",
                "Last day",
                ("Ended on", "End date", "Date withdrew", "Withdrew on", "Date completed"),
                "17/07/2026",
            ),
            Column("reason", "Reason", ("Why", "Reason for withdrawal", "Notes"), ""),
            *PEOPLE,
        ),
        (("project",), ("outcome",)),
        "Choose which columns have the URN or name of the school, the project or year, and the outcome.",
    ),
    OpeningKind.PAYMENTS: ListColumns(
        (
            *SCHOOL,
            Column("amount", "Amount", ("Amount paid", "Paid", "GBP", "Pounds", "Value", "Total"), "500.00"),
            Column(
                "paid_on", "Date paid", ("Date", "Payment date", "Paid on", "Date of payment", "Day paid"), "14/10/2026"
            ),
            Column(
                "reference",
                "Reference",
                ("Payment reference", "Invoice", "Invoice number", "Ref", "Reference number"),
                "INV-2093",
            ),
            Column(
                "purpose",
                "What for",
                ("For", "Purpose", "Description", "Details", "Reason", "Narrative"),
                "Cover for two Work Group meetings",
            ),
        ),
        (("amount",), ("paid_on",)),
        "Choose which columns have the URN or name of the school, the amount and the date paid.",
    ),
    OpeningKind.SESSIONS: ListColumns(
        (
            *SCHOOL[:3],
            Column(
                "held_on",
                "Date",
                ("Day", "Date held", "Session date", "Date of session", "Date of visit", "Held on"),
                "14/10/2026",
            ),
            Column(
                "kind",
                "Kind of session",
                ("Kind", "Type", "Session type", "Type of session", "Activity", "Type of support"),
                "Joint planning",
            ),
            Column("length", "Length", ("Duration", "Time", "How long", "Length of session"), "1h 30m"),
            Column("days", "Length in days", ("Days", "Days used", "Number of days", "Support days"), ""),
            Column(
                "specialist",
                "Specialist",
                ("Specialist name", "Specialist email", "Mastery Specialist", "Led by", "Supported by"),
                "robin.ash@school.example",
            ),
            Column(
                "advocates",
                "Advocates",
                ("Advocate", "Advocate names", "Advocate emails", "Teachers", "Participants", "Who"),
                "Nina Hale; Tom Reed",
            ),
            Column("colleagues", "Number of colleagues", ("Colleagues", "Other teachers", "Attendees"), "3"),
            Column(
                "notes",
                "What was done",
                ("Notes", "What happened", "Summary", "Description", "Comments", "Details", "Focus"),
                "Planned a unit on ratio together.",
            ),
            replace(SCHOOL[3], example=""),
        ),
        (("held_on",), ("kind",), ("length", "days")),
        "Choose which columns have the URN or name of the school, the date, the kind of session and its length.",
        (
            {
                **AT_SCHOOL,
                "held_on": "06/11/2026",
                "kind": "PD led by an Advocate",
                "days": "0.5",
                "advocates": "nina.hale@school.example",
                "colleagues": "8",
                "notes": "Representing fractions, with the whole department.",
            },
        ),
    ),
    OpeningKind.ATTENDANCE: ListColumns(
        (
            *SCHOOL[:3],
            Column(
                "group", "Work Group", ("Group", "Work Group name", "Community", "Name of Work Group"), "Rivermead East"
            ),
            Column(
                "held_on",
                "Date of meeting",
                ("Date", "Meeting date", "Day", "Held on", "Date held", "Meeting"),
                "14/10/2026",
            ),
            Column("starts", "Starts", ("Start", "Start time", "From", "Begins"), "4pm"),
            Column("ends", "Ends", ("End", "End time", "To", "Finish", "Finishes"), "5:30pm"),
            Column("name", "Name", ("Person", "Participant", "Teacher", "Advocate", "Name of teacher"), "Nina Hale"),
            Column(
                "email", "Email", ("Email of teacher", "Email address", "Advocate email"), "nina.hale@school.example"
            ),
            Column(
                "mark",
                "Attendance",
                ("Attended", "Mark", "Status", "Register", "Present", "Attendance mark"),
                "Attended",
            ),
        ),
        (("group",), ("held_on",), ("name", "email"), ("mark",)),
        "Choose which columns have the URN or name of the school, the Work Group, the date of the meeting, the person and "
        "the attendance.",
        (
            {
                **AT_SCHOOL,
                "group": "Rivermead East",
                "held_on": "14/10/2026",
                "name": "Tom Reed",
                "mark": "Apologies",
            },
        ),
    ),
}


def template_rows(kind: OpeningKind) -> tuple[list[str], list[list[str]]]:
    """Return the headings of the template, and its example rows."""
    columns, more = OPENING_COLUMNS[kind].columns, OPENING_COLUMNS[kind].more_examples
    examples = [[column.example for column in columns]]
    examples += [[example.get(column.key, "") for column in columns] for example in more]
    return [column.title for column in columns], examples
