"""Development plans, and the support sessions that carry them out."""

from .attachments import SessionFile
from .collaboration import Comment, ConflictingEdit
from .impact import Evaluation, Reflection
from .imported_sessions import ImportedSession
from .imports import PlanImport
from .next_steps import NEXT_STEP_MOVES, NextStep
from .plans import PLAN_MOVES, Aim, Plan, PlanVersion, PlanYear, Step, StepOwner
from .proposals import PROPOSAL_MOVES, Proposal, ProposedTime
from .reviews import Judgement, JudgementSession, PlanFile, Review
from .session_corrections import SessionCorrection
from .sessions import SESSION_MOVES, ChangeRequest, Session, SessionAdvocate, SessionAim
from .templates import PlanTemplate, TemplateAim, TemplateStep
from .visits import VISIT_MOVES, Visit

__all__ = [
    "NEXT_STEP_MOVES",
    "PLAN_MOVES",
    "PROPOSAL_MOVES",
    "SESSION_MOVES",
    "VISIT_MOVES",
    "Aim",
    "ChangeRequest",
    "Comment",
    "ConflictingEdit",
    "Evaluation",
    "ImportedSession",
    "Judgement",
    "JudgementSession",
    "NextStep",
    "Plan",
    "PlanFile",
    "PlanImport",
    "PlanTemplate",
    "PlanVersion",
    "PlanYear",
    "Proposal",
    "ProposedTime",
    "Reflection",
    "Review",
    "Session",
    "SessionAdvocate",
    "SessionAim",
    "SessionCorrection",
    "SessionFile",
    "Step",
    "StepOwner",
    "TemplateAim",
    "TemplateStep",
    "Visit",
]
