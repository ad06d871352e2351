"""Logging a session on a phone: in few taps, through a lost line, an expired sign-in, a closed tab, a double send."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from devplans.actions import plans
from devplans.choices import Horizon, NeedOf
from devplans.models import Session
from sustaining.common.file_checks import check_waiting_files
from tests.browser.visitor import Visitor, until
from tests.cast import enrol_another
from tests.devplans.test_planning import plan as plan_session
from tests.matrix.sample_rows import a_picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "Planned four lessons on ratio; Year 8 begin with them on Monday."
MOST_TAPS = 12
QUEUE = "import('/static/js/queue.js').then(queue => queue.all())"
KEEP_A_SESSION = """import('/static/js/queue.js').then((queue) => queue.put({
  once: "a", key: "b", person: Number(document.body.dataset.person), values: [], files: [], mend: true,
  page: "/sessions/new/",
}))"""
EVERYTHING_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}"""
KEPT_FOR = """async () => {
  const pages = await caches.open("log-form");
  const kept = await Promise.all((await pages.keys()).map((request) => pages.match(request)));
  return kept.map((page) => page.headers.get("X-Kept-For"));
}"""
SIZES = """icons => Promise.all(icons.map(async (icon) => {
  const picture = await createImageBitmap(await (await fetch(icon.src)).blob());
  return `${picture.width}x${picture.height}`;
}))"""


class Thumb:
    """Counts what a thumb does: taps, and the letters of the text."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.letters = page, 0, 0

    def tap(self, label: str, *, role: str = "") -> Thumb:
        """One tap on what has this label."""
        element = (
            self.page.get_by_role(role, name=label, exact=True) if role else self.page.get_by_label(label, exact=True)
        )
        element.first.tap()
        self.taps += 1
        return self

    def write(self, text: str) -> Thumb:
        """Letter by letter, where the thumb last tapped."""
        self.page.keyboard.type(text)
        self.letters += len(text)
        return self


@pytest.fixture
def aim(cast, now) -> str:
    """An aim of the school's plan, to be tapped."""
    plans.add_aim(
        cast.school.plan, title="Fluency with ratio", need_of=NeedOf.STUDENTS, need="Seen.", big_ideas=[],
        horizon=Horizon.THIS_YEAR, success_criteria="Books.", by=cast.advocate, now=now,
    )  # fmt: skip
    return "Fluency with ratio"


@pytest.fixture
def advocate(cast, visit) -> Visitor:
    """An Advocate with a phone, at the form, which the phone has kept."""
    visitor = visit(390).sign_in(cast.advocate.email)
    return at_the_form(visitor)


def at_the_form(visitor: Visitor) -> Visitor:
    """The form, with the worker in charge of the page and the page in its store."""
    visitor.go("/sessions/new/")
    visitor.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    until(visitor.page, "navigator.serviceWorker.controller !== null")
    visitor.page.reload()
    until(visitor.page, "caches.open('log-form').then(pages => pages.match('/sessions/new/')).then(Boolean)")
    return visitor


def fill(visitor: Visitor, text: str = TEXT) -> Visitor:
    """The least that a session needs."""
    visitor.choose("Plan review").choose("It stays as it is")
    return visitor.fill("What happened, and what changes?", text)


def without_a_line(visitor: Visitor) -> None:
    """The network is gone; Chromium says so on its console, which is not our fault."""
    visitor.forgive("ERR_INTERNET_DISCONNECTED")
    visitor.context.set_offline(True)


def save(visitor: Visitor) -> None:
    """Press Save, and no more."""
    visitor.page.get_by_role("button", name="Save session").click()


def waiting(visitor: Visitor) -> list:
    """What waits on the device, as soon as the page can say."""
    until(visitor.page, f"document.readyState === 'complete' && {QUEUE}.then(Boolean)")
    return json.loads(visitor.page.evaluate(f"{QUEUE}.then(JSON.stringify)"))


def until_sent(visitor: Visitor, number: int = 1) -> None:
    """The device has nothing more to send, and the server has it."""
    until(visitor.page, f"{QUEUE}.then(items => items.length === 0)")
    assert Session.objects.count() == number


def test_logging_a_session_takes_at_most_twelve_taps(aim, advocate, cast):
    """Joint planning of a sequence, today, half a day, with the Specialist and two colleagues, for one aim."""
    thumb = Thumb(advocate.page)
    thumb.tap("Joint planning").tap("A sequence")
    thumb.tap("Add a colleague", role="button").tap("Add a colleague", role="button")
    thumb.tap(aim).tap("What happened, and what changes?").write(TEXT).tap("Save session", role="button")
    advocate.sees("Session logged")
    session = Session.objects.get()
    assert (session.kind, session.planned_unit, session.colleagues) == ("joint_planning", "sequence", 2)
    assert (str(session.length), session.specialist, session.what_happened) == ("0.500", cast.specialist_record, TEXT)
    assert [linked_aim.title for linked_aim in session.aims.all()] == [aim]
    assert (thumb.taps, thumb.letters) == (7, len(TEXT))
    assert thumb.taps <= MOST_TAPS
    advocate.look()


def test_kind_is_a_step_of_its_own_on_a_phone(advocate):
    """The kinds first and alone; then the chosen one with what it asks; on a wide screen everything at once."""
    text = advocate.page.get_by_label("What happened, and what changes?")
    joint, review = (advocate.page.get_by_role("radio", name=name) for name in ("Joint planning", "Plan review"))
    button = advocate.page.get_by_role("button", name="Save session")
    expect(text).to_be_hidden()
    expect(button).to_be_hidden()
    expect(review).to_be_visible()
    advocate.look()
    advocate.choose("Joint planning")
    expect(text).to_be_visible()
    expect(button).to_be_visible()
    expect(review).to_be_hidden()
    assert advocate.page.evaluate("document.activeElement.value") == "joint_planning"
    advocate.look()
    advocate.page.get_by_role("button", name="Change the kind of session").click()
    expect(review).to_be_visible()
    advocate.choose("Plan review")
    expect(joint).to_be_hidden()
    advocate.page.set_viewport_size({"width": 1280, "height": 900})
    expect(joint).to_be_visible()
    expect(advocate.page.locator("[data-change-kind]")).to_be_hidden()


def test_arrow_keys_move_through_the_kinds_without_leaving_the_step(advocate):
    kinds = advocate.page.locator("[name=kind]")
    kinds.first.focus()
    advocate.page.keyboard.press("Space")
    advocate.page.get_by_role("button", name="Change the kind of session").click()
    advocate.page.keyboard.press("ArrowDown")
    advocate.page.keyboard.press("ArrowDown")
    assert kinds.locator("visible=true").count() == 6
    advocate.page.keyboard.press("Tab")
    expect(kinds.locator("visible=true")).to_have_count(1)
    assert advocate.page.evaluate("document.querySelector('[name=kind]:checked').value") == "led_pd"


def test_planned_session_whose_time_is_over_is_offered_before_the_kinds(cast, now, visit):
    session = plan_session(cast, now - timedelta(days=9))
    visitor = visit(390).sign_in(cast.advocate.email).go("/sessions/new/").sees("Planned, not logged yet")
    visitor.look()
    visitor.press("Joint planning", within="#main section.kind-step")
    assert visitor.page.url.endswith(f"/sessions/{session.pk}/log/")


def test_session_logged_offline_is_sent_when_online(advocate):
    fill(advocate)
    without_a_line(advocate)
    save(advocate)
    advocate.sees("saved on this device and will be sent when you’re back online").look()
    assert not Session.objects.exists()
    advocate.context.set_offline(False)
    advocate.sees("Session logged")
    assert Session.objects.get().what_happened == TEXT
    assert waiting(advocate) == []


def test_two_sessions_logged_offline_stay_two(advocate):
    """The form comes from the phone's own store, and each session has a key of its own."""
    without_a_line(advocate)
    for text in ("First.", "Second."):
        advocate.page.goto(advocate.base + "/sessions/new/")
        fill(advocate, text)
        save(advocate)
        advocate.sees("saved on this device and will be sent when you’re back online")
    assert len(waiting(advocate)) == 2
    advocate.context.set_offline(False)
    advocate.sees("Session logged").go("/")
    until_sent(advocate, 2)
    assert set(Session.objects.values_list("what_happened", flat=True)) == {"First.", "Second."}


def test_offline_pages_other_than_the_form_are_not_cached(advocate):
    advocate.go("/").go("/plans/").go("/sessions/new/")
    without_a_line(advocate)
    for page in ("/", "/plans/", "/claims/"):
        advocate.page.goto(advocate.base + page)
        advocate.sees("You are offline").look()
    cached = advocate.page.evaluate(EVERYTHING_KEPT)
    assert "/sessions/new/" in cached
    assert {path for path in cached if not path.startswith("/static/")} == {"/sessions/new/", "/offline/"}


def test_session_of_a_closed_tab_is_sent_at_the_next_visit(advocate):
    fill(advocate)
    without_a_line(advocate)
    save(advocate)
    advocate.sees("saved on this device and will be sent when you’re back online")
    advocate.page.close()
    advocate.context.set_offline(False)
    advocate.page = advocate.context.new_page()
    advocate.go("/")
    until_sent(advocate)


def test_session_form_after_sign_in_expired_keeps_its_text(advocate, cast):
    """The server asks to sign in again; then what waits is sent with a fresh token, by itself."""
    fill(advocate)
    advocate.context.clear_cookies()
    save(advocate)
    advocate.page.wait_for_url("**/accounts/login/**")
    assert not Session.objects.exists()
    advocate.fill("Email address", cast.advocate.email).fill("Password", "sustaining-demo").press("Sign in")
    advocate.sees("saved on this device has been sent")
    until_sent(advocate)


def test_stale_csrf_token_is_renewed(advocate, cast):
    """Signed out and in again in another tab: the open form's token is no longer good, and nobody notices."""
    fill(advocate)
    advocate.context.clear_cookies()
    other = advocate.context.new_page()
    other.goto(advocate.base + "/accounts/login/")
    other.fill("[name=login]", cast.advocate.email)
    other.fill("[name=password]", "sustaining-demo")
    other.click("main form button")
    until(other, "!location.pathname.includes('login')")
    save(advocate)
    advocate.sees("Session logged")
    assert Session.objects.count() == 1


def test_lost_response_creates_no_second_session(advocate):
    """The server had it, the phone did not hear: the second send is folded into the first."""
    fill(advocate)
    advocate.forgive("ERR_FAILED")
    sent = []

    def swallow(route):
        if route.request.method == "POST" and not sent:
            sent.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    advocate.page.route("**/sessions/new/**", swallow)
    save(advocate)
    advocate.sees("saved on this device and will be sent as soon as the site answers")
    assert sent == [201]
    advocate.go("/")
    until_sent(advocate)


def test_double_press_creates_one_session(advocate):
    fill(advocate)
    advocate.page.get_by_role("button", name="Save session").dblclick(no_wait_after=True)
    advocate.sees("Session logged")
    assert Session.objects.count() == 1


def test_queued_session_is_never_sent_by_another_user(advocate, cast, now):
    """Two people, one tablet: the second signs in where the first left a session; it stays for the first."""
    fill(advocate)
    advocate.context.clear_cookies()
    save(advocate)
    advocate.page.wait_for_url("**/accounts/login/**")
    advocate.fill("Email address", cast.advocate_two.email).fill("Password", "sustaining-demo").press("Sign in")
    advocate.go("/")
    assert len(waiting(advocate)) == 1
    assert not Session.objects.exists()
    # The first one's form, with names in it, is gone from the device: what is kept is the second one's.
    assert set(advocate.page.evaluate(KEPT_FOR)) == {str(cast.advocate_two.pk)}


def test_refused_queued_session_can_be_corrected(advocate):
    advocate.choose("Joint planning")
    save(advocate)
    advocate.sees("There is a problem", "Choose what you planned", "Enter what happened").look()
    advocate.choose("A lesson").fill("What happened, and what changes?", TEXT)
    save(advocate)
    advocate.sees("Session logged")


def test_photograph_is_queued_with_its_session(advocate):
    fill(advocate)
    file = {"name": "board.png", "mimeType": "image/png", "buffer": a_picture().content}
    advocate.page.locator("#id_files").set_input_files(file)
    without_a_line(advocate)
    save(advocate)
    advocate.sees("saved on this device and will be sent when you’re back online")
    advocate.context.set_offline(False)
    advocate.sees("Session logged", "board.png").look()
    check_waiting_files()
    assert Session.objects.get().files.get().is_picture


def test_signing_out_clears_the_device(advocate):
    fill(advocate)
    advocate.page.locator("details.menu summary").first.click()
    advocate.page.get_by_role("button", name="Sign out").click()
    advocate.page.wait_for_url("**/accounts/login/**")
    assert not advocate.page.evaluate("caches.has('log-form')")
    assert advocate.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('log:'))") == []
    without_a_line(advocate)
    advocate.page.goto(advocate.base + "/sessions/new/")
    advocate.sees("You are offline")


def test_signing_out_before_the_scripts_run_removes_the_kept_pages_alone(advocate):
    """Nobody was asked about what is not sent, so it stays for its writer."""
    fill(advocate)
    advocate.page.evaluate(KEEP_A_SESSION)
    advocate.page.evaluate("document.querySelector('form[action$=\"/accounts/logout/\"]').submit()")  # no submit event
    advocate.page.wait_for_url("**/accounts/login/**")
    advocate.sees("1 session is saved on this device. Sign in as the person who wrote it, and we’ll send it.")
    assert not advocate.page.evaluate("caches.has('log-form')")
    assert len(waiting(advocate)) == 1
    without_a_line(advocate)
    advocate.page.goto(advocate.base + "/sessions/new/")
    advocate.sees("You are offline")


@pytest.mark.tour
def test_queued_sessions_of_two_phones_keep_their_authors(cast, visit):
    """Two Advocates of a school, each with a phone, both without a line: two sessions, each under its writer's name."""
    phones = [at_the_form(visit(390).sign_in(person.email)) for person in (cast.advocate, cast.advocate_two)]
    for number, phone in enumerate(phones):
        fill(phone, f"By {number}.")
        without_a_line(phone)
        save(phone)
        phone.sees("saved on this device and will be sent when you’re back online")
    for phone in phones:
        phone.context.set_offline(False)
        phone.sees("Session logged")
    loggers = dict(Session.objects.values_list("what_happened", "logged_by"))
    assert loggers == {"By 0.": cast.advocate.pk, "By 1.": cast.advocate_two.pk}


def test_manifest_makes_the_site_installable(advocate):
    manifest = advocate.page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(r => r.json())")
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    sizes = advocate.page.evaluate(SIZES, manifest["icons"])
    assert sizes == [icon["sizes"] for icon in manifest["icons"]]


@pytest.mark.tour
def test_specialist_opens_the_forms_of_two_schools_offline(cast, now, visit):
    """Each school's form is kept under its own address: a session never goes to the wrong school."""
    second = enrol_another(cast, 940_001, "Dene Park Academy", now)
    specialist = visit(390).sign_in(cast.specialist.email)
    for urn in (cast.school.urn, second.school.urn):
        specialist.go(f"/sessions/new/?school={urn}")
        specialist.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        specialist.page.reload()
        until(
            specialist.page,
            f"caches.open('log-form').then(pages => pages.match('/sessions/new/?school={urn}')).then(Boolean)",
        )
    without_a_line(specialist)
    specialist.page.goto(f"{specialist.base}/sessions/new/?school={cast.school.urn}")
    specialist.sees(cast.school.name)
    specialist.page.goto(f"{specialist.base}/sessions/new/?school={second.school.urn}")
    specialist.sees("Dene Park Academy")


def test_session_draft_is_cleared_only_by_sending(advocate):
    advocate.choose("Plan review").fill("What happened, and what changes?", "Half a sentence")
    advocate.page.reload()
    advocate.sees("We’ve restored what you typed earlier")
    expect(advocate.page.get_by_label("What happened, and what changes?")).to_have_value("Half a sentence")
    advocate.page.get_by_role("button", name="Start again").click()
    expect(advocate.page.get_by_label("What happened, and what changes?")).to_have_value("")


def test_log_form_shows_the_hints_of_the_chosen_kind_alone(cast, visit):
    advocate = visit(390).sign_in(cast.advocate.email).go("/sessions/new/")
    advocate.choose("Joint planning")
    expect(advocate.page.get_by_text("For example, multiplicative reasoning, Year 7.")).to_be_visible()
    expect(advocate.page.get_by_text("For example, representing fractions.")).to_be_hidden()
