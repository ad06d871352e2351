"""What notes, concerns, checklists and messages of hubs hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import (
    ChaseSchedule,
    Checklist,
    ChecklistStep,
    Concern,
    DeskChoice,
    Mailing,
    MailingRecipient,
    MessageTemplate,
    Note,
    Responsibility,
    SavedGroup,
    SelfEvaluation,
    SelfEvaluationAnswer,
    StepFile,
    StepMark,
    TakenTask,
    Watch,
    WatchlistVisit,
)

SUPPORT = "To support the school, and to remember what was agreed."
WORK = "So that a hub shares its work."
WORK_STAYS = "While the hub uses it; the name goes with the account."
CHECKLIST = "To know what has been done in a school’s year."
MESSAGE = "To write to groups of people, and to know who was written to."

holds(
    Note,
    "Notes about schools",
    why=SUPPORT,
    clears=("notes",),
    whole_for=("written_by", "action_owner"),
    names=("contact",),
    is_checked_first=True,
)
holds(
    Concern,
    "Concerns about schools",
    why=SUPPORT,
    clears=("concerns",),
    whole_for=("raised_by",),
    names=("escalated_to",),
    is_checked_first=True,
)
holds(Responsibility, "Schools that you look after", why=WORK, stays=WORK_STAYS, whole_for=("user",))
holds(TakenTask, "Tasks that you took", why=WORK, clears=("taken tasks",), whole_for=("user",))
holds(Watch, "Schools that you watch", why=WORK, clears=("watchlists",), whole_for=("user",))
holds(WatchlistVisit, "When you last looked at your watchlist", why=WORK, stays=WORK_STAYS, whole_for=("user",))
holds(DeskChoice, "Your choice for the list of tasks", why=WORK, stays=WORK_STAYS, whole_for=("user",))
holds(Checklist, "Checklists", why=CHECKLIST, stays=WORK_STAYS)
holds(ChecklistStep, "Steps of checklists", why=CHECKLIST, stays=WORK_STAYS)
holds(StepMark, "Steps that were done", why=CHECKLIST, clears=("checklist notes",), whole_for=("marked_by",))
holds(
    StepFile,
    "Files of checklists",
    why=CHECKLIST,
    clears=("checklist files",),
    whole_for=("added_by",),
    gives_files=True,
)
holds(Mailing, "Messages to groups", why=MESSAGE, clears=("group messages",), whole_for=("written_by",))
holds(
    MailingRecipient,
    "Messages that you were sent, or left out of",
    why=MESSAGE,
    stays="That a message went stays; the name goes with the account.",
    whole_for=("user",),
)
holds(MessageTemplate, "Templates of messages", why=MESSAGE, stays=WORK_STAYS, whole_for=("saved_by",))
holds(SavedGroup, "Saved groups of people", why=MESSAGE, stays=WORK_STAYS, mentions=("filters",))
holds(ChaseSchedule, "Chasers that go by themselves", why=MESSAGE, stays=WORK_STAYS)
holds(
    SelfEvaluation,
    "Self-evaluations",
    why="To plan from it, and to see the change.",
    stays="The levels stay; the name goes with the account.",
    whole_for=("written_by",),
)
holds(
    SelfEvaluationAnswer,
    "Evidence in self-evaluations",
    why="To plan from it, and to see the change.",
    clears=("self-evaluations",),
    whole_for=("evaluation__written_by",),
)
