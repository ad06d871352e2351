"""Development plans, and the support sessions that carry them out."""

from .plans import PLAN_MOVES, Aim, Plan, PlanVersion, Step
from .sessions import SESSION_MOVES, Session, SessionAdvocate, SessionAim

__all__ = [
    "PLAN_MOVES",
    "SESSION_MOVES",
    "Aim",
    "Plan",
    "PlanVersion",
    "Session",
    "SessionAdvocate",
    "SessionAim",
    "Step",
]
