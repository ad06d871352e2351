"""What the desk puts into the bar."""

from schools.hats import wears
from sustaining.common.navigation import nav_item

nav_item(10, "Desk", "desk:home", lambda user: True)
nav_item(
    20,
    "Schools",
    "desk:board",
    wears("administrator", "lead", "hubadmin", "auditor", "specialist", "advocate", "head"),
)
