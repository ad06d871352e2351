"""Two versions of a plan side by side, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..content import as_content
from ..fields import AIM, JUDGEMENT, PLAN, STEP, aim_line, step_line
from ..models import Plan
from ..texts import Piece, compared

NOW = "now"


@dataclass(frozen=True)
class Part:
    """One text in both versions. `label` says which."""

    label: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """Word by word."""
        return compared(self.old, self.new)

    @property
    def changed(self) -> bool:
        """Whether anything is different."""
        return self.old != self.new


@dataclass(frozen=True)
class Section:
    """An aim, or the plan's own texts, in both versions. `fate` is `new`, `gone` or empty."""

    title: str
    parts: list[Part]
    fate: str = ""

    @property
    def changed(self) -> bool:
        """Whether anything is different."""
        return bool(self.fate) or any(part.changed for part in self.parts)


def contents_of(plan: Plan, name: str) -> tuple[str, dict[str, Any]] | None:
    """(words, content) of version `name`, a number, or of the plan as it stands (`now`); None when there is none."""
    if name == NOW:
        return "as it stands now", as_content(plan)
    found = (
        plan.versions.filter(number=int(name)).first() if name.isascii() and name.isdigit() and len(name) < 5 else None
    )
    return (f"version {found.number}", found.content) if found else None


def side_by_side(old: dict[str, Any], new: dict[str, Any]) -> list[Section]:
    """The plan's own texts, then aim by aim in the order of the new version; those that are gone come last."""
    sections = [Section("The plan", [Part(text.heading, text.words(old), text.words(new)) for text in PLAN.shown])]
    before = {aim["aim"]: aim for aim in old["aims"]}
    after = {aim["aim"]: aim for aim in new["aims"]}
    for key, aim in after.items():
        sections.append(_section(before.get(key), aim))
    sections += [_section(aim, None) for key, aim in before.items() if key not in after]
    return sections


def _section(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Section:
    before, after = old or {}, new or {}
    parts = [Part(text.heading, text.words(before), text.words(after)) for text in AIM.texts]
    parts.append(Part("Chosen", aim_line(before), aim_line(after)))
    parts.append(Part("Steps", _steps(before), _steps(after)))
    parts.append(Part("Reviews", _judgements(before), _judgements(after)))
    fate = "" if old and new else "new" if new else "gone"
    return Section(AIM.title.words(after or before), parts, fate)


def _steps(aim: dict[str, Any]) -> str:
    """Return the steps, a line each."""
    return "\n".join(f"{STEP.title.words(step)}: {step_line(step)}" for step in aim.get("steps", []))


def _judgements(aim: dict[str, Any]) -> str:
    """Return what the reviews said, a line each."""
    return "\n".join(
        f"{mark['term']}: {', '.join(words for one in JUDGEMENT.shown if (words := one.words(mark)))}"
        for mark in aim.get("marks", [])
    )
