"""What a hub keeps about a school, and what it sends: each kind of row in a module of its own."""

from .cases import CONCERN_MOVES, CaseRow, Concern, Note
from .chasing import MOST_TIMES, MOST_WEEKS, ChaseSchedule
from .checklists import CHECKLIST_MOVES, MOST_DAYS, Checklist, ChecklistStep, StepFile, StepMark
from .messages import MAILING_MOVES, Mailing, MailingRecipient, MessageTemplate, SavedGroup
from .responsibility import Responsibility
from .self_evaluations import SelfEvaluation, SelfEvaluationAnswer, SelfEvaluationHeading
from .tasks import DeskChoice, TakenTask
from .watches import Watch, WatchlistVisit

__all__ = [
    "CHECKLIST_MOVES",
    "CONCERN_MOVES",
    "MAILING_MOVES",
    "MOST_DAYS",
    "MOST_TIMES",
    "MOST_WEEKS",
    "CaseRow",
    "ChaseSchedule",
    "Checklist",
    "ChecklistStep",
    "Concern",
    "DeskChoice",
    "Mailing",
    "MailingRecipient",
    "MessageTemplate",
    "Note",
    "Responsibility",
    "SavedGroup",
    "SelfEvaluation",
    "SelfEvaluationAnswer",
    "SelfEvaluationHeading",
    "StepFile",
    "StepMark",
    "TakenTask",
    "Watch",
    "WatchlistVisit",
]
