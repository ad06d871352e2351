"""A row of a list that a hub uploads: what it says, and what saving would do with it. Nothing here reads the database."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from schools.models import School
from sustaining.common.typed_text import clean_code

ADD, KNOWN, PROBLEM = "add", "known", "problem"


@dataclass
class ListRow:
    """A row of a list. `verdict` is that of `SAVES`, known (nothing happens) or problem; `why` explains it in sentences."""

    SAVES: ClassVar[str] = ADD

    line: int
    values: dict[str, str]
    school: School | None = None
    verdict: str = ""
    why: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    is_left_out: bool = False

    def cell(self, key: str) -> str:
        """Return what the row says in a column; empty when the list has no such column."""
        return self.values.get(key, "")

    @property
    def name(self) -> str:
        """Return the school's name, else what the row says of it."""
        return str(self.school) if self.school else self.cell("school") or "No school"

    @property
    def detail(self) -> str:
        """Return what the page shows of the row beside its school. A subclass says what."""
        return ""

    @property
    def can_be_saved(self) -> bool:
        """Return whether the row can be saved: it is left out only where somebody says so."""
        return self.verdict == self.SAVES

    @property
    def is_saved(self) -> bool:
        """Return whether saving the list saves this row."""
        return self.can_be_saved and not self.is_left_out

    def as_facts(self) -> list[Any]:
        """Return what saving would do with the row, to notice that it is something else by then."""
        return [self.line, self.verdict, self.is_left_out, self.why]


class ShownRow(NamedTuple):
    """A row of a list that was brought in, as it is now: its number, its school, the page about it, and what it says."""

    line: int
    school: School
    url: str
    detail: str


R = TypeVar("R", bound=ListRow)


class CheckedRows(Generic[R]):
    """The rows of a list with what saving it would do."""

    rows: Sequence[R]

    @property
    def to_save(self) -> list[R]:
        """Return the rows that saving saves."""
        return [row for row in self.rows if row.is_saved]

    @property
    def counts(self) -> dict[str, int]:
        """Return the number of rows to save, known, with a problem and left out."""
        by_verdict = Counter("left_out" if row.is_left_out else row.verdict for row in self.rows)
        return {
            "save": len(self.to_save),
            **{name: by_verdict[name] for name in (KNOWN, PROBLEM, "left_out")},
        }

    @property
    def fingerprint(self) -> str:
        """Return a digest of what saving would do, to notice that it has changed since the page was shown."""
        return hashlib.sha256(json.dumps([row.as_facts() for row in self.rows]).encode()).hexdigest()[:32]


def clean_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row without stray spaces, and its URN as the register writes it."""
    cleaned = {key: " ".join(value.split()) for key, value in values.items()}
    cleaned["urn"] = clean_code(cleaned.get("urn", ""))
    return cleaned
