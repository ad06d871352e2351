"""The columns of a list of schools to enrol, and its template. Nothing here reads the database."""

from __future__ import annotations

from sustaining.common.mapped_sheets import Column

MOST_ROWS = 300
COLUMNS = (
    Column("urn", "URN", ("School URN", "URN number"), "910003"),
    Column("school", "School", ("School name", "Name of school", "Establishment name"), "Castle Hill Academy"),
    Column("postcode", "Postcode", ("School postcode", "Post code", "School post code"), "RM4 7AB"),
    Column("town", "Town", ("School town", "City", "Town or city"), "Rivermead"),
    Column("project", "Project or year", ("Project", "Project code", "NCP", "Academic year", "Year"), "2026/27"),
    Column("focus", "Focus", ("Project focus", "Chosen focus"), "a"),
    Column(
        "specialist",
        "Specialist",
        ("Specialist name", "Specialist email", "Specialist name or email", "Assigned Specialist"),
        "Robin Ashdown",
    ),
    Column(
        "days",
        "Days",
        ("Days promised", "Support days", "Specialist days", "Days of support", "Number of days", "Specialist’s days"),
        "3",
    ),
    Column("group", "Work Group", ("Work Group name", "Group", "WG"), "Group A"),
    Column("advocate1_name", "Advocate 1 name", ("Advocate 1", "Advocate", "Advocate name"), "Nina Hartwell"),
    Column("advocate1_email", "Advocate 1 email", ("Advocate email",), "nina@school.example"),
    Column("advocate1_post", "Advocate 1 post", ("Advocate 1 role", "Advocate 1 job title"), "Second in department"),
    Column("advocate2_name", "Advocate 2 name", ("Advocate 2",), "Tom Birch"),
    Column("advocate2_email", "Advocate 2 email", (), "tom@school.example"),
    Column("advocate2_post", "Advocate 2 post", ("Advocate 2 role", "Advocate 2 job title"), "Key stage 3 lead"),
    Column(
        "development_group",
        "Development Work Group",
        ("Development group", "Development Work Group attended", "Advocate 1 Development Work Group"),
        "NCP22-12, Rivermead",
    ),
    Column(
        "development_year",
        "Year of that group",
        ("Development year", "Development Work Group year", "Advocate 1 Development Work Group year"),
        "2022/23",
    ),
    Column("advocate2_group", "Advocate 2 Development Work Group", ("Advocate 2 development group",)),
    Column(
        "advocate2_year",
        "Advocate 2 year of that group",
        ("Advocate 2 development year", "Advocate 2 Development Work Group year"),
    ),
    Column("head_name", "Headteacher name", ("Headteacher", "Head"), "Hilda Brookes"),
    Column("head_email", "Headteacher email", (), "head@school.example"),
    Column("finance_name", "Finance contact name", ("Finance contact", "Finance name"), "Fay Lorne"),
    Column("finance_email", "Finance contact email", ("Finance email",), "finance@school.example"),
    Column("reason", "Reason for the exception", ("Exception", "Reason for exception")),
)
"""A development group of its own for the second Advocate is only needed where it is another one."""
TITLES = {column.key: column.title for column in COLUMNS}


def template_rows() -> tuple[list[str], list[list[str]]]:
    """Return the headings of the template, and its example row."""
    return [column.title for column in COLUMNS], [[column.example for column in COLUMNS]]
