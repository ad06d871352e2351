"""What reports put into the bar."""

from schools.roles import HUB_READERS
from schools.viewer import shown_to
from sustaining.common.navigation import nav_item

nav_item(70, "Reports", "reports:report", shown_to(HUB_READERS))
