"""Development plans, and the support sessions that carry them out."""

from .attachments import SessionFile
from .plans import PLAN_MOVES, Aim, Plan, PlanVersion, Step
from .proposals import PROPOSAL_MOVES, Proposal, ProposedTime
from .sessions import SESSION_MOVES, ChangeRequest, Session, SessionAdvocate, SessionAim
from .visits import VISIT_MOVES, Visit

__all__ = [
    "PLAN_MOVES",
    "PROPOSAL_MOVES",
    "SESSION_MOVES",
    "VISIT_MOVES",
    "Aim",
    "ChangeRequest",
    "Plan",
    "PlanVersion",
    "Proposal",
    "ProposedTime",
    "Session",
    "SessionAdvocate",
    "SessionAim",
    "SessionFile",
    "Step",
    "Visit",
]
