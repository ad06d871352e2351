"""The places of accounts and of data requests in the navigation."""

from schools.roles import Role
from schools.viewer import shown_to
from sustaining.common.navigation import nav_item

nav_item(79, "Data requests", "privacy:requests", shown_to({Role.LEAD, Role.ADMINISTRATOR}), parent="reports:report")
nav_item(77, "Accounts", "privacy:people", shown_to({Role.ADMINISTRATOR}), parent="reports:report")
