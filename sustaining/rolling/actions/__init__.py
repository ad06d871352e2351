"""Actions on the years that hubs propose to their schools."""

from .answering import NoteNeeded, confirm_year, decline_year, record_confirmation, record_decline
from .changing import change_proposal, settle_shortfall, withdraw_proposal
from .groups import carry_on_groups
from .proposing import AskedToday, CannotPropose, Choice, ask_schools_again, propose_again, propose_years

__all__ = [
    "AskedToday",
    "CannotPropose",
    "Choice",
    "NoteNeeded",
    "ask_schools_again",
    "carry_on_groups",
    "change_proposal",
    "confirm_year",
    "decline_year",
    "propose_again",
    "propose_years",
    "record_confirmation",
    "record_decline",
    "settle_shortfall",
    "withdraw_proposal",
]
