"""Chaser about money: nothing has been claimed of a school's grant."""

from __future__ import annotations

from collections.abc import Iterator

from schools.chasing import ChaserKind, ChaserSearch, Missing, Recipients, register_chaser, school_path
from schools.recipients import finance_by_school

from .grant_balance import with_money_left
from .models import Grant
from .windows import get_windows


def nothing_claimed(search: ChaserSearch) -> Iterator[Missing]:
    """Yield schools that have claimed nothing of a grant that can be claimed today.

    Due from the first day of the spring term of the grant's year. Two queries.
    """
    grants = Grant.objects.filter(participation__in=search.participations, committed=0)
    open_grants = list(with_money_left(grants).filter(waiting=0).select_related("participation__project"))
    windows = get_windows(open_grants)
    for grant in open_grants:
        row = search.rows[grant.participation_id]
        if windows[grant.pk].contains(search.day):
            yield Missing(row.pk, search.calendar(row).terms(row.project.year)[1].starts)


register_chaser(
    ChaserKind(
        name="nothing_claimed",
        label="Nothing claimed",
        sentence="The school has not claimed any of its grant.",
        due="From the first day of the spring term",
        recipients=Recipients("Finance contacts, or the Advocates where there is none", finance_by_school),
        find=nothing_claimed,
        button="Make a claim",
        page=school_path("funding:new"),
        of_school=False,
    )
)
