"""Development plans, and the support sessions that carry them out."""

from .impact import Evaluation, Reflection
from .plans import PLAN_MOVES, Aim, Plan, PlanVersion, PlanYear, Step, StepOwner
from .reviews import Judgement, JudgementSession, PlanFile, Review
from .sessions import SESSION_MOVES, Session, SessionAdvocate, SessionAim
from .templates import PlanTemplate, TemplateAim, TemplateStep
from .writing import Aside, Comment

__all__ = [
    "PLAN_MOVES",
    "SESSION_MOVES",
    "Aim",
    "Aside",
    "Comment",
    "Evaluation",
    "Judgement",
    "JudgementSession",
    "Plan",
    "PlanFile",
    "PlanTemplate",
    "PlanVersion",
    "PlanYear",
    "Reflection",
    "Review",
    "Session",
    "SessionAdvocate",
    "SessionAim",
    "Step",
    "StepOwner",
    "TemplateAim",
    "TemplateStep",
]
