"""What reports put into the bar."""

from schools.hats import wears
from sustaining.common.navigation import nav_item

nav_item(70, "Reports", "reports:report", wears("administrator", "lead", "hubadmin", "auditor"))
