"""The pages that have to stay quick, each against a floor: a bare view that runs one SQL statement and loops over its rows."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.html import escape

from bench.timing import Pair, side_by_side
from funding.models import Claim
from schools.models import Advocate, Participation
from sustaining.accounts.models import User
from sustaining.common.years import AcademicYear
from sustaining.reports.programme import FIGURES, sql_values
from sustaining.workgroups.models import Meeting

BOARD = """
select s.urn, s.name, s.town, u.full_name, a.days, d.used, d.last, p.state, g.amount, g.paid, g.committed,
       (select count(*) from workgroups_attendance w where w.participation_id = r.id and w.mark = 'present')
from schools_participation r
join schools_project j on j.id = r.project_id and j.academic_year = %(year)s
join schools_school s on s.id = r.school_id
left join specialists_assignment a on a.participation_id = r.id and a.ends_on is null
left join specialists_specialist o on o.id = a.specialist_id
left join accounts_user u on u.id = o.user_id
left join devplans_plan p on p.school_id = s.id
left join funding_grant g on g.participation_id = r.id
left join lateral (
  select sum(length) filter (where state = 'confirmed') used, max(held_on) filter (where state in ('held', 'confirmed')) last
  from devplans_session x where x.participation_id = r.id
) d on true
where s.hub_id = %(hub)s order by s.name
"""
CLAIMS = """
select c.reference, s.name, c.total, c.state, c.submitted_at, u.full_name from funding_claim c
join funding_grant g on g.id = c.grant_id join schools_participation p on p.id = g.participation_id
join schools_school s on s.id = p.school_id join accounts_user u on u.id = c.made_by_id
where s.hub_id = %(hub)s and c.state = 'submitted' order by c.submitted_at limit 50
"""
DESK = f"""
select 'claims', count(*)::text, min(submitted_at)::text from ({CLAIMS}) c union all
select 'sessions', count(*)::text, min(logged_at)::text from devplans_session x
join schools_participation p on p.id = x.participation_id join schools_school s on s.id = p.school_id
where s.hub_id = %(hub)s and x.state = 'held' and x.specialist_id is not null union all
select name, used::text, amount::text from ({BOARD}) b
"""
SCHOOL = """
select 'session', x.held_on::text, x.kind, x.state from devplans_session x
join schools_participation p on p.id = x.participation_id where p.school_id = %(school)s union all
select 'claim', c.made_at::text, c.reference, c.state from funding_claim c join funding_grant g on g.id = c.grant_id
join schools_participation p on p.id = g.participation_id where p.school_id = %(school)s union all
select 'mark', t.marked_at::text, t.mark, '' from workgroups_attendance t
join schools_participation p on p.id = t.participation_id where p.school_id = %(school)s
order by 2 desc
"""
SEARCH = """
select name, town, urn from schools_school where hub_id = %(hub)s
and found_by @@ to_tsquery('simple', 'oak:*') order by sort_name limit 6
"""
REPORT = """
select date_trunc('month', x.held_on), x.kind, count(*) from devplans_session x
join schools_participation p on p.id = x.participation_id join schools_project j on j.id = p.project_id
join schools_school s on s.id = p.school_id
where s.hub_id = %(hub)s and j.academic_year = %(year)s and x.state in ('held', 'confirmed') group by 1, 2
"""
SESSIONS = """
select x.held_on, x.kind, x.state, x.length, s.name, u.full_name from devplans_session x
join schools_participation p on p.id = x.participation_id join schools_school s on s.id = p.school_id
left join specialists_specialist o on o.id = x.specialist_id left join accounts_user u on u.id = o.user_id
where s.hub_id = %(hub)s order by x.held_on desc limit 25
"""
NOTHING = "select 1"
PLAN = """
select a.title, a.horizon, t.what, t.progress, t.due_on from devplans_aim a join devplans_plan p on p.id = a.plan_id
left join devplans_step t on t.aim_id = a.id where p.school_id = %(school)s order by a.position, t.position
"""
MEETING = """
select u.full_name, i.rsvp, s.name from workgroups_invitation i join accounts_user u on u.id = i.user_id
left join schools_participation p on p.id = i.participation_id left join schools_school s on s.id = p.school_id
where i.meeting_id = %(meeting)s order by s.name
"""
CLAIM = """
select c.reference, l.released_on, l.teacher, l.cost from funding_claim c join funding_claimline l on l.claim_id = c.id
where c.reference = %(claim)s order by l.released_on
"""
LOG = """
select s.urn, s.name from schools_participation p join schools_project j on j.id = p.project_id
join schools_school s on s.id = p.school_id
where s.hub_id = %(hub)s and j.academic_year = %(year)s and p.state = 'active' order by s.name
"""


@dataclass(frozen=True)
class Page:
    """A page as somebody asks for it, and the statement that its floor runs.

    Its aims: milliseconds of `processor`, a number of `queries` (0: any), and `most` times its floor.
    """

    what: str
    user: User
    address: str
    sql: str
    processor: int = 30
    queries: int = 0
    most: float | None = None


def pages() -> Iterator[Page]:
    """Those of the largest hub's lead, of a Specialist, and of the programme."""
    lead = User.objects.get(email="lead1@seed.example")
    specialist = User.objects.get(email="specialist1.1@seed.example")
    # Not any administrator: the site’s own account is one too, and cannot sign in.
    admin = User.objects.filter(email="bench@seed.example").first()
    admin = admin or User.objects.create_superuser("bench@seed.example", "x")
    urn = _values()["urn"]
    yield Page("a page of text", lead, "/privacy/", NOTHING)
    yield Page("desk, hub lead", lead, "/", DESK, queries=12)
    yield Page("desk, Specialist", specialist, "/", LOG, queries=12)
    yield Page("desk, Advocate", _advocate(), "/", LOG, queries=12)
    yield Page("board, largest hub", lead, "/schools/", BOARD, processor=25, queries=8, most=3)
    yield Page("school page", lead, f"/schools/{urn}/", SCHOOL, processor=40, queries=15)
    yield Page("search, hub lead", lead, "/search/?q=oak", SEARCH, processor=15, queries=4)
    yield Page("search, programme", admin, "/search/?q=oak", SEARCH, processor=15, queries=4)
    yield Page("search, a person", admin, "/search/?q=amira+pat", SEARCH, processor=15, queries=4)
    yield Page("report, hub", lead, "/reports/", REPORT)
    yield Page("report, programme", admin, "/reports/", FIGURES)
    yield Page("hubs side by side", admin, "/reports/hubs/", FIGURES)
    yield Page("claim queue", lead, "/claims/?tab=decide", CLAIMS)
    yield Page("sessions, largest hub", lead, "/sessions/", SESSIONS)
    yield Page("log a session", specialist, "/sessions/new/", LOG)
    yield Page("plan", lead, f"/plans/{urn}/", PLAN)
    yield Page("meeting", lead, f"/meetings/{_values()['meeting']}/", MEETING)
    yield Page("claim", lead, f"/claims/{_values()['claim']}/", CLAIM)


def _values() -> dict[str, Any]:
    academic_year = AcademicYear.of(timezone.localdate())
    year = academic_year.start
    hub = User.objects.get(email="lead1@seed.example").hub_posts.get().hub
    participations = Participation.objects.filter(hub=hub, project__academic_year=year).select_related("school")
    school = participations.order_by("pk").first().school  # type: ignore[union-attr]
    claim = Claim.objects.filter(grant__participation__hub=hub, state="submitted").order_by("pk").first()
    meeting = Meeting.objects.filter(group__hub=hub, state="held").order_by("pk").last()
    return {
        **sql_values(academic_year),
        "hub": hub.pk,
        "school": school.pk,
        "urn": school.urn,
        "claim": claim.reference,  # type: ignore[union-attr]
        "meeting": meeting.pk,  # type: ignore[union-attr]
    }


def _advocate() -> User:
    """An Advocate of the school of `_values`."""
    posts = Advocate.objects.filter(school=_values()["school"], ends_on__isnull=True)
    return posts.order_by("pk").first().user  # type: ignore[union-attr]


def floor(sql: str) -> Callable[[], object]:
    """A view with nothing around it: one statement, its rows in a plain loop."""
    values = _values()
    request = RequestFactory().get("/")

    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall()
        cells = ("".join(f"<td>{escape('' if cell is None else cell)}</td>" for cell in row) for row in rows)
        return HttpResponse("".join(f"<tr>{row}</tr>" for row in cells))

    return lambda: view(request)


def ask(page: Page) -> Callable[[], object]:
    """The page through every layer of the site."""
    client = Client()
    client.force_login(page.user, backend="django.contrib.auth.backends.ModelBackend")

    def get() -> None:
        answer = client.get(page.address)
        assert answer.status_code == 200, (page.address, answer.status_code)

    return get


def measured(rounds: int) -> list[tuple[Page, Pair, int]]:
    """Every page with its times and its number of queries, as a process that has begun and holds nothing but the site."""
    gc.collect()
    gc.freeze()  # what seeding has left would be searched for garbage with every page
    results = []
    for page in pages():
        print(f"  {page.what}", file=sys.stderr)
        get = ask(page)
        get()
        statements: list[str] = []

        def count(execute: Any, sql: str, *rest: Any, log: list[str] = statements) -> Any:
            log.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            get()
        results.append((page, side_by_side(page.what, get, floor(page.sql), rounds), len(statements)))
    return results
