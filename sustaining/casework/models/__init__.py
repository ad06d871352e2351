"""What a hub keeps about a school, and what it sends: each kind of row in a module of its own."""

from .cases import CONCERN_MOVES, CaseRow, Concern, Note
from .chasing import MOST_TIMES, MOST_WEEKS, ChaseSchedule
from .messages import MAILING_MOVES, Mailing, MailingRecipient, MessageTemplate, SavedGroup

__all__ = [
    "CONCERN_MOVES",
    "MAILING_MOVES",
    "MOST_TIMES",
    "MOST_WEEKS",
    "CaseRow",
    "ChaseSchedule",
    "Concern",
    "Mailing",
    "MailingRecipient",
    "MessageTemplate",
    "Note",
    "SavedGroup",
]
