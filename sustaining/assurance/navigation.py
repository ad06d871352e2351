"""The place of assurance in the navigation."""

from schools.roles import HUB_READERS
from schools.viewer import shown_to
from sustaining.common.navigation import nav_item

nav_item(78, "Assurance", "assurance:desk", shown_to(HUB_READERS), parent="reports:report")
