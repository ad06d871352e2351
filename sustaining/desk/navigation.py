"""The desk's entries in the navigation bar."""

from schools.roles import PLAN_READERS
from schools.viewer import shown_to
from sustaining.common.navigation import nav_item

nav_item(10, "Desk", "desk:home", lambda user: True)
nav_item(
    20,
    "Schools",
    "desk:board",
    shown_to(PLAN_READERS),
)
