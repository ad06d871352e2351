"""Every kind of page of a busy hub, in each role, on a phone and at a desk, in daylight and in the dark."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from devplans.models import Aim, Session
from funding.models import Claim, Payment, PaymentRun, Recovery, Sample
from schools.models import Advocate, Hub, Participation, Project
from specialists.models import Specialist
from sustaining.accounts.models import User
from sustaining.applications.actions import leave_address
from sustaining.applications.links import INTEREST
from sustaining.applications.models import Application, Call
from sustaining.common.clock import today
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.years import AcademicYear
from sustaining.outbox.links import Address
from sustaining.outbox.models import Email
from sustaining.reports.actions import freeze_return
from sustaining.reports.models import CompletionReturn
from sustaining.workgroups.models import Meeting, WorkGroup
from tests.browser.validity import list_invalid_html
from tests.links import applicant_token, head_path, link_path, link_token, rsvp_path, stop_path

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

URN = 910003
TOUR = {
    "lead": [
        "/", "/todo/", "/search/?q=castle", "/schools/?quiet=on&show=days&show=plan", "/schools/{urn}/happened/",
        "/schools/{urn}/happened/?kind=money", "/schools/{urn}/impact/{year}/", "/schools/{urn}/impact/{year}/edit/",
        "/reports/", "/reports/sessions/", "/reports/participation/", "/reports/hub/{hub}/impact/{year}/",
        "/privacy/", "/privacy/{hub}/edit/", "/hubs/{hub}/settings/",
        "/journey/", "/schools/", "/schools/find/?q=school", "/schools/find/?q=nothing+like+it", "/schools/{urn}/",
        "/schools/{urn}/enrol/",
        "/schools/{urn}/people/", "/specialists/", "/plans/", "/plans/{urn}/", "/plans/{urn}/versions/1/",
        "/plans/{urn}/compare/?old=1", "/plans/{urn}/print/", "/plans/{urn}/reviews/2026/autumn/", "/plans/aims/{aim}/",
        "/impact/", "/impact/{urn}/", "/sessions/",
        "/sessions/?state=late", "/sessions/?school={urn}&kind=observation",
        "/workgroups/", "/workgroups/new/", "/workgroups/{group}/", "/workgroups/{group}/meetings/new/",
        "/workgroups/{group}/schools/", "/meetings/{ahead}/", "/meetings/{ahead}/move/", "/meetings/{ahead}/cancel/",
        "/workgroups/{group}/year/", "/workgroups/members/{member}/", "/workgroups/hubs/{hub}/",
        "/workgroups/hubs/{hub}/meeting_reminder/", "/meetings/{ahead}/about/", "/meetings/{ahead}/resources/",
        "/meetings/{ahead}/mail/", "/meetings/{held}/mail/", "/meetings/{ahead}/register/", "/mail/{email}/", "/mail/choices/",
        "/calendar/",
        "/meetings/{tba}/", "/meetings/{tba}/schedule/", "/meetings/{held}/", "/claims/", "/claims/?tab=paid",
        "/claims/{claim}/", "/claims/{claim}/reject/", "/claims/{claim}/query/", "/claims/runs/", "/claims/runs/{run}/",
        "/claims/school/{urn}/", "/claims/school/{urn}/statement/", "/claims/school/{urn}/late/", "/claims/{claim}/less/",
        "/claims/{paid}/", "/claims/{paid}/judge/", "/claims/{paid}/recover/", "/claims/account/",
        "/claims/account/?financial=2026&year=", "/claims/samples/", "/claims/samples/{sample}/", "/claims/samples/new/{hub}/",
        "/claims/recoveries/{recovery}/", "/claims/set-up/{hub}/", "/claims/runs/{released}/",
        "/claims/runs/{released}/answer/", "/claims/runs/{run}/cancel/", "/claims/payments/{returned}/correct/",
        "/meetings/{held}/register/reopen/", "/meetings/{held}/date/",
        "/schools/{urn}/advocates/new/", "/advocates/{advocacy}/handover/", "/advocates/{advocacy}/move/",
        "/specialists/placement/", "/specialists/placement/draft/", "/specialists/{specialist}/", "/advocates/upload/",
        "/accounts/details/",
        "/hub/{hub}/complete/{year}/", "/hub/{hub}/complete/{last}/", "/hub/completed/{completed}/reopen/",
        "/reports/returns/?year={last}", "/reports/returns/{frozen}/", "/schools/?risk=on",
        "/calls/", "/calls/new/", "/calls/{call}/", "/calls/{call}/edit/", "/calls/{call}/questions/",
        "/calls/{call}/compare/?{chosen}", "/calls/{call}/decide/?decision=offer&{chosen}", "/applications/{application}/",
        "/applications/{application}/override/",
    ],
    "specialist": [
        "/", "/specialists/{specialist}/",
        "/schools/", "/plans/{urn}/", "/sessions/", "/sessions/new/?school={urn}", "/workgroups/",
        "/sessions/visits/", "/sessions/visits/new/", "/sessions/{waits}/", "/sessions/{waits}/change/",
    ],
    "advocate": [
        "/", "/schools/{urn}/", "/plans/{urn}/", "/plans/aims/{aim}/", "/plans/aims/{aim}/drop/", "/plans/{urn}/write/",
        "/impact/{urn}/", "/sessions/new/", "/sessions/?state=to_confirm",
        "/sessions/{waits}/", "/sessions/{waits}/correct/", "/sessions/{waits}/files/", "/sessions/plan/", "/sessions/visits/",
        "/workgroups/{group}/",
        "/meetings/{ahead}/", "/claims/",
        "/calendar/", "/mail/choices/",
    ],
    "finance": ["/", "/claims/", "/claims/new/{urn}/", "/schools/{urn}/", "/claims/school/{urn}/"],
    "trust": ["/claims/", "/claims/several/"],
    "auditor": ["/", "/schools/", "/claims/", "/claims/runs/", "/claims/{paid}/", "/claims/account/", "/claims/samples/",
        "/reports/"],
    "admin": ["/", "/reports/", "/reports/hubs/", "/search/"],
    "": ["/privacy/", "/accessibility/", "/offline/",
        "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/", "/apply/{project}/",
        "/apply/{opened}/", "/apply/{opened}/start/?q=school", "/apply/{opened}/start/910020/", "/application/{draft}/",
        "/application/{draft}/school/", "/application/{draft}/advocate-1/", "/application/{draft}/department/",
        "/application/{draft}/questions/", "/application/{draft}/check/", "/application/{sent}/", "/agreement/{head}/",
        "/rsvp/{invited}/", "/rsvp/{invited}/?answer=apologies", "/mail/stop/{stop}/",
        "/interest/{interest}/",
    ],
}  # fmt: skip


def _freeze_last_year(hub: Hub) -> CompletionReturn:
    year = AcademicYear(AcademicYear.of(today()).start - 1)
    by = hub.staff.filter(role="lead").first().user
    return freeze_return(hub, year=year, point="august", by=by, now=timezone.now())


def _interest_token(project: Project) -> str:
    interest = leave_address(project, email="una@demo.example", by=User.objects.system(), now=timezone.now())
    return link_token(link_path(Address(INTEREST, interest), to=interest.email))


@pytest.fixture
def places(demo) -> dict[str, object]:
    """What the addresses of TOUR are about."""
    group = WorkGroup.objects.filter(hub__name="Rivermead").order_by("project__academic_year", "pk")[0]
    meetings = {
        state: Meeting.objects.filter(group=group, state=state).first() for state in ("tba", "scheduled", "held")
    }
    call = Call.objects.get()
    sent = list(Application.objects.filter(call=call, state="submitted").order_by("submitted_at"))
    return {
        "specialist": Specialist.objects.get(user__email="specialist@demo.example").pk,
        "advocacy": Advocate.objects.filter(school__urn=URN).first().pk, "call": call.pk, "opened": call.project.code,
        "chosen": "&".join(f"chosen={application.pk}" for application in sent[:3]), "application": sent[2].pk,
        "draft": applicant_token(Application.objects.get(state="draft")), "sent": applicant_token(sent[0]),
        "head": link_token(head_path(sent[1])),
        "urn": URN, "aim": Aim.objects.filter(plan__school__urn=URN).first().pk,
        "hub": group.hub_id, "group": group.pk, "project": group.project.code, "tba": meetings["tba"].pk,
        "member": group.memberships.first().pk,
        "email": Email.objects.about_thing(meetings["scheduled"]).first().pk,
        "invited": link_token(rsvp_path(meetings["scheduled"].invitations.first())),
        "last": group.project.academic_year - 1,
        "completed": Participation.objects.filter(state="completed", hub=group.hub).first().pk,
        "frozen": _freeze_last_year(group.hub).pk, "interest": _interest_token(group.project),
        "stop": link_token(stop_path(group.lead_links.first().specialist.user)),
        "year": group.project.academic_year,
        "waits": Session.objects.filter(participation__school__urn=URN).first().pk,
        "ahead": meetings["scheduled"].pk, "held": meetings["held"].pk,
        "claim": Claim.objects.filter(state="submitted").first().reference,
        "run": PaymentRun.objects.filter(state="prepared").first().pk,
        "released": PaymentRun.objects.filter(state="released", hub__name="Rivermead").first().pk,
        "paid": Recovery.objects.get(state="requested").claim.reference,
        "recovery": Recovery.objects.get(state="requested").pk,
        "sample": Sample.objects.get().pk, "returned": Payment.objects.get(state="returned").pk,
    }  # fmt: skip


HALF = len(TOUR["lead"]) // 2


@pytest.mark.tour
@pytest.mark.parametrize(
    ("dark", "roles", "part"),
    [
        pytest.param(False, ["lead"], slice(None, HALF), id="a lead: schools, plans, sessions"),
        pytest.param(True, ["lead"], slice(HALF, None), id="a lead: meetings, money, people"),
        pytest.param(True, ["advocate", "finance", "trust", ""], slice(None), id="a school"),
        pytest.param(False, ["specialist", "auditor", "admin"], slice(None), id="readers"),
    ],
)
def test_tour_of_every_page_is_accessible(places, visit, dark, roles, part, tmp_path):
    """Each page on a phone and, as it stands, at a desk in the other light; its HTML is valid."""
    sources: dict[str, str] = {}
    for role in roles:
        visitor = visit(390, dark=dark)
        if role:
            visitor.sign_in(f"{role}@demo.example")
        for page in TOUR[role][part]:
            visitor.go(page.format(**places))
            assert visitor.page.locator("h1").inner_text()
            visitor.look_from(1280, dark=not dark)
        assert len(visitor.looked_at) >= 2 * len(TOUR[role][part])
        sources |= visitor.sources
    assert list_invalid_html(sources, tmp_path) == []


def test_forbidden_and_not_found_pages_are_accessible(demo, visit):
    visitor = visit(390).sign_in("advocate@demo.example")
    visitor.forgive("the server responded with a status of 40")
    visitor.go("/claims/runs/").sees("Only hub staff can see payment runs")
    visitor.go("/schools/910020/")
    visitor.go("/nothing/here/")
    expect(visitor.page.locator("h1")).to_be_visible()


def test_school_search_updates_while_typing(demo, visit):
    lead = visit(1280).sign_in("lead@demo.example").go("/schools/find/")
    lead.page.get_by_label("Name, town, postcode or URN").press_sequentially("castle", delay=20)
    expect(lead.page.get_by_role("link", name="Castle Hill School")).to_be_visible()
    expect(lead.page.get_by_role("link", name="Dene Park Academy")).to_have_count(0)
    lead.look()


def test_register_is_marked_by_tapping(places, visit):
    """Marks are saved at each tap, without leaving the page."""
    meeting = Meeting.objects.get(pk=places["ahead"])
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at.replace(day=24, month=11), ends_at=meeting.ends_at.replace(day=24, month=11)
    )
    lead = visit(390).sign_in("hubadmin@demo.example").go(f"/meetings/{meeting.pk}/register/")
    lead.page.get_by_role("button", name="Present").first.click()
    expect(lead.page.locator("[data-line]")).to_have_text("All marks are saved.")
    expect(lead.page.locator("[aria-pressed=true]")).to_have_count(1)
    lead.page.get_by_role("button", name="Apologies").nth(1).click()
    expect(lead.page.locator("[aria-pressed=true]")).to_have_count(2)
    expect(lead.page.locator("[data-line]")).to_have_text("All marks are saved.")
    expect(lead.page.locator("[aria-pressed=true]")).to_have_count(2)
    assert sorted(meeting.attendances.values_list("mark", flat=True)) == ["apologies", "present"]
    lead.look()


def test_register_marks_are_kept_while_offline(places, visit):
    """Taps show at once, wait on the phone, outlive the page, and are saved when the line is back."""
    meeting = Meeting.objects.get(pk=places["ahead"])
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at.replace(day=24, month=11), ends_at=meeting.ends_at.replace(day=24, month=11)
    )
    lead = visit(390).sign_in("hubadmin@demo.example").go(f"/meetings/{meeting.pk}/register/")
    lead.forgive("ERR_INTERNET_DISCONNECTED")
    lead.context.set_offline(True)
    lead.page.get_by_role("button", name="Present").first.click()
    lead.page.get_by_role("button", name="Absent").nth(1).click()
    expect(lead.page.locator("[aria-pressed=true]")).to_have_count(2)
    expect(lead.page.locator("[data-line]")).to_contain_text("2 marks are saved on this device")
    assert not meeting.attendances.exists()
    lead.context.set_offline(False)
    expect(lead.page.locator("[data-line]")).to_contain_text("All marks are saved", timeout=15_000)
    assert sorted(meeting.attendances.values_list("mark", flat=True)) == ["absent", "present"]
    lead.look()


def test_session_draft_survives_a_closed_tab(demo, visit):
    advocate = visit(390).sign_in("advocate@demo.example").go("/sessions/new/")
    advocate.choose("Plan review").fill("What happened, and what changes?", "We read the plan line by line.")
    expect(advocate.page.locator("[data-kept]")).to_contain_text("Saved on this device")
    advocate.page.close()
    advocate.page = advocate.context.new_page()
    advocate.go("/sessions/new/").sees("We’ve restored what you typed earlier")
    expect(advocate.page.get_by_label("What happened, and what changes?")).to_have_value(
        "We read the plan line by line."
    )
    advocate.choose("It stays as it is").press("Save session").sees("Session logged")
    advocate.go("/sessions/new/").sees_not("line by line")


def test_claim_form_works_without_javascript(demo, browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/accounts/login/")
    page.fill("[name=login]", "finance@demo.example")
    page.fill("[name=password]", "sustaining-demo")
    page.click("main form button")
    page.goto(f"{live_server.url}/claims/new/{URN}/")
    offered = page.locator("[data-tick]").first
    cost = page.locator("[data-cost]").first
    expect(cost).to_be_hidden()
    offered.check()
    cost.fill("90")
    page.click("button[name=more]")
    expect(offered).to_be_checked()
    item = page.get_by_role("group", name="Item 1")
    for label, text in (("Date", "20 Nov"), ("Teacher released", "N. Hartwell"), ("Cost in pounds", "£120")):
        item.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("main")).to_contain_text("£210.00")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_journey_enlarges_by_keyboard_and_closes_with_escape(demo, visit, width):
    visitor = visit(width)
    visitor.go("/journey/")
    dialog = visitor.page.locator("#journey-large")
    expect(dialog).to_be_hidden()
    visitor.page.locator(".journey-open").focus()
    visitor.page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    visitor.look()
    visitor.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("width", [390, pytest.param(1280, marks=pytest.mark.tour)])
def test_advocate_upload_is_checked_before_saving(demo, visit, width):
    keeper = visit(width).sign_in("hubadmin@demo.example").go("/advocates/upload/")
    rows = ["URN,Name,Email address,TRN", f"{URN},Grace Holloway,grace@demo.example,1234567", "1,,nobody,"]
    file = {"name": "advocates.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    keeper.page.get_by_label("CSV or XLSX file").set_input_files(file)
    keeper.press("Check file").sees("Checking your file")
    check_waiting_files()  # as the worker does
    keeper.page.get_by_role("link", name="Check again").click()
    keeper.sees("Nothing has been saved yet", "None of your schools has this URN")
    keeper.press("Save 1 row").sees("1 added, 1 left out.")
    keeper.go(f"/schools/{URN}/people/").sees("Grace Holloway", "TRN 1234567")


def test_expiring_session_warns_and_can_be_extended(demo, visit):
    advocate = visit(390).sign_in("advocate@demo.example")
    page = advocate.page
    page.goto(advocate.base + "/accounts/details/")
    page.clock.install()
    page.reload()
    page.clock.fast_forward("11:58:30")
    expect(page.get_by_role("dialog")).to_contain_text("You will soon be signed out")
    advocate.look()
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.clock.fast_forward("12:00:10")
    expect(page.get_by_role("dialog")).to_contain_text("You are signed out")


def test_slash_key_focuses_the_search(demo, visit):
    lead = visit(1280).sign_in("lead@demo.example").go("/")
    lead.page.keyboard.press("/")
    lead.page.keyboard.type("castle")
    results = lead.page.locator("#search-found")
    expect(results.get_by_role("link", name="Castle Hill School").first).to_be_visible()
    lead.look()
    lead.page.keyboard.press("ArrowDown")
    lead.page.keyboard.press("Enter")
    expect(lead.page.locator("h1")).to_have_text("Castle Hill School")
    expect(lead.page.locator("#happened .timeline li").first).to_be_visible()
    lead.look()
    lead.page.locator("#happened").get_by_role("link", name="Money").click()
    expect(lead.page.locator("#happened .timeline li").first).to_contain_text("claim")
