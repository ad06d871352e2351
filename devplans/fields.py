"""The texts of a plan that are saved as they are typed: which there are, and how long each may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .models import Aim, Plan, Step

LONG = 10_000


@dataclass(frozen=True)
class Text:
    """A text of a row: `kind` and `name` stand in its address. One that `must` be there is never saved empty."""

    kind: str
    name: str
    label: str
    model: Any
    most: int = LONG
    must: bool = False
    rows: int = 4
    hint: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it is written in a box of several lines."""
        return self.most == LONG

    def plan_of(self, row: Any) -> Plan:
        """The plan that the row belongs to."""
        return row if self.kind == "plan" else row.plan if self.kind == "aim" else row.aim.plan


TEXTS = (
    Text("plan", "vision", "Vision", Plan, rows=5,
         hint="What will mathematics in your department be like when this has worked?"),
    Text("plan", "student_need", "What shows a need of students", Plan, rows=5,
         hint="What you saw in lessons, in books, in assessments; what students say."),
    Text("plan", "teacher_need", "What shows a need of teachers", Plan, rows=5,
         hint="What colleagues say they need, and what you saw when you planned or taught together."),
    Text("aim", "title", "The aim, in a few words", Aim, most=150, must=True),
    Text("aim", "need", "The need, and how you know", Aim, must=True,
         hint="What you saw in lessons, in books, in assessments, or heard from colleagues."),
    Text("aim", "success_criteria", "How success will show", Aim, must=True,
         hint="What will be seen in lessons, in books, in data."),
    Text("step", "what", "What will be done", Step, most=250, must=True),
    Text("step", "who", "Others who do it", Step, most=120, hint="Colleagues without an account, or a team."),
    Text("step", "needs", "Time and resources", Step, most=250,
         hint="Such as two department meetings, or a morning’s release for three."),
)  # fmt: skip
BY_NAME = {(text.kind, text.name): text for text in TEXTS}


def texts_of(kind: str) -> list[Text]:
    """The texts of plans, aims or steps, in order."""
    return [text for text in TEXTS if text.kind == kind]
