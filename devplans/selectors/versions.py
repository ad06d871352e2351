"""Compare two versions of a plan, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..content import as_content
from ..fields import AIM, JUDGEMENT, PLAN, STEP, aim_line, step_line
from ..models import Plan
from ..text_merge import Piece, diff_words

NOW = "now"


@dataclass(frozen=True)
class Part:
    """A labelled text in both versions."""

    label: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """Return the comparison, word by word."""
        return diff_words(self.old, self.new)

    @property
    def changed(self) -> bool:
        """Return whether the versions differ."""
        return self.old != self.new


@dataclass(frozen=True)
class Section:
    """An aim, or the plan's own texts, in both versions; `fate` is `new`, `gone` or empty."""

    title: str
    parts: list[Part]
    fate: str = ""

    @property
    def changed(self) -> bool:
        """Return whether the versions differ."""
        return bool(self.fate) or any(part.changed for part in self.parts)


def version_contents(plan: Plan, name: str) -> tuple[str, dict[str, Any]] | None:
    """Return (label, content) of a version by number, or of the current plan for `now`; None if there is none."""
    if name == NOW:
        return "the current plan", as_content(plan)
    version = (
        plan.versions.filter(number=int(name)).first() if name.isascii() and name.isdigit() and len(name) < 5 else None
    )
    return (f"version {version.number}", version.content) if version else None


def side_by_side(old: dict[str, Any], new: dict[str, Any]) -> list[Section]:
    """Return the plan's own texts, then each aim in the order of the new version; removed aims come last."""
    sections = [Section("The plan", [Part(text.heading, text.display(old), text.display(new)) for text in PLAN.shown])]
    before = {aim["aim"]: aim for aim in old["aims"]}
    after = {aim["aim"]: aim for aim in new["aims"]}
    for key, aim in after.items():
        sections.append(_section(before.get(key), aim))
    sections += [_section(aim, None) for key, aim in before.items() if key not in after]
    return sections


def _section(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Section:
    before, after = old or {}, new or {}
    parts = [Part(text.heading, text.display(before), text.display(after)) for text in AIM.texts]
    parts.append(Part("Details", aim_line(before), aim_line(after)))
    parts.append(Part("Actions", _steps(before), _steps(after)))
    parts.append(Part("Reviews", _judgements(before), _judgements(after)))
    fate = "" if old and new else "new" if new else "gone"
    return Section(AIM.title.display(after or before), parts, fate)


def _steps(aim: dict[str, Any]) -> str:
    """Return the steps, one to a line."""
    return "\n".join(f"{STEP.title.display(step)}: {step_line(step)}" for step in aim.get("steps", []))


def _judgements(aim: dict[str, Any]) -> str:
    """Return the judgements, one to a line."""
    return "\n".join(
        f"{mark['term']}: {' · '.join(value for plan_field in JUDGEMENT.shown if (value := plan_field.display(mark)))}"
        for mark in aim.get("marks", [])
    )
