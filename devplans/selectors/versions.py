"""Two versions of a plan side by side, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..content import as_content
from ..models import Plan
from ..texts import Piece, compared

TEXTS = (("title", "Aim"), ("need", "The need"), ("success_criteria", "Success"))
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
    own = [("vision", "Vision"), ("student_need", "Needs of students"), ("teacher_need", "Needs of teachers")]
    sections = [Section("The plan", [Part(label, old.get(name, ""), new.get(name, "")) for name, label in own])]
    before = {aim["aim"]: aim for aim in old["aims"]}
    after = {aim["aim"]: aim for aim in new["aims"]}
    for key, aim in after.items():
        sections.append(_section(before.get(key), aim))
    sections += [_section(aim, None) for key, aim in before.items() if key not in after]
    return sections


def _section(old: dict[str, Any] | None, new: dict[str, Any] | None) -> Section:
    one, other = old or {}, new or {}
    parts = [Part(label, one.get(name, ""), other.get(name, "")) for name, label in TEXTS]
    parts.append(Part("Chosen", _chosen(one), _chosen(other)))
    parts.append(Part("Steps", _steps(one), _steps(other)))
    fate = "" if old and new else "new" if new else "gone"
    return Section((other or one)["title"], parts, fate)


def _chosen(aim: dict[str, Any]) -> str:
    """What is chosen of an aim, in words."""
    if not aim:
        return ""
    words = [f"A need of {aim['need_of'].lower()}", aim["horizon"], aim.get("outcome_group", ""), *aim["big_ideas"]]
    return " · ".join(word for word in words if word)


def _steps(aim: dict[str, Any]) -> str:
    """The steps, a line each."""
    lines = []
    for step in aim.get("steps", []):
        due = _day(step["due_on"])
        more = [step["who"], f"by {due}" if due else "", step.get("needs", ""), step["progress"].lower()]
        lines.append(f"{step['what']}: " + ", ".join(word for word in more if word))
    return "\n".join(lines)


def _day(value: Any) -> str:
    """`4 December 2026`, from a date or its ISO words (as a frozen version holds it)."""
    if not value:
        return ""
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"
