"""Attempts of the hostile crawl on links that act or open without an account: who has left, another's link, a second use."""

from __future__ import annotations

import hashlib
import re
import secrets

from sustaining.common.logs import TOKEN
from tests.soak.hostile_client import Answer, Hostile, Site

ENDED = 410
OTHER_ADDRESSES = (
    "/rsvp/{}/",
    "/next-year/{}/",
    "/reports/shared/{}/",
    "/reports/shared/{}/report.pdf",
    "/invitation/{}/",
    "/apply/application/{}/",
    "/apply/agreement/{}/",
    "/apply/interest/{}/",
    "/calendar/{}.ics",
)
"""Addresses that take a token, each for links of its own purpose."""


def mint(site: Site, purpose: str, subject: tuple[str, int], user: int, email: str) -> str:
    """Put a link into the database as delivery would, and return its token."""
    token = secrets.token_urlsafe(32)
    site.ask(
        'INSERT INTO outbox_link (purpose, token_hash, subject_type_id, subject_id, user_id, "to", created_at)'
        " SELECT %s, %s, t.id, %s, %s, %s, now() FROM django_content_type t WHERE t.model = %s",
        purpose, hashlib.sha256(token.encode()).hexdigest(), subject[1], user, email, subject[0],
    )  # fmt: skip
    return token


def _open_proposals(site: Site) -> list[tuple]:
    """Return (proposal, participation, key and email of an Advocate) of proposals that wait for an answer."""
    return site.ask(
        "SELECT DISTINCT ON (y.id) y.id, p.id, u.id, u.email FROM rolling_yearproposal y"
        " JOIN schools_participation p ON p.id = y.participation_id JOIN schools_advocate a ON a.school_id = p.school_id"
        " JOIN accounts_user u ON u.id = a.user_id WHERE p.state = 'proposed' AND a.ends_on IS NULL ORDER BY y.id, u.id"
    )


def _state(site: Site, participation: int) -> str:
    return site.ask("SELECT state FROM schools_participation WHERE id = %s", participation)[0][0]


def answers_for_a_school(site: Site) -> list[str]:
    """1, 9: strangers, an Advocate who has left and a second use of the link answer a school's proposal for next year."""
    (proposal, year, user, email), (other, other_year, leaver, leaver_email), *_ = _open_proposals(site)
    gave_way = []
    for name in ("lead2", "advocate2", "finance"):
        answer = site.signed_in(name).post(f"/participations/{year}/answer/", {"answer": "confirm"}, page="/")
        gave_way += [f"{name} got {answer.status}"] * (answer.status not in (403, 404))
    guess = site.client().post(f"/next-year/{secrets.token_urlsafe(32)}/", {"answer": "confirm"})
    gave_way += [f"a guessed link got {guess.status}"] * (guess.status not in (403, 404, ENDED))
    gave_way += ["a stranger's answer counts"] * (_state(site, year) != "proposed")

    page, client = f"/next-year/{mint(site, 'next-year', ('yearproposal', proposal), user, email)}/", site.client()
    gave_way += ["a scanner that follows the link answers"] * (
        client.get(page).status != 200 or _state(site, year) != "proposed"
    )
    client.post(page, {"answer": "decline", "reason": "Both Advocates leave."})
    gave_way += [f"the recipient could not answer: {_state(site, year)}"] * (_state(site, year) != "declined")
    client.post(page, {"answer": "confirm"})
    gave_way += ["a used link answers again"] * (_state(site, year) != "declined")

    left = f"/next-year/{mint(site, 'next-year', ('yearproposal', other), leaver, leaver_email)}/"
    opened = site.client().get(left)
    site.ask(
        "UPDATE schools_advocate SET starts_on = least(starts_on, current_date - 1), ends_on = current_date - 1"
        " WHERE user_id = %s AND ends_on IS NULL",
        leaver,
    )
    late = [site.client().get(left).status, site.client().post(left, {"answer": "confirm"}, page="/apply/").status]
    gave_way += [f"the link of the leaver did not open before: {opened.status}"] * (opened.status != 200)
    gave_way += [f"who has left answers: {late}"] * (late[0] != ENDED or _state(site, other_year) != "proposed")
    return gave_way


def _share(advocate: Hostile, site: Site) -> tuple[str, str]:
    """Write a school's impact report, share it, and return the path of the link and of the page that lists links."""
    urn, year = site.ask(
        "SELECT s.urn, p.academic_year FROM schools_school s JOIN schools_participation q ON q.school_id = s.id"
        " JOIN schools_project p ON p.id = q.project_id JOIN schools_advocate a ON a.school_id = s.id"
        " JOIN accounts_user u ON u.id = a.user_id WHERE u.email = 'advocate@demo.example' AND q.state = 'active'"
        " ORDER BY p.academic_year LIMIT 1"
    )[0]
    edit = f"/schools/{urn}/impact/{year}/edit/"
    fields = dict.fromkeys(re.findall(r'<textarea[^>]*name="(\w+)"', advocate.get(edit).text), "Ratio, in every year.")
    advocate.post(edit, fields)
    report = site.ask("SELECT max(id) FROM desk_impactreport")[0][0]
    links = f"/reports/impact/{report}/links/"
    last_day = site.ask("SELECT to_char(current_date + 7, 'DD/MM/YYYY')")[0][0]
    shown = advocate.post(links, {"sent_to": "Governors", "ends_on": last_day})
    address = re.search(r"/reports/shared/[A-Za-z0-9_-]{43}/", shown.text)
    return address[0] if address else "", links


def opens_a_shared_report(site: Site) -> list[str]:
    """3, 9: a link to an impact report is shown once, opens nothing else, and ends when it should."""
    advocate = site.signed_in("advocate")
    address, links = _share(advocate, site)
    files = ("", "report.pdf", "report.docx")

    def statuses() -> list[int]:
        return [site.client().get(address + name).status for name in files]

    first: Answer = site.client().get(address)
    gave_way = [f"it did not open: {address} {statuses()}"] * (statuses() != [200] * 3)
    gave_way += ["the list of links shows the token"] * bool(TOKEN.search(advocate.get(links).text.replace(links, "")))
    gave_way += ["the page may be kept"] * ("no-store" not in first.headers.get("cache-control", ""))
    own = {path for path in re.findall(r'href="(/[^"#]*)"', first.text) if not path.startswith(("/static/", address))}
    gave_way += [
        f"the reader of a report opens {path}"
        for path in own
        if "/schools/" in path and site.client().get(path).status == 200
    ]
    gave_way += ["a stranger lists or makes links"] * (site.signed_in("advocate2").get(links).status != 404)
    key = site.ask("SELECT max(id) FROM reports_impactlink")[0][0]
    ends = (
        ("its day", "UPDATE reports_impactlink SET ends_on = current_date - 1 WHERE id = %s",
         "UPDATE reports_impactlink SET ends_on = current_date + 7 WHERE id = %s"),
        ("its maker's post",
         "UPDATE schools_advocate SET starts_on = least(starts_on, current_date - 1), ends_on = current_date - 1"
         " WHERE ends_on IS NULL AND user_id = (SELECT made_by_id FROM reports_impactlink WHERE id = %s)",
         "UPDATE schools_advocate SET ends_on = NULL WHERE ends_on = current_date - 1"
         " AND user_id = (SELECT made_by_id FROM reports_impactlink WHERE id = %s)"),
    )  # fmt: skip
    for what, end, undo in ends:
        site.ask(end, key)
        gave_way += [f"it opens after {what}: {statuses()}"] * (statuses() != [ENDED] * 3)
        site.ask(undo, key)
    advocate.post(f"/reports/impact/links/{key}/end/", {}, page=links)
    gave_way += [f"it opens after its end: {statuses()}"] * (statuses() != [ENDED] * 3)
    return gave_way


def takes_one_link_for_another(site: Site) -> list[str]:
    """1: the token of a reply to a meeting is tried at the address of every other kind of link."""
    invitation, user, email = site.ask(
        "SELECT i.id, u.id, u.email FROM workgroups_invitation i JOIN accounts_user u ON u.id = i.user_id"
        " JOIN workgroups_meeting m ON m.id = i.meeting_id WHERE m.state = 'scheduled' AND m.starts_at > now()"
        " AND i.withdrawn_at IS NULL AND u.is_active ORDER BY i.id DESC LIMIT 1"
    )[0]
    token = mint(site, "rsvp", ("invitation", invitation), user, email)
    opened = [pattern for pattern in OTHER_ADDRESSES if site.client().get(pattern.format(token)).status == 200]
    return [f"opened: {opened}"] * (opened != ["/rsvp/{}/"])


def floods_the_hub_with_problems(site: Site) -> list[str]:
    """4: one origin, with forged proxies, reports a hundred problems in other people's names."""
    count = "SELECT count(*) FROM outbox_email WHERE kind = 'problem_report'"
    before = site.ask(count)[0][0]
    refused = 0
    for number in range(100):
        client = site.client("198.51.100.77", forged=f"203.0.113.{number}")
        once = re.search(r'name="once"[^>]*value="([^"]+)"', client.get("/help/problem/").text)
        data = {"text": "Look at https://third.example", "name": "Mallory", "email": "lead@demo.example"}
        answer = client.post("/help/problem/", {**data, "once": once[1] if once else ""})
        refused += "We’ve sent" not in answer.text
    written = site.ask(count)[0][0] - before
    return [f"{written} emails from one origin, {refused} refused"] * (written > 60 or not refused)
