"""The £1000: grants, claims, payments, and the ledger that every figure comes from.

All money is GBP, Decimal, two places. What a school can never do, the database refuses: see `triggers.py`.
"""

from .claims import CLAIM_MOVES, Claim, ClaimFile, ClaimLine, Message
from .grants import PENNY, Acceptance, Budget, ClaimWindow, Grant, MoneySetup
from .instalments import Instalment
from .ledger import Entry
from .openings import OpeningPayment
from .payees import PAYEE_MOVES, PayeeDetails
from .payments import PAYMENT_MOVES, RECOVERY_MOVES, SAMPLED_MOVES, Payment, Recovery, Sample, SampledClaim
from .release_pay import (
    RELEASE_MOVES,
    ReleaseBudget,
    ReleaseEntry,
    ReleaseMonth,
    ReleaseRate,
    ReleaseSession,
    ReleaseSetup,
)
from .release_payments import ReleasePayment
from .runs import RUN_MOVES, PaymentRun, RecalledRelease, RunFile
from .statements import BankMatch, StatementLine, StatementUpload
from .uploads import ResultUpload

__all__ = [
    "CLAIM_MOVES", "PAYEE_MOVES", "PAYMENT_MOVES", "PENNY", "RECOVERY_MOVES", "RELEASE_MOVES",
    "RUN_MOVES", "SAMPLED_MOVES",
    "Acceptance", "BankMatch", "Budget", "Claim", "ClaimFile", "ClaimLine", "ClaimWindow", "Entry", "Grant",
    "Instalment", "Message", "MoneySetup", "OpeningPayment", "PayeeDetails", "Payment", "PaymentRun",
    "RecalledRelease", "Recovery", "ReleaseBudget", "ReleaseEntry", "ReleaseMonth", "ReleasePayment", "ReleaseRate",
    "ReleaseSession", "ReleaseSetup", "ResultUpload", "RunFile", "Sample", "SampledClaim", "StatementLine", "StatementUpload",
]  # fmt: skip
