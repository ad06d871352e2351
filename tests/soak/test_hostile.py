"""A hostile crawl of a running production site: what was tried, and what gave way (nothing may)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from PIL import Image

from tests.scripts.conftest import local, nothing_given
from tests.soak.hostile_client import Site, production_site
from tests.soak.link_attempts import (
    answers_for_a_school,
    floods_the_hub_with_problems,
    mint,
    opens_a_shared_report,
    takes_one_link_for_another,
)

__all__ = ["local", "nothing_given"]

ODD = (
    "0",
    "-1",
    "9" * 30,
    "%00",
    "%FF",
    "<script>",
    "' OR 1=1 --",
    "..%2F..%2Fetc%2Fpasswd",
    "2026-99",
    "null",
    "[]",
    "é",
)
NAMES_A_ROW = re.compile(r"^/(?!apply/|static/|accounts/|privacy/).*/\d+(/|\.|$)")
"""Pages about one row have its key in their address: `/plans/914021/`, `/hub/3/impact/2026/`."""
ROLES = ("lead", "hubadmin", "auditor", "specialist", "advocate", "head", "finance", "trust")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    folder = Path(tmp_path_factory.mktemp("hostile", numbered=True))
    folder.chmod(0o711)
    with production_site(folder) as running:
        yield running


Attempt = Callable[[Site], list[str]]


def takes_over_a_draft(site: Site) -> list[str]:
    """1: an application is begun again with the applicant's address."""
    code, urn, email = site.ask(
        "SELECT p.code, s.urn, a.contact_email FROM applications_application a JOIN applications_call c ON c.id = a.call_id"
        " JOIN schools_project p ON p.id = c.project_id JOIN schools_school s ON s.id = a.school_id WHERE a.state = 'draft'"
    )[0]
    answer = site.client().post(f"/apply/{code}/start/{urn}/", {"contact_name": "Mallory", "contact_email": email})
    renamed = site.ask("SELECT count(*) FROM applications_application WHERE contact_name = 'Mallory'")[0][0]
    return [f"answered {answer.status} with {answer.tokens}"] * bool(answer.tokens or answer.status != 200) + (
        ["the draft was renamed"] if renamed else []
    )


def takes_an_address(site: Site) -> list[str]:
    """2: an Advocate makes the address of somebody else their own."""
    advocate = site.signed_in("advocate")
    advocate.post(
        "/accounts/email/", {"email": "newcomer@demo.example", "action_add": "", "password": "sustaining-demo"}
    )
    rows = site.ask("SELECT count(*) FROM accounts_user WHERE email = 'newcomer@demo.example'")
    return ["the account has the address before it was verified"] if rows[0][0] else []


def reads_acting_links(site: Site) -> list[str]:
    """3: staff read every email for the token of a link."""
    leaks = []
    for role in ("lead", "hubadmin", "specialist"):
        client = site.signed_in(role)
        for (key,) in site.ask("SELECT id FROM outbox_email WHERE placeholders <> '{}' ORDER BY id LIMIT 60"):
            answer = client.get(f"/mail/{key}/")
            leaks += [f"{role} reads a token at /mail/{key}/"] * bool(answer.status == 200 and answer.tokens)
    return leaks


def bombs_mailboxes(site: Site) -> list[str]:
    """4: one origin, with forged proxies, asks for emails to 120 addresses, and 30 to one."""
    code = site.ask("SELECT code FROM schools_project ORDER BY academic_year DESC LIMIT 1")[0][0]
    before = site.ask("SELECT count(*) FROM outbox_email")[0][0]
    for number in range(120):
        client = site.client("198.51.100.66", forged=f"203.0.113.{number}")
        client.post(f"/apply/{code}/", {"email": f"victim{number}@third.example"})
    for _ in range(30):
        site.client("198.51.100.67").post("/accounts/password/reset/", {"email": "lead@demo.example"})
    written = site.ask("SELECT count(*) FROM outbox_email")[0][0] - before
    to_one = site.ask(
        "SELECT count(*) FROM outbox_email WHERE kind LIKE 'account_password%%' AND \"to\" = 'lead@demo.example'"
    )
    return [f"{written} emails from one origin"] * (written > 110) + [f"{to_one[0][0]} to one person"] * (
        to_one[0][0] > 60
    )


def rules_after_leaving(site: Site) -> list[str]:
    """5: a hub administrator whose post has ended opens the rows that they could open before."""
    gave_way = []
    for role in ("hubadmin2", "lead2"):
        client = site.signed_in(role)
        before = [path for path, status in client.crawl(120).items() if status == 200]
        site.ask(
            "UPDATE schools_hubstaff SET ends_on = current_date - 1, starts_on = least(starts_on, current_date - 1)"
            " WHERE user_id = (SELECT id FROM accounts_user WHERE email = %s)",
            f"{role}@demo.example",
        )
        after = [path for path in before if NAMES_A_ROW.match(path) and client.get(path).status == 200]
        gave_way += [f"{role} still opens {path}" for path in after]
    return gave_way


def locks_people_out(site: Site) -> list[str]:
    """6: forty wrong passwords from one place, with forged proxies, keep nobody else out."""
    for number in range(40):
        site.client("198.51.100.99", forged=f"192.0.2.{number}").sign_in("head@demo.example", "wrong")
    return [] if site.client("203.0.113.77").sign_in("head@demo.example") else ["the headteacher is locked out"]


def administers_by_password_alone(site: Site) -> list[str]:
    """7: a programme administrator without a second factor opens Django admin and the reports of every hub."""
    client = site.client("203.0.113.80")
    client.post("/accounts/login/", {"login": "admin@demo.example", "password": "sustaining-demo"})
    paths = ("/admin/", "/admin/accounts/user/", "/schools/", "/reports/hubs/")
    return [f"opens {path}" for path in paths if client.get(path).status == 200]


def sends_bombs(site: Site) -> list[str]:
    """8: a workbook that unpacks to 200 MB, a picture of 60 megapixels and an SVG with a script."""
    client = site.signed_in("hubadmin")
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 200_000_000)
    picture = io.BytesIO()
    Image.new("1", (7700, 7700)).save(picture, "PNG")
    gave_way = []
    for name, content in (
        ("bomb.xlsx", workbook.getvalue()), ("large.png", picture.getvalue()), ("script.svg", b"<svg onload='alert(1)'/>"),
    ):  # fmt: skip
        answer = client.upload("/schools/upload/", name, content)
        gave_way += [f"{name}: {answer.status}"] * (answer.status >= 500)
        gave_way += [f"the site is away after {name}"] * (site.client().get("/healthz").status != 200)
    return gave_way


READ_ALONG = re.compile(r"^/(schools|plans|sessions|impact|claims)/")
"""A hub reads along about a school that moved to it (decision 87); pages of the other hub stay closed."""


def reads_across_hubs(site: Site) -> list[str]:
    """Everything that each role of the first hub can open is tried as the lead and the Advocate of the second."""
    gave_way = []
    moved = [name for (name,) in site.ask(
        "SELECT s.name FROM schools_school s JOIN schools_participation p ON p.school_id = s.id WHERE p.hub_id <> s.hub_id"
    )]  # fmt: skip
    strangers = {name: site.signed_in(name) for name in ("lead2", "advocate2")}
    for role in ROLES:
        paths = [
            path
            for path, status in site.signed_in(role).crawl(150).items()
            if status == 200 and NAMES_A_ROW.match(path)
        ]
        for name, stranger in strangers.items():
            for path in paths:
                answer = stranger.get(path)
                reads_along = (
                    name == "lead2" and READ_ALONG.match(path) and any(school in answer.text for school in moved)
                )
                gave_way += [f"{name} opens {path} of {role}"] * (answer.status == 200 and not reads_along)
    return gave_way


def breaks_pages(site: Site) -> list[str]:
    """Odd values in every parameter, unknown methods, forged hosts: an error of ours is a 500."""
    gave_way = []
    client = site.signed_in("lead")
    paths = {path.partition("?")[0] for path, status in client.crawl(150).items() if status == 200}
    for path in sorted(paths):
        for value in ODD[:: 1 if path.count("/") < 3 else 4]:
            query = "&".join(
                f"{name}={value.replace(' ', '%20')}" for name in ("year", "hub", "page", "sort", "q", "month", "tab")
            )
            answer = client.get(f"{path}?{query}".encode("ascii", "replace").decode())
            gave_way += [f"500 at {path}?…{value}"] * (answer.status >= 500)
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        gave_way += [f"{method}: 500"] * (client.send(method, "/").status >= 500)
    gave_way += ["another host is answered"] * (client.get("/", Host="evil.example").status not in (400, 404))
    return gave_way


def acts_without_the_secret(site: Site) -> list[str]:
    """A POST without a form's secret, or from another site, does nothing."""
    client = site.signed_in("lead")
    answer = client.send(
        "POST", "/mail/choices/", b"preference=changes", Content_Type="application/x-www-form-urlencoded"
    )
    return [f"answered {answer.status}"] * (answer.status != 403)


def finds_headers_missing(site: Site) -> list[str]:
    """12: every page has its policy; pages behind a link are never kept; no address carries a form's secret."""
    gave_way = []
    client = site.signed_in("lead")
    for path, status in client.crawl(60).items():
        gave_way += [f"the secret stands in {path}"] * ("csrfmiddlewaretoken" in path)
        if status == 200:
            headers = client.get(path).headers
            for name in (
                "content-security-policy",
                "x-content-type-options",
                "strict-transport-security",
                "referrer-policy",
            ):
                gave_way += [f"{path} has no {name}"] * (name not in headers)
    ended = site.client().get("/rsvp/" + "a" * 43 + "/").headers
    gave_way += ["a page behind a link may be kept"] * ("no-store" not in ended.get("cache-control", ""))
    gave_way += ["a page behind a link has a referrer"] * (ended.get("referrer-policy") != "no-referrer")
    return gave_way


def pays_somebody_else(site: Site) -> list[str]:
    """7: an open session without a recent password changes payees, a hub's finance file and what it asks of its staff."""
    client = site.signed_in("lead")
    hub = site.ask("SELECT hub_id FROM schools_hubstaff s JOIN accounts_user u ON u.id = s.user_id WHERE u.email = %s",
                   "lead@demo.example")[0][0]  # fmt: skip
    claims = site.ask("SELECT reference FROM funding_claim WHERE state IN ('draft', 'queried') LIMIT 20")
    pages = [f"/claims/{reference}/payee/" for (reference,) in claims]
    gave_way = []
    for page in (*pages, f"/claims/set-up/{hub}/columns/", f"/hubs/{hub}/settings/"):
        answer = client.post(
            page, {"payee": "Mallory Ltd", "staff_need_second_factor": "on"}, page="/accounts/details/"
        )
        gave_way += [f"{page} answered {answer.status}"] * (answer.status not in (302, 403, 404))
    changed = site.ask("SELECT count(*) FROM funding_claim WHERE payee = 'Mallory Ltd'")[0][0]
    changed += site.ask("SELECT count(*) FROM schools_hub WHERE staff_need_second_factor")[0][0]
    return gave_way + ["something was changed"] * bool(changed)


def acts_after_leaving(site: Site) -> list[str]:
    """9: the reply link of an Advocate who has left since."""
    invitation, user, email = site.ask(
        "SELECT i.id, u.id, u.email FROM workgroups_invitation i JOIN accounts_user u ON u.id = i.user_id"
        " JOIN workgroups_meeting m ON m.id = i.meeting_id JOIN schools_participation p ON p.id = i.participation_id"
        " JOIN schools_advocate a ON a.user_id = u.id AND a.school_id = p.school_id AND a.ends_on IS NULL"
        " WHERE m.state = 'scheduled' AND m.starts_at > now() + interval '1 hour' AND i.withdrawn_at IS NULL"
        " AND u.email <> 'advocate@demo.example' ORDER BY i.id LIMIT 1"
    )[0]
    page, client = f"/rsvp/{mint(site, 'rsvp', ('invitation', invitation), user, email)}/", site.client()
    opened = client.get(page).status
    site.ask(
        "UPDATE schools_advocate SET starts_on = least(starts_on, current_date - 1), ends_on = current_date - 1"
        " WHERE user_id = %s AND ends_on IS NULL",
        user,
    )
    answers = [client.get(page).status, client.post(page, {"rsvp": "apologies"}).status]
    rsvp = site.ask("SELECT rsvp FROM workgroups_invitation WHERE id = %s", invitation)[0][0]
    return [f"it did not open before: {opened}"] * (opened != 200) + [
        f"it answers {answers}, and the reply is {rsvp}"
    ] * (answers != [410, 410] or rsvp == "apologies")


def signs_twice(site: Site) -> list[str]:
    """10: the lead releases a run that was prepared by an account which is merged into theirs."""
    lead = site.ask("SELECT id FROM accounts_user WHERE email = 'lead@demo.example'")[0][0]
    run, preparer = site.ask(
        "SELECT r.id, r.prepared_by_id FROM funding_paymentrun r JOIN schools_hubstaff s ON s.hub_id = r.hub_id"
        " WHERE r.state = 'prepared' AND s.user_id = %s AND r.prepared_by_id <> %s ORDER BY r.id LIMIT 1",
        lead, lead,
    )[0]  # fmt: skip
    client = site.signed_in("lead")
    site.ask(
        "UPDATE accounts_user SET is_active = false, password = '!', merged_into_id = %s WHERE id = %s", lead, preparer
    )
    answer = client.post(f"/claims/runs/{run}/", {"paid_on": f"{datetime.now(UTC):%d/%m/%Y}"})
    state = site.ask("SELECT state FROM funding_paymentrun WHERE id = %s", run)[0][0]
    return [f"answered {answer.status}, and the run is {state}"] * (state != "prepared")


BEHIND_THE_SITE = (
    "UPDATE schools_hubstaff SET user_id = (SELECT max(id) FROM accounts_user) WHERE id = (SELECT min(id) FROM schools_hubstaff)",
    "UPDATE workgroups_workgroup g SET hub_id = (SELECT max(id) FROM schools_hub h WHERE h.id <> g.hub_id)",
    "UPDATE specialists_assignment SET starts_on = starts_on, specialist_id = (SELECT max(id) FROM specialists_specialist)",
    "UPDATE accounts_user SET is_superuser = false WHERE is_superuser",
    "UPDATE accounts_user SET email = 'mallory@third.example' WHERE email = 'lead@demo.example'",
    "DELETE FROM schools_hubstaff",
    "DELETE FROM funding_payment",
    "UPDATE funding_grant SET amount = amount + 1000",
    "UPDATE accounts_securityevent SET detail = 'nothing happened'",
)


def goes_around_the_site(site: Site) -> list[str]:
    """11: raw SQL, as from Django admin, changes whose a row is, who administers, and what was paid; admin as a lead."""
    gave_way = []
    for statement in BEHIND_THE_SITE:
        with suppress(psycopg.IntegrityError, psycopg.errors.RaiseException):
            site.ask(statement)
            gave_way.append(statement)
    client = site.signed_in("lead")
    for path in ("/admin/account/emailaddress/add/", "/admin/accounts/user/", "/admin/mfa/authenticator/"):
        gave_way += [f"a lead opens {path}"] * (client.get(path).status == 200)
    return gave_way


def enters_unheard(site: Site) -> list[str]:
    """12: somebody signs in on a new device, and the person hears nothing."""
    count = "SELECT count(*) FROM outbox_email WHERE \"to\" = 'head@demo.example' AND subject LIKE 'New sign-in%%'"
    before = site.ask(count)[0][0]
    site.signed_in("head")
    return ["no email about the new device"] * (site.ask(count)[0][0] != before + 1)


ATTEMPTS: tuple[Attempt, ...] = (
    takes_over_a_draft, takes_an_address, reads_acting_links, bombs_mailboxes, administers_by_password_alone, sends_bombs,
    floods_the_hub_with_problems, takes_one_link_for_another, opens_a_shared_report, answers_for_a_school,
    pays_somebody_else, acts_without_the_secret, finds_headers_missing, enters_unheard, breaks_pages, reads_across_hubs,
    locks_people_out, acts_after_leaving, rules_after_leaving, goes_around_the_site, signs_twice,
)  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_production_site_does_not_give_way(site, attempt):
    gave_way = attempt(site)
    print(f"\ntried: {(attempt.__doc__ or '').strip()}\ngave way: {len(gave_way)}")
    assert gave_way == [], gave_way[:40]
