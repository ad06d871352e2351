"""The schools of a hub that the rows of a list name, by URN, or by name with postcode and town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from schools.models import Hub, School
from sustaining.common.typed_text import fold, sort_key

from .list_rows import ListRow

if TYPE_CHECKING:
    from sustaining.accounts.models import User


class KnownSchools:
    """A hub's schools that rows name. With `past`, those that it once enrolled as well. One query."""

    def __init__(self, hub: Hub, user: User, rows: Iterable[ListRow], *, past: bool = False) -> None:
        rows, self.hub = list(rows), hub
        urns = {int(row.cell("urn")) for row in rows if is_urn(row.cell("urn"))}
        names = {sort_key(row.cell("school")) for row in rows if row.cell("school")}
        postcodes = {format_postcode(row.cell("postcode")) for row in rows if row.cell("postcode")}
        of_hub = Q(hub=hub.pk)
        if past:
            of_hub |= Q(participations__hub=hub.pk)
        in_rows = Q(urn__in=urns) | Q(sort_name__in=names) | Q(postcode__in=postcodes)
        schools = School.objects.visible_to(user).filter(in_rows, of_hub).select_related("hub").distinct()
        self.by_urn = {school.urn: school for school in schools}
        self.by_name: dict[str, list[School]] = defaultdict(list)
        self.by_postcode: dict[str, list[School]] = defaultdict(list)
        for school in self.by_urn.values():
            self.by_name[sort_key(school.name)].append(school)
            self.by_postcode[school.postcode].append(school)

    def find(self, row: ListRow) -> None:
        """Set the row's school, or add to its problems why there is none."""
        if row.cell("urn"):
            row.school = self.by_urn.get(int(row.cell("urn"))) if is_urn(row.cell("urn")) else None
            if row.school is None:
                row.problems.append(
                    f"None of {self.hub}’s schools has the URN {row.cell('urn')}. Check the number. A programme "
                    "administrator can move a school to your hub."
                )
            elif row.cell("school") and fold(row.cell("school")) != fold(row.school.name):
                row.why.append(f"The list calls it {row.cell('school')}.")
            return
        if not row.cell("school"):
            row.problems.append("Enter the URN, or the name and postcode.")
            return
        schools = self.by_name[sort_key(row.cell("school"))]
        if row.cell("postcode"):
            schools = [school for school in schools if school.postcode == format_postcode(row.cell("postcode"))]
        if row.cell("town") and len(schools) > 1:
            schools = [school for school in schools if fold(school.town) == fold(row.cell("town"))]
        if len(schools) == 1:
            row.school = schools[0]
        elif schools:
            row.problems.append(f"Several schools are called {row.cell('school')}. Enter the URN.")
        else:
            row.problems.append(self._no_such_school(row))

    def _no_such_school(self, row: ListRow) -> str:
        what = "this name and postcode" if row.cell("postcode") else "this name"
        sentence = f"No school of {self.hub} has {what}. Enter its URN, or the name in the register."
        near = self.by_postcode[format_postcode(row.cell("postcode"))] if row.cell("postcode") else []
        near = near or self.by_name[sort_key(row.cell("school"))]
        names = " or ".join(f"{school}, {school.postcode} (URN {school.urn})" for school in near[:3])
        return f"{sentence} Is it {names}?" if names else sentence


def is_urn(text: str) -> bool:
    """Return whether text is a six-digit number."""
    return len(text) == 6 and text.isascii() and text.isdecimal()


def format_postcode(text: str) -> str:
    """Return a postcode as the register writes it: `RM4 7AB`."""
    letters = "".join(text.upper().split())
    return f"{letters[:-3]} {letters[-3:]}" if len(letters) > 4 else letters
