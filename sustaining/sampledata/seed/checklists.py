"""Checklists of this year: each hub's is a copy of the national default, with some steps done and some overdue."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from schools.choices import Stage
from sustaining.casework.actions.checklists import COPIED
from sustaining.casework.checklist_choices import MarkKind
from sustaining.casework.models import Checklist, ChecklistStep, StepMark

from .rows import Rows
from .scale import Seed, SeedHub, SeedYear, at


class Checklists:
    """Writes a checklist in use for each hub, and what its people have marked as done."""

    def __init__(self, seed: Seed) -> None:
        self.seed, self.draw = seed, seed.draw
        self.checklists = Rows(Checklist, "hub", "academic_year", "state", "copied_from", "started_at", "started_by")
        self.steps = Rows(ChecklistStep, "checklist", *COPIED, "due_step", "needs")
        self.marks = Rows(StepMark, "step", "participation", "kind", "done_on", "marked_by", "marked_at")

    def build(self) -> None:
        """Copy the default for each hub, and mark the steps of its schools that are done by hand."""
        by_hub: dict[int, list[SeedYear]] = defaultdict(list)
        for year in self.seed.years:
            is_current = self.seed.is_now(year.project.academic_year) and year.project.stage == Stage.SUSTAINING
            if is_current and not year.withdrawn:
                by_hub[year.school.hub.key].append(year)
        default = Checklist.objects.default().get()
        steps = list(default.steps.kept().order_by("position"))
        for hub in self.seed.hubs:
            if by_hub[hub.key]:
                self._checklist(hub, default, steps, by_hub[hub.key])
        self.seed.write(self.checklists, self.steps, self.marks)

    def _checklist(self, hub: SeedHub, default: Checklist, steps: list[ChecklistStep], years: list[SeedYear]) -> None:
        started_at = at(self.seed.year.starts + timedelta(days=1), 9)
        checklist = self.checklists.add(
            hub.key, self.seed.year.start, "in_use", default.pk, min(started_at, self.seed.now), hub.admin
        )
        copies: dict[int | None, int] = {}
        for step in steps:
            values = [getattr(step, name) for name in COPIED]
            copies[step.pk] = self.steps.add(
                checklist, *values, copies.get(step.due_step_id), copies.get(step.needs_id)
            )
        by_hand = [step for step in steps if step.is_ticked and step.due_from == "enrolment"]
        for year in years:
            for step in by_hand:
                done_on = self.seed.year.starts + timedelta(days=self.draw.randint(5, 40))
                if self.draw.random() < (0.4 if year.school.quiet else 0.85) and done_on < self.seed.today:
                    self.marks.add(copies[step.pk], year.key, MarkKind.DONE, done_on, hub.admin, at(done_on, 15))
