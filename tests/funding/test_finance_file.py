"""File for the finance system: its columns, and how it looks before a run is released."""

from __future__ import annotations

import csv
import io

import pgtrigger
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from funding import actions
from funding.actions import runs
from funding.errors import ColumnsNotPossible
from funding.models import Claim, MoneySetup, PaymentRun

NEEDED = [["reference", "Ref", ""], ["payee", "Pay to", ""], ["amount", "GBP", ""]]
IMPOSSIBLE = [
    (NEEDED[:2], "Amount"),
    (NEEDED[1:], "Reference"),
    ([NEEDED[0], NEEDED[2]], "Pay to"),
    ([*NEEDED, ["urn", "gbp", ""]], "two columns are called"),
    *([[*NEEDED, ["urn", start + "URN", ""]], "begins with"] for start in ("=", "+", "-", "@", "\t", "\r")),
    ([*NEEDED, ["urn", " ", ""]], "Enter a heading"),
    ([*NEEDED, ["fixed-1", "Nominal", "=4310"]], "must not begin"),
]


def store_unchecked(hub, columns) -> None:
    """Store columns as they could be before the rule."""
    with pgtrigger.ignore("funding.MoneySetup:file_columns_can_be_paid_by"):
        MoneySetup.objects.update_or_create(hub=hub, defaults={"columns": columns})


@pytest.mark.parametrize(("columns", "sentence"), IMPOSSIBLE)
def test_columns_that_finance_cannot_pay_by_are_refused(cast, now, columns, sentence):
    with pytest.raises(ColumnsNotPossible, match=sentence):
        actions.set_columns(cast.hub, columns=columns, by=cast.hubadmin, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        MoneySetup.objects.update_or_create(hub=cast.hub, defaults={"columns": columns})


def posted(columns) -> dict[str, str]:
    """Return what the set-up page sends for these columns."""
    data = {}
    for place, (key, heading, text) in enumerate(columns, start=1):
        data |= {f"columns-{key}-place": str(place), f"columns-{key}-heading": heading, f"columns-{key}-words": text}
    return data


def test_columns_form_without_an_amount_says_so_at_the_field(cast, client_of):
    url = reverse("funding:setup-columns", args=[cast.hub.pk])
    page = client_of(cast.hubadmin).post(url, posted(NEEDED[:2]))
    assert "Enter a position for Amount" in page.context["columns"].errors["amount-place"][0]
    page = client_of(cast.hubadmin).post(url, posted([*NEEDED, ["urn", "ref", ""]]))
    assert "two columns are called “ref”" in page.context["columns"].errors["urn-heading"][0]
    page = client_of(cast.hubadmin).post(url, posted([*NEEDED, ["urn", "", ""]]))
    assert "Enter a heading" in page.context["columns"].errors["urn-heading"][0]
    assert not MoneySetup.objects.exists()
    assert client_of(cast.hubadmin).post(url, posted(NEEDED)).status_code == 302
    assert MoneySetup.objects.get().columns == NEEDED


def test_old_columns_without_an_amount_keep_runs_from_being_prepared_and_released(claim_maker, cast, now, client_of):
    run = claim_maker.run(claim_maker.approved("100.00"))
    waiting = claim_maker.approved("50.00")
    store_unchecked(cast.hub, [["reference", "Ref", ""], ["urn", "URN", ""]])
    with pytest.raises(ColumnsNotPossible, match="no column for Pay to or Amount"):
        claim_maker.run(waiting)
    with pytest.raises(ColumnsNotPossible, match="no column for Pay to or Amount"):
        runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    assert PaymentRun.objects.get().state == "prepared"
    for url in (
        reverse("funding:run", args=[run.pk]),
        reverse("funding:prepare", args=[cast.hub.pk]),
        reverse("funding:setup", args=[cast.hub.pk]),
        "/",
    ):
        assert "no column for Pay to or Amount" in client_of(cast.lead).get(url).content.decode(), url
    actions.set_columns(cast.hub, columns=NEEDED, by=cast.hubadmin, now=now)
    runs.release_run(run, paid_on=now.date(), by=cast.lead, now=now)
    assert Claim.objects.filter(state="paid").count() == 1


def test_file_of_a_prepared_run_is_shown_as_release_freezes_it(claim_maker, cast, client_of):
    claims = [claim_maker.approved("100.00"), claim_maker.approved("20.50")]
    run = claim_maker.run(*claims)
    url = reverse("funding:run", args=[run.pk])
    page = client_of(cast.lead).post(url, {"paid_on": "1/12/2026", "show-file": "yes"})
    run.refresh_from_db()
    assert run.state == "prepared"
    shown = page.context["file_rows"]
    assert "£120.50</b> in total" in page.content.decode()
    assert "2026-12-01" in page.content.decode()
    client_of(cast.lead).post(url, {"paid_on": "1/12/2026"})
    with run.files.get(name__endswith=".csv").file.open("rb") as frozen:
        headings, *rows = csv.reader(io.StringIO(frozen.read().decode("utf-8-sig")))
    assert [[heading for heading, _ in row] for row in shown] == [headings] * len(rows)
    assert [[value for _, value in row] for row in shown] == rows
