"""An auditor walks from a figure to its evidence in three presses; pages ask a constant number of queries."""

from __future__ import annotations

import io
import re
import zipfile

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sustaining.assurance.models import EvidenceDownload
from tests.cast import enrol_another
from tests.sizes import at_two_sizes


def count_queries(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def links(page: bytes) -> list[str]:
    return re.findall(r'href="([^"]+)"', page.decode())


def test_auditor_walks_from_a_figure_to_claim_item_decision_and_evidence_in_three_presses(hub_year, client_of):
    client = client_of(hub_year.cast.auditor)
    year = reverse("assurance:year", args=[hub_year.cast.hub.pk, hub_year.cast.project.academic_year])
    start = client.get(year)
    assert "£270.50" in start.content.decode()
    (claims,) = [link for link in links(start.content) if link.endswith("/claims/") and link.startswith("/assurance/")]
    first = client.get(claims).content
    (trail,) = [link for link in links(first) if link.endswith(f"#{hub_year.paid.reference}")]
    second = client.get(trail.partition("#")[0]).content
    text = second.decode()
    assert hub_year.cast.lead.full_name in text
    assert "£100.00" in text
    (file,) = [link for link in links(second) if link.startswith("/assurance/evidence/")]
    third = client.get(file)
    assert b"".join(third.streaming_content) == b"Cover for two teachers."
    assert EvidenceDownload.objects.get().by == hub_year.cast.auditor


def test_report_of_money_leads_an_auditor_to_the_trail_of_a_grant(hub_year, client_of):
    client = client_of(hub_year.cast.auditor)
    rows = client.get(reverse("reports:rows", args=["money"])).content
    (trail,) = [link for link in links(rows) if link == f"/assurance/grants/{hub_year.paid.grant_id}/"]
    assert client.get(trail).status_code == 200


def test_trail_hides_names_of_teachers_and_files_of_claims_that_were_not_sampled(hub_year, client_of):
    cast = hub_year.cast
    page = client_of(cast.auditor).get(reverse("assurance:trail", args=[hub_year.paid.grant_id])).content.decode()
    names = [line.teacher for line in hub_year.paid.lines.all()]
    assert [name for name in names if name in page] == []
    hub_year.file.claim = hub_year.waiting
    hub_year.file.save()
    assert client_of(cast.auditor).get(reverse("assurance:evidence-file", args=[hub_year.file.pk])).status_code == 404


def test_evidence_of_a_sample_is_one_zip_and_who_took_it_is_kept(hub_year, client_of):
    address = reverse("assurance:sample-evidence", args=[hub_year.sample.pk])
    answer = client_of(hub_year.cast.auditor).post(address)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.namelist()[:2] == ["index.csv", "claims.csv"]
        assert hub_year.repaid.reference in packed.read("claims.csv").decode()
        (name,) = packed.namelist()[2:]
        assert packed.read(name) == b"Cover for two teachers."
    assert EvidenceDownload.objects.get().what == "All evidence"
    assert client_of(hub_year.cast.other.auditor).post(address).status_code == 404
    assert client_of(hub_year.cast.finance).post(address).status_code == 404


def test_another_hubs_people_find_neither_year_nor_pack(hub_year, client_of):
    pack = hub_year.pack()
    year = reverse("assurance:year", args=[hub_year.cast.hub.pk, 2026])
    for who in (hub_year.cast.other.lead, hub_year.cast.other.auditor):
        client = client_of(who)
        assert client.get(pack.get_absolute_url()).status_code == 404
        assert client.get(reverse("assurance:pack-file", args=[pack.files.first().pk])).status_code == 404
        assert client.get(year).status_code in (403, 404)


def test_lead_makes_a_pack_and_everybody_may_draw_it_again(hub_year, client_of):
    cast = hub_year.cast
    pack = hub_year.pack()
    lead = client_of(cast.lead)
    made = lead.post(reverse("assurance:make-pack", args=[cast.hub.pk, 2026]), follow=True)
    assert "Check again" in made.content.decode()
    again = client_of(cast.auditor).post(reverse("assurance:check-pack", args=[pack.pk]), follow=True)
    assert "every file is the same, byte for byte" in again.content.decode()


def test_year_page_says_what_changed_since_the_newest_pack(hub_year, client_of):
    hub_year.pack()
    client = client_of(hub_year.cast.auditor)
    year = reverse("assurance:year", args=[hub_year.cast.hub.pk, 2026])
    assert "Nothing has changed since" in client.get(year).content.decode()
    receipt = hub_year.cast.hub.grant_receipts.get(amount=3000)
    cancel = reverse("assurance:cancel-receipt", args=[receipt.pk])
    client_of(hub_year.cast.lead).post(cancel, {"reason": "Counted twice."})
    page = client.get(year).content.decode()
    assert "Status Received; Reason –" in page
    assert "Status Cancelled; Reason Counted twice." in page


@at_two_sizes
def test_pages_of_a_year_ask_the_same_queries_for_few_schools_and_many(hub_year, claim_maker, client_of, sizes):
    counts = {}
    cast, made = hub_year.cast, 0
    pages = [
        reverse("assurance:desk"),
        reverse("assurance:year", args=[cast.hub.pk, 2026]),
        reverse("assurance:table", args=[cast.hub.pk, 2026, "claims"]),
        reverse("assurance:trail", args=[hub_year.paid.grant_id]),
    ]
    client = client_of(cast.auditor)
    for number in sizes:
        while made < number:
            enrol_another(cast, 930_000 + made, f"School {made}", hub_year.now, days=0)
            claim_maker.submitted("1")
            made += 1
        counts[number] = [count_queries(client, page) for page in pages]
    few, many = counts.values()
    assert many == few
    assert max(few) < 60
