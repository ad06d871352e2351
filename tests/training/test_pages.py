"""What tells a training site apart on every page, and the emails that it keeps to itself."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pypdf import PdfReader

from sustaining.accounts.actions import send_invitation
from sustaining.accounts.models import User
from sustaining.common.pdf import render_pdf
from sustaining.outbox.models import Email
from sustaining.outbox.tasks import deliver

pytestmark = pytest.mark.django_db

MARK = "Training site: invented schools and people"
BANNER = "Training site: invented schools and people. Everything is reset each night."
PUBLIC = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/help/",
    "/apply/",
    "/privacy/",
    "/offline/",
    "/nothing/here/",
)


def pages(client: Client, *addresses: str) -> dict[str, str]:
    return {address: client.get(address).content.decode() for address in addresses}


def every_layout(cast, client_of) -> dict[str, str]:
    """A page of each layout: public, entrance, signed in, printed, refused, Django admin."""
    shown = pages(Client(), *PUBLIC)
    shown |= pages(client_of(cast.lead), "/", "/schools/", f"/plans/{cast.school.urn}/print/", "/admin/", "/none/")
    shown |= pages(client_of(cast.admin), "/admin/", "/admin/schools/school/")
    shown["500"] = render_to_string("500.html")
    return shown


def test_banner_and_title_are_on_a_page_of_every_layout(settings, cast, client_of):
    settings.TRAINING_SITE = True
    for address, page in every_layout(cast, client_of).items():
        assert BANNER in page, address
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert title.split()[0] == "Training", address


def test_other_sites_have_no_banner_and_their_usual_title(cast, client_of):
    for address, page in every_layout(cast, client_of).items():
        assert "Training site:" not in page, address
        assert "Training –" not in page, address


def test_search_engines_and_phones_are_told(settings):
    assert "X-Robots-Tag" not in Client().get("/help/").headers
    assert Client().get("/app.webmanifest").json()["short_name"] == "Sustaining"
    settings.TRAINING_SITE = True
    assert Client().get("/help/").headers["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().get("/app.webmanifest").json()["name"] == "Training – Sustaining"


def test_worker_sends_no_email_and_settles_each(training_site, mailoutbox, now):
    invited = User.objects.create_user("new@demo.example", full_name="Nell New")
    administrator = User.objects.get(email="admin@demo.example")
    send_invitation(invited, role="Hub lead", place="Rivermead", by=administrator, now=now)
    assert deliver() == {"sent": 1}
    assert Email.objects.get().state == "sent"
    assert mailoutbox == []


def test_emails_are_listed_to_their_readers_without_links(training_site, client_of, now):
    invited = User.objects.create_user("new@demo.example", full_name="Nell New")
    administrator = User.objects.get(email="admin@demo.example")
    send_invitation(invited, role="Hub lead", place="Rivermead", by=administrator, now=now)
    deliver()
    for reader in (invited, administrator):
        page = client_of(reader).get("/training/emails/").content.decode()
        assert "No email leaves the training site" in page
        assert Email.objects.get().subject in page
        assert "/accounts/invitation/" not in page
    page = client_of(User.objects.get(email="finance2@demo.example")).get("/training/emails/").content.decode()
    assert "No emails yet" in page


def test_emails_are_found_on_a_training_site_alone(cast, client_of, settings):
    assert client_of(cast.lead).get("/training/emails/").status_code == 404
    settings.TRAINING_SITE = True
    assert client_of(cast.lead).get("/training/emails/").status_code == 404, "the setting alone is not enough"
    assert Client().get("/training/emails/").status_code == 302


@pytest.mark.parametrize("template", ["certificate.typ", "impact.typ", "assurance.typ"])
def test_documents_of_a_training_site_say_so_on_their_pages(settings, template, now):
    texts = ("title", "year", "as_at", "hub", "lead_school", "author", "subtitle", "note")
    rows = ("certificates", "certificate", "tables", "figures", "sections", "charts")
    data = dict.fromkeys(texts, "A") | {name: [] for name in rows}
    assert MARK not in read_text(template, data, now)
    settings.TRAINING_SITE = True
    assert MARK in read_text(template, data, now)


def test_pdf_of_a_training_site_may_have_a_table_of_several_pages(settings, now):
    settings.TRAINING_SITE = True
    rows = [[str(number), "text"] for number in range(200)]
    table = {"title": "Table", "note": "", "headings": ["A", "B"], "numbers": [True, False], "rows": rows}
    names = ("title", "hub", "lead_school", "year", "as_at")
    data = {**dict.fromkeys(names, "text"), "certificate": ["text"], "tables": [table]}
    pages = PdfReader(BytesIO(render_pdf("assurance.typ", data, at=now))).pages
    assert len(pages) > 3
    assert all(MARK in " ".join(page.extract_text().split()) for page in pages)


def read_text(template: str, data: dict, now: datetime) -> str:
    pages = PdfReader(BytesIO(render_pdf(template, data, at=now))).pages
    return " ".join(pages[0].extract_text().split())
