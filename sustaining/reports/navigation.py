"""The reports' entries in the navigation."""

from schools.roles import HUB_READERS, PROGRAMME_STAFF, Role
from schools.viewer import shown_to
from sustaining.common.navigation import nav_item

nav_item(70, "Reports", "reports:report", shown_to(HUB_READERS), icon="bar-chart")
nav_item(74, "Hubs", "reports:hubs", shown_to({Role.ADMINISTRATOR}), parent="reports:report")
nav_item(76, "Returns", "reports:returns", shown_to(HUB_READERS), parent="reports:report")
nav_item(71, "Data quality", "reports:data-quality", shown_to(PROGRAMME_STAFF), parent="reports:report")
