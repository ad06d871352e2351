"""Who may report a problem and see the gallery of emails. The guides are open to everyone."""

from __future__ import annotations

import rules

from schools.roles import Role
from schools.viewer import holds_any
from sustaining.common.permissions import register_permission

register_permission(
    "help.report_problem",
    rules.always_true,
    otherwise="Anyone can report a problem.",
)
register_permission(
    "help.see_emails",
    holds_any({Role.ADMINISTRATOR}),
    otherwise="Only programme administrators can see the emails of the site.",
)
