"""The buttons of the pages of money."""

from __future__ import annotations

from sustaining.common.money import format_pounds
from sustaining.common.page_actions import DANGER, LINK, OUTLINE, PRIMARY, QUIET, Button, Buttons

from .choices import ClaimState, RunState
from .models import Claim
from .models.claims import CLAIM_MOVES
from .models.payments import RECOVERY_MOVES, SAMPLED_MOVES
from .models.release_pay import RELEASE_MOVES
from .models.runs import RUN_MOVES

PAID, RELEASED = frozenset({ClaimState.PAID}), frozenset({RunState.RELEASED})
DECIDES, SUBMITS = "funding.approve_claim", "funding.submit_claim"


def approve_label(claim: Claim) -> str:
    """Return *Approve* with what the claim asks for."""
    return f"Approve {format_pounds(claim.total)}"


CLAIM_BUTTONS = Buttons(
    CLAIM_MOVES,
    Button("Query claim", "funding:query", DECIDES, move="query"),
    Button("Part-approve", "funding:less", DECIDES, move="approve"),
    Button("Reject", "funding:reject", DECIDES, move="reject", style=DANGER),
    Button(approve_label, "funding:approve", DECIDES, move="approve", style=PRIMARY, is_post=True),
    Button("Edit claim", "funding:edit", SUBMITS, move="submit", when="by_items"),
    Button("Check and submit", "funding:check", SUBMITS, move="submit", style=PRIMARY),
    Button("Withdraw claim", "funding:withdraw", SUBMITS, move="withdraw", style=QUIET, is_post=True),
    Button("Restore claim", "funding:restore", "funding.restore_claim", move="restore", style=QUIET, is_post=True),
    Button("Reverse approval", "funding:unapprove", "funding.unapprove_claim", move="unapprove", style=QUIET),
    Button("Reconsider claim", "funding:reconsider", "funding.reconsider_claim", move="reconsider", style=QUIET),
    key="reference",
)
RECOVER_BUTTONS = Buttons(
    CLAIM_MOVES,
    Button("Request repayment", "funding:recover", "funding.request_recovery", states=PAID, style=LINK),
    key="reference",
)
SAMPLED_BUTTONS = Buttons(
    SAMPLED_MOVES,
    Button("Add evidence", "funding:evidence", "funding.give_evidence", move="answer", style=PRIMARY),
    Button("Review evidence", "funding:judge", "funding.judge_evidence", move="refuse", style=OUTLINE),
    Button(
        "Withdraw finding",
        "funding:reconsider-evidence",
        "funding.reconsider_evidence",
        move="reconsider",
        style=QUIET,
    ),
    key="claim.reference",
)
RECOVERY_BUTTONS = Buttons(
    RECOVERY_MOVES,
    Button("Review recovery", "funding:recovery", "funding.agree_recovery", move="agree"),
    Button("Record repayment", "funding:settle-recovery", "funding.settle_recovery", move="settle", style=LINK),
    Button("Reverse repayment", "funding:reverse-repayment", "funding.reverse_repayment", move="unsettle", style=LINK),
    Button("Cancel recovery", "funding:drop-recovery", "funding.settle_recovery", move="drop", style=LINK),
    Button("Restore recovery", "funding:restore-recovery", "funding.restore_recovery", move="restore", style=LINK),
)
ANSWERS = "funding.record_answer"
RUN_BUTTONS = Buttons(
    RUN_MOVES,
    Button("Upload payment results", "funding:finance-answer", ANSWERS, states=RELEASED),
    Button("Cancel run", "funding:cancel-run", ANSWERS, move="cancel", style=LINK),
    Button("Reverse release", "funding:recall-run", "funding.recall_run", move="recall", style=LINK, when="unpaid"),
)
RELEASE_BUTTONS = Buttons(
    RELEASE_MOVES,
    Button(
        "Reverse decision", "funding:release-take-back", "funding.take_back_release", move="take_back", style=OUTLINE
    ),
)
