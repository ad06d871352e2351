"""The kinds of lists of what a hub did before it used the site: how each is checked, saved and undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .choices import OpeningKind
from .list_rows import CheckedRows, ListRow, ShownRow
from .models import OpeningUpload
from .opening_attendance import check_attendance, marks_in_use, save_mark, show_marks, undo_marks
from .opening_payments import check_payments, payments_in_use, save_payment, show_payments, undo_payments
from .opening_sessions import check_sessions, save_session, sessions_in_use, show_sessions, undo_sessions
from .opening_years import check_years, save_year, show_years, undo_years, years_in_use

if TYPE_CHECKING:
    from sustaining.accounts.models import User


@dataclass(frozen=True)
class OpeningList:
    """What pages and actions need of one kind. `noun` and `nouns` are what its rows are about, `act` brings them in."""

    noun: str
    nouns: str
    act: str
    explanation: str
    check: Callable[[OpeningUpload, User, datetime], Sequence[ListRow]]
    save: Callable[..., dict[str, Any]]
    undo: Callable[..., None]
    in_use: Callable[[list[dict[str, Any]]], list[str]]
    show: Callable[[list[dict[str, Any]], User], list[ShownRow]]
    effect: str
    undo_effect: str


OPENING_LISTS: dict[OpeningKind, OpeningList] = {
    OpeningKind.YEARS: OpeningList(
        noun="past year",
        nouns="past years",
        act="Bring in past years",
        explanation=(
            "Upload the schools that took part in years that are over, one school and year in each row: the school, the project "
            "or year, the outcome (completed or withdrew), the last day, and who the Advocates and contacts were. Years in the "
            "programme, the journey and reports of past years then show them."
        ),
        check=check_years,
        save=save_year,
        undo=undo_years,
        in_use=years_in_use,
        show=show_years,
        effect=(
            "Each year is recorded as it ended, with its people. This year’s figures, and returns that are frozen, don’t change. "
            "No one is invited or emailed, and no tasks appear."
        ),
        undo_effect=(
            "Each year is marked as entered by mistake, and no figure counts it. If something has been brought in for one of "
            "the years since, such as a payment, nothing is undone, and we’ll tell you which. No one is emailed."
        ),
    ),
    OpeningKind.PAYMENTS: OpeningList(
        noun="payment",
        nouns="payments",
        act="Bring in payments",
        explanation=(
            "Upload the payments that your hub made to schools before it used this site, one in each row: the school, its "
            "project or year, the amount and the date paid. They count as paid from the school’s grant and are never paid "
            "again: no payment run and no file for your finance system includes them."
        ),
        check=check_payments,
        save=save_payment,
        undo=undo_payments,
        in_use=payments_in_use,
        show=show_payments,
        effect="Each payment becomes an opening entry in the ledger of the school’s grant. No one is emailed.",
        undo_effect=(
            "Each payment is reversed in the ledger on the day that it was dated, so that every figure is as it was "
            "before. The entries stay in the ledger with your reason. No one is emailed."
        ),
    ),
    OpeningKind.SESSIONS: OpeningList(
        noun="session",
        nouns="sessions",
        act="Bring in sessions",
        explanation=(
            "Upload the support sessions that were held before your hub used this site, in this year or in past years, one "
            "in each row: the school, the date, the kind and length, and who took part. They become sessions of the school’s "
            "year on that date, and count towards the days used."
        ),
        check=check_sessions,
        save=save_session,
        undo=undo_sessions,
        in_use=sessions_in_use,
        show=show_sessions,
        effect=(
            "Your hub vouches for these sessions: those with a Specialist are confirmed at once, and their days count. No one "
            "is emailed, and no tasks appear."
        ),
        undo_effect=(
            "Each session is cancelled, and no figure counts it. If something has been done with one of them since, such as a "
            "claim item or a correction, nothing is undone, and we’ll tell you which. No one is emailed."
        ),
    ),
    OpeningKind.ATTENDANCE: OpeningList(
        noun="attendance mark",
        nouns="attendance marks",
        act="Bring in attendance",
        explanation=(
            "Upload who came to your Work Group meetings before you used this site, one person and meeting in each row: the "
            "Work Group, the date, the person with their school, and whether they attended, sent apologies or were absent. A "
            "meeting that the site doesn’t have is added as held, if a row says when it started and ended."
        ),
        check=check_attendance,
        save=save_mark,
        undo=undo_marks,
        in_use=marks_in_use,
        show=show_marks,
        effect=(
            "Each mark goes into the register of its meeting. The register of a meeting on this site is closed once everyone "
            "who was invited has a mark. No one is emailed or thanked."
        ),
        undo_effect=(
            "Each mark is removed, meetings that this list added are cancelled, and registers that it closed are open "
            "again. If something has been done with one of them since, such as a certificate or a claim item, nothing is "
            "undone, and we’ll tell you which. No one is emailed."
        ),
    ),
}


@dataclass
class CheckedOpenings(CheckedRows[ListRow]):
    """A list with what saving it would do."""

    rows: Sequence[ListRow]


def opening_list(upload: OpeningUpload) -> OpeningList:
    """Return what is known of the list's kind."""
    return OPENING_LISTS[OpeningKind(upload.list_kind)]


def check_openings(upload: OpeningUpload, user: User, now: datetime) -> CheckedOpenings:
    """Return the rows of a list with their verdicts. A fixed number of queries. Raise TooOld when the rows are gone."""
    return CheckedOpenings(opening_list(upload).check(upload, user, now))
