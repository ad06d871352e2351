"""Links without signing in: kept as hashes, minted as their email goes, ended in time, and never acting by GET."""

from __future__ import annotations

import logging
import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sustaining.accounts.models import User
from sustaining.applications import actions as applications
from sustaining.applications.choices import HeadAnswer
from sustaining.applications.models import Application
from sustaining.common.logs import TOKEN, MaskingFormatter, mask_tokens
from sustaining.outbox import actions, links
from sustaining.outbox.claiming import EmailTransactions
from sustaining.outbox.delivery import deliver_all
from sustaining.outbox.links import WITHHELD, Address
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import Email, EmailState, Link, MailChoice
from tests.applications.applying import begin, fill, submit, without_request_id
from tests.factories import SchoolFactory
from tests.links import applicant_path, as_sent, head_path, link_path, link_token, stop_path

pytestmark = pytest.mark.django_db


def send_all() -> list[str]:
    """Deliver what waits; the bodies as their readers get them."""
    before = len(django_mail.outbox)
    deliver_all(timezone.now)
    return [str(message.body) for message in django_mail.outbox[before:]]


def links_in(body: str) -> list[str]:
    """Paths of the links with a token in a body."""
    return [path for path in re.findall(r"https?://[^/\s]+(/\S+)", body) if TOKEN.search(path)]


def test_draft_of_another_applicant_cannot_be_taken_over(client, call, now):
    draft = begin(call, now)
    page = reverse("applications:begin", args=[call.project.code, draft.school.urn])
    stranger = client.post(page, {"contact_name": "Mallory", "contact_email": draft.contact_email})
    new = client.post(page, {"contact_name": "Mallory", "contact_email": "nobody@demo.example"})
    assert stranger.status_code == new.status_code == 200
    assert not TOKEN.search(stranger.content.decode().replace(draft.contact_email, ""))
    expected = without_request_id(new.content).replace("nobody@demo.example", draft.contact_email)
    assert without_request_id(stranger.content) == expected
    draft.refresh_from_db()
    assert draft.contact_name == "Ida Moor"
    assert {email.to for email in Email.objects.filter(kind="application_begun")} == {
        draft.contact_email,
        "nobody@demo.example",
    }


def test_first_email_contains_no_typed_text(client, call):
    school = SchoolFactory(hub=call.hub)
    page = reverse("applications:begin", args=[call.project.code, school.urn])
    client.post(page, {"contact_name": "Collect your prize", "contact_email": "victim@demo.example"})
    (body,) = [body for body in send_all() if school.name in body]
    assert "prize" not in body
    assert {email.to for email in Email.objects.filter(about_type__model="application")} == {"victim@demo.example"}


def test_stored_email_shows_staff_no_working_link(cast, call, now, client_of):
    fill(begin(call, now), now)
    send_all()
    email = Email.objects.get(kind="head_agreement")
    pages = [
        client_of(cast.admin).get(reverse("outbox:email", args=[email.pk])),
        client_of(cast.admin).get(f"/admin/outbox/email/{email.pk}/change/"),
        *(client_of(cast.admin).get(f"/admin/outbox/link/{link.pk}/change/") for link in Link.objects.all()),
    ]
    for page in pages:
        assert page.status_code == 200
        assert not TOKEN.search(re.sub(r'csrfmiddlewaretoken"[^>]*|nonce-\S+', "", page.content.decode()))
    assert WITHHELD in pages[0].content.decode()


def test_database_stores_no_token(call, now):
    """Every table and its history, after mails with links of every purpose have gone."""
    draft = begin(call, now)
    bodies = [*send_all()]
    application = fill(draft, now)
    bodies += send_all()  # each goes before the next step makes it untrue
    submit(application, now)
    bodies += send_all()
    tokens = {TOKEN.search(path)[0] for body in bodies for path in links_in(body)}
    assert len(tokens) >= 2
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if "session" not in name]
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', ["|".join(tokens)])
            assert cursor.fetchone()[0] == 0, table


def test_emailed_link_works_until_a_newer_one_is_sent(client, call, now):
    draft = begin(call, now)
    (old,) = links_in(send_all()[0])
    assert client.get(old).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        begin(call, timezone.now(), school=draft.school)
        assert client.get(old).status_code == 200, "until the newer one has gone"
        (new,) = links_in(send_all()[0])
        assert client.get(new).status_code == 200
        ended = client.get(old)
    assert ended.status_code == 410
    assert "Send me a new link" in ended.content.decode()


def test_link_older_than_its_age_gets_410(client, call, now, settings):
    settings.LINK_DAYS = settings.LINK_DAYS | {"application-draft": 3}
    path = applicant_path(begin(call, now))
    with time_machine.travel(now + timedelta(days=2)):
        assert client.get(path).status_code == 200
    with time_machine.travel(now + timedelta(days=4)):
        assert client.get(path).status_code == 410


def test_used_link_is_read_only(client, call, now):
    application = fill(begin(call, now), now)
    path = head_path(application)
    assert client.post(path, {"agrees": "yes"}).status_code == 302
    page = client.get(path).content.decode()
    assert "You agreed" in page
    assert "Send me a new link" in page
    client.post(path, {"agrees": "no"})
    application.refresh_from_db()
    assert application.head_answer == HeadAnswer.AGREED


def test_submission_makes_the_draft_link_read_only(client, call, now):
    draft = begin(call, now)
    token = link_token(applicant_path(draft))
    fill(draft, now)
    client.post(reverse("applications:check", args=[token]), {"declared_by": "Ida", "declared": "on"})
    page = client.get(reverse("applications:tasks", args=[token])).content.decode()
    assert "can no longer change it" in page
    client.post(reverse("applications:withdraw", args=[token]))
    draft.refresh_from_db()
    assert draft.state == "submitted"
    (status,) = [path for body in send_all() for path in links_in(body) if path.startswith("/application/")][-1:]
    client.post(f"{status}withdraw/")
    draft.refresh_from_db()
    assert draft.state == "withdrawn"


def test_new_link_is_sent_to_the_recipient_with_a_neutral_page(client, call, now):
    application = fill(begin(call, now), now)
    send_all()
    path = head_path(application)
    Link.objects.update(revoked_at=now)
    known = client.post(reverse("outbox:new-link", args=[link_token(path)]))
    unknown = client.post(reverse("outbox:new-link", args=["x" * 43]))
    assert without_request_id(known.content) == without_request_id(unknown.content)
    (body,) = send_all()
    (new,) = links_in(body)
    assert Email.objects.get(kind="new_link").to == application.head_email
    assert client.get(new).status_code == 200


def test_opening_a_link_records_only_the_time(client, cast, call, now):
    application = fill(begin(call, now), now)
    paths = [applicant_path(application), head_path(application), stop_path(cast.advocate)]
    before = Application.objects.values().get(pk=application.pk)
    for path in paths:
        for ask in (client.get, client.head):
            assert ask(path).status_code == 200
    assert Application.objects.values().get(pk=application.pk) == before
    assert not MailChoice.objects.exists()
    assert Link.objects.filter(last_opened_at__isnull=False, used_at=None).count() == len(paths)


def test_link_pages_send_no_referrer_and_are_not_cached(client, cast, call, now):
    application = fill(begin(call, now), now)
    for path in (applicant_path(application), head_path(application), stop_path(cast.advocate), f"/rsvp/{'x' * 43}/"):
        page = client.get(path)
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"
        assert not re.search(r'(src|href)="https?://(?!127\.0\.0\.1)', page.content.decode())


def test_cross_site_post_to_a_link_is_refused(call, now):
    """Browsers send `Origin: null` from a page without a referrer, so the token is the proof and not a cookie."""
    path = head_path(fill(begin(call, now), now))
    client = Client(enforce_csrf_checks=True)
    assert client.post(path, {"agrees": "yes"}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    ours = client.post(path, {"agrees": "yes"}, headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})
    assert ours.status_code == 302


def test_link_of_a_closed_account_gets_410(client, cast):
    path = stop_path(cast.advocate)
    User.objects.filter(pk=cast.advocate.pk).update(is_active=False)
    assert client.get(path).status_code == 410


def test_typed_placeholder_is_not_replaced(cast, call, now):
    draft = begin(call, now)
    text = f"Look: https://link.invalid/application-draft/{draft.pk}/"
    rendered = Rendered("Hello", text, f"<p>{text}</p>")
    actions.queue_rendered("typed", rendered, to="mallory@demo.example", kind="note", now=now)
    send_all()
    assert not Link.objects.filter(to="mallory@demo.example").exists()


def test_bounced_email_is_resent_with_a_new_link(cast, call, now, client):
    begin(call, now)
    (old,) = links_in(send_all()[0])
    email = Email.objects.get(kind="application_begun")
    Email.objects.filter(pk=email.pk).update(state=EmailState.BOUNCED)
    email.refresh_from_db()
    actions.retry_email(email, by=cast.admin, now=now)
    assert client.get(old).status_code == 410
    (new,) = links_in(send_all()[0])
    assert client.get(new).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_links_of_a_repeated_email_all_work(cast, call, now, client, monkeypatch):
    """The worker dies after the server has taken the mail and before it is marked: both copies have links that work."""
    begin(call, now)

    def die(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(EmailTransactions, "mark_sent", die)
        with pytest.raises(SystemExit):
            deliver_all(timezone.now)
    send_all()
    copies = [message for message in django_mail.outbox if "/application/" in message.body]
    assert len({message.extra_headers["Message-ID"] for message in copies}) == 1
    paths = [path for message in copies for path in links_in(message.body)]
    assert len(set(paths)) == 2
    assert [client.get(path).status_code for path in paths] == [200, 200]


@pytest.mark.django_db(transaction=True)
def test_concurrent_uses_of_a_link_act_once(cast, call, now):
    application = fill(begin(call, now), now)
    path = head_path(application)
    link = links.find_link(link_token(path))
    began, outcomes = threading.Barrier(2), []

    def press(agrees: bool) -> None:
        began.wait()
        try:
            act = links.by_link(link, applications.answer_as_head)
            act(Application.objects.get(pk=application.pk), agrees=agrees, now=timezone.now())
            outcomes.append("done")
        except links.LinkEnded:
            outcomes.append("ended")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[agrees]) for agrees in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["done", "ended"]


def test_history_of_a_link_action_names_the_link(client, call, now):
    application = fill(begin(call, now), now)
    path = head_path(application)
    client.post(path, {"agrees": "yes"})
    context = application.events.order_by("-pgh_id").first().pgh_context.metadata
    link = links.find_link(link_token(path))
    assert context["link"] == link.pk
    assert context["by"] == User.objects.system().pk
    assert links.sent_to(link) == f"by link sent to {application.head_email}"
    assert TOKEN.search(str(context)) is None


def test_logs_contain_no_token(call, now, caplog):
    path = applicant_path(begin(call, now))
    record = logging.LogRecord("x", logging.WARNING, "x", 1, "Not Found: %s", (path,), None)
    assert MaskingFormatter("%(message)s").format(record) == "Not Found: /application/[token]/"
    assert mask_tokens("GET /accounts/password/reset/key/4-c9x-aaaa/ HTTP/1.1").split()[1].endswith("/key/[token]/")
    assert mask_tokens(f"/calendar/{link_token(path)}.ics") == "/calendar/[token].ics"


@pytest.mark.parametrize("purpose", sorted(links.PURPOSES))
def test_every_link_purpose_has_an_age_and_an_ended_message(purpose, settings):
    declared = links.PURPOSES[purpose]
    assert declared.name in settings.LINK_DAYS
    assert declared.ended.endswith(".")
    assert (settings.LINK_DAYS[purpose] > 0) == (purpose != "calendar")


def test_address_before_delivery_is_a_placeholder(cast, now):
    assert str(Address("stop", cast.advocate)) == f"https://link.invalid/stop/{cast.advocate.pk}/"
    assert not Link.objects.exists()
    assert link_path(Address("stop", cast.advocate), to="a@demo.example", user=cast.advocate).startswith("/mail/stop/")
    assert as_sent(Email(text="Nothing to fill", placeholders={})) == "Nothing to fill"
