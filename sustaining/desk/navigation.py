"""The desk's entries in the navigation."""

from schools.roles import HUB_READERS, PLAN_READERS, Role
from schools.viewer import shown_to
from sustaining.common.navigation import nav_item


def everyone(viewer: object) -> bool:
    """Return True: every signed-in person has a desk."""
    return True


nav_item(10, "Desk", "desk:home", everyone, icon="inbox", tab=everyone, prefixes=("/todo/",))
nav_item(
    20, "Schools", "desk:board", shown_to(PLAN_READERS), icon="buildings",
    tab=shown_to(HUB_READERS | {Role.SPECIALIST}), prefixes=("/participations/", "/advocates/", "/hub/"),
)  # fmt: skip
