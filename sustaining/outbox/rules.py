"""Who may do what with the outbox."""

from sustaining.common.permits import allow
from sustaining.common.predicates import is_administrator, is_system

allow(
    "outbox.retry_email",
    is_administrator,
    otherwise="Only a programme administrator may send a failed e-mail again.",
)
allow(
    "outbox.write_reminders",
    is_administrator | is_system,
    otherwise="Reminders are written by the clock, or by a programme administrator.",
)
