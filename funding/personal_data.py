"""What grants, claims and payments hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import LONG, holds

from .models import (
    Acceptance,
    Budget,
    Claim,
    ClaimFile,
    ClaimLine,
    Entry,
    Grant,
    Message,
    OpeningPayment,
    PayeeDetails,
    Payment,
    PaymentRun,
    RecalledRelease,
    Recovery,
    ReleaseBudget,
    ReleaseEntry,
    ReleaseMonth,
    ReleasePayment,
    ReleaseRate,
    ReleaseSession,
    ReleaseSetup,
    ResultUpload,
    RunFile,
    Sample,
    SampledClaim,
    StatementLine,
    StatementUpload,
)

WHY = "The account of how the grant was spent, and who decided about it."
STAYS = "The accounts stay; the name goes with the account."

holds(Grant, "Grants", why=WHY, stays=STAYS)
holds(Acceptance, "Conditions of grants that were accepted", why=WHY, stays=STAYS)
holds(Budget, "Budgets of hubs", why=WHY, stays=STAYS)
holds(Claim, "Claims", why=WHY, stays=STAYS, whole_for=("made_by",), names=("payee",))
holds(ClaimLine, "Teachers who were released", why=WHY, clears=("releases",), names=("teacher",))
holds(Message, "Questions and answers about claims", why=WHY, clears=("claim_messages",), whole_for=("by",))
holds(ClaimFile, "Files of claims", why=WHY, clears=("claim_files",), whole_for=("added_by",), gives_files=True)
holds(OpeningPayment, "Payments made before the hub used the site", why=WHY, clears=("openings",))
holds(Entry, "Entries of the ledger", why=WHY, stays=STAYS)
holds(PaymentRun, "Payment runs", why=WHY, stays=STAYS)
holds(RecalledRelease, "Payment runs that were recalled", why=WHY, stays=STAYS)
holds(Payment, "Payments", why=WHY, stays=STAYS)
holds(Recovery, "Grants that were recovered", why=WHY, stays=STAYS)
holds(ReleaseSetup, "Settings for the release of Specialists", why=WHY, stays=STAYS)
holds(ReleaseRate, "Rates for the release of Specialists", why=WHY, stays=STAYS)
holds(ReleaseBudget, "Budgets for the release of Specialists", why=WHY, stays=STAYS)
holds(
    ReleaseMonth,
    "Months of release that were paid for",
    why=WHY,
    clears=("release_months",),
    whole_for=("specialist__user",),
)
holds(
    ReleaseSession,
    "Sessions for whose release a hub pays",
    why=WHY,
    clears=("release_sessions",),
    whole_for=("month__specialist__user",),
)
holds(ReleaseEntry, "Entries of the ledger of release pay", why=WHY, stays=STAYS)
holds(ReleasePayment, "Payments for the release of Specialists", why=WHY, stays=STAYS)
holds(
    PayeeDetails,
    "Whom hubs pay for schools",
    why="To pay the right payee, and to show who changed it and who confirmed it.",
    clears=("payees",),
    names=("name",),
)
holds(
    StatementUpload,
    "Bank statements that were uploaded",
    why="To see which payments left the bank.",
    stays=f"The rows a day; that it was uploaded, {LONG}.",
    mentions=("rows",),
)
holds(
    StatementLine,
    "Lines of bank statements that were payments",
    why="To show that a payment left the bank.",
    clears=("statement_lines",),
)
holds(RunFile, "Files for the bank", why=WHY, clears=("run_files",))
holds(
    ResultUpload,
    "Answers of the bank that were uploaded",
    why=WHY,
    stays=f"The rows a day; that it was uploaded, {LONG}.",
    mentions=("rows",),
)
holds(Sample, "Samples of claims that are checked", why=WHY, stays=STAYS, mentions=("drawn_from",))
holds(SampledClaim, "Claims that were checked", why=WHY, stays=STAYS)
