"""The hub board, against the one SQL statement its rows need, rendered by a plain loop."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.utils.html import escape

from sustaining.accounts.models import User

ROWS = """
select s.urn, s.name, s.town, u.full_name, a.days, d.used, d.last, p.state, g.amount, g.paid, g.committed,
       (select count(*) from workgroups_attendance w where w.participation_id = r.id and w.mark = 'present')
from schools_participation r
join schools_school s on s.id = r.school_id
left join specialists_assignment a on a.participation_id = r.id and a.ends_on is null
left join specialists_specialist o on o.id = a.specialist_id
left join accounts_user u on u.id = o.user_id
left join devplans_plan p on p.school_id = s.id
left join funding_grant g on g.participation_id = r.id
left join lateral (
  select sum(days) filter (where state = 'confirmed') used, max(held_on) filter (where state in ('held', 'confirmed')) last
  from devplans_session x where x.participation_id = r.id
) d on true
where s.hub_id = %s order by s.name
"""


def page(lead: User) -> Callable[[], object]:
    """Ask for the board as the hub lead does, through every layer of the site."""
    client = Client()
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")

    def ask() -> None:
        answer = client.get("/schools/")
        assert answer.status_code == 200, answer.status_code

    return ask


def floor(hub: int) -> Callable[[], object]:
    """The same rows by one statement, as a table, with nothing around them."""

    def render() -> str:
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [hub])
            return "".join(
                "<tr>" + "".join(f"<td>{escape('' if cell is None else cell)}</td>" for cell in row) + "</tr>"
                for row in cursor.fetchall()
            )

    return render
