"""Actions on grants and claims. Payment runs are in `runs`, the bank's results in `bank_results`, samples in `audit_samples`."""

from .claims import (
    NewLine,
    answer_query,
    attach_files,
    draft_claim,
    edit_claim,
    edit_payee,
    remove_file,
    restore_file,
    submit_claim,
    withdraw_claim,
)
from .corrections import reconsider_claim, restore_claim, unapprove_claim
from .decisions import approve_claim, query_claim, reject_claim
from .grants import (
    allow_late_claims,
    set_budget,
    set_codes,
    set_columns,
    set_conditions,
    set_window,
)
from .instalments import draft_instalment, set_instalments
from .openings import PaymentMade, bring_in_payment, take_back_opening, too_much

__all__ = [
    "NewLine",
    "PaymentMade",
    "allow_late_claims",
    "answer_query",
    "approve_claim",
    "attach_files",
    "bring_in_payment",
    "draft_claim",
    "draft_instalment",
    "edit_claim",
    "edit_payee",
    "query_claim",
    "reconsider_claim",
    "reject_claim",
    "remove_file",
    "restore_claim",
    "restore_file",
    "set_budget",
    "set_codes",
    "set_columns",
    "set_conditions",
    "set_instalments",
    "set_window",
    "submit_claim",
    "take_back_opening",
    "too_much",
    "unapprove_claim",
    "withdraw_claim",
]  # fmt: skip
