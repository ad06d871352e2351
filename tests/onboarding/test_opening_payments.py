"""Payments that a hub made before it used the site: opening entries of the ledger, brought in and undone as a list."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.actions import NewLine, approve_claim, draft_claim, submit_claim
from funding.actions.grants import post_entry
from funding.choices import EntryKind
from funding.models import Claim, Entry, Grant, OpeningPayment, Payment, PaymentRun
from funding.reconciliation import differences
from funding.selectors.accounts import AccountFilter, account
from schools.actions import reinstate_participation, withdraw_participation
from schools.corrections import list_work
from sustaining.common.errors import DomainError, WrongState
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.sheet_uploads import check_sheet
from sustaining.desk.timeline import school_timeline
from sustaining.onboarding import actions
from sustaining.onboarding.actions import CannotBringIn, ListChanged, ListInProgress
from sustaining.onboarding.choices import OpeningKind
from sustaining.onboarding.models import OpeningUpload
from sustaining.onboarding.openings import check_openings
from sustaining.onboarding.waiting_lists import save_waiting_lists
from sustaining.outbox.models import Email
from tests.cast import enrol_another, gather
from tests.sizes import at_two_sizes

HEADINGS = ("URN", "School", "Year", "Amount", "Date paid", "Reference", "What for")


def line(house: Any, amount: str = "400", **values: Any) -> dict[str, Any]:
    """A payment of this year to the house's school."""
    return {"URN": house.school.urn, "Amount": amount, "Date paid": "14/10/2026", "Reference": "INV-1", **values}


def upload(house: Any, rows: list[dict[str, Any]], now: Any, *, headings: tuple[str, ...] = HEADINGS) -> OpeningUpload:
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    file = check_sheet("payments.csv", out.getvalue().encode())
    listed = actions.upload_openings(house.hub, kind=OpeningKind.PAYMENTS, file=file, by=house.lead, now=now)
    check_waiting_files()
    listed.refresh_from_db()
    assert listed.is_mapped, (listed.refusal, listed.headings)
    return listed


def seen(listed: OpeningUpload, user: Any, now: Any) -> str:
    return check_openings(listed, user, now).fingerprint


def save(listed: OpeningUpload, user: Any, now: Any) -> int:
    listed.refresh_from_db()
    return actions.save_openings(listed, seen=seen(listed, user, now), by=user, now=now)


def bring_in(house: Any, rows: list[dict[str, Any]], now: Any) -> OpeningUpload:
    listed = upload(house, rows, now)
    save(listed, house.lead, now)
    listed.refresh_from_db()
    return listed


def get_grant(house: Any) -> Grant:
    return Grant.objects.get(participation=house.participation)


def figures(house: Any) -> dict[str, Any]:
    """Every figure of the hub's accounts, by the ledger: of the year, and of the financial year of the payments."""
    shown = {}
    for name, scope in {
        "year": AccountFilter(hub=house.hub.pk, year=2026),
        "financial": AccountFilter(hub=house.hub.pk, financial=2026),
    }.items():
        page = account(house.lead, scope)
        shown[name] = (page["total"], page["rows"], page["forecast"], page["plot"].rows)
    return shown


pytestmark = pytest.mark.django_db


def test_payment_becomes_an_opening_entry_that_counts_as_paid(cast, now):
    emails, runs = Email.objects.count(), PaymentRun.objects.count()
    listed = bring_in(
        cast, [line(cast, "£400.00", **{"What for": "Cover"}), line(cast, "50.5", Reference="INV-2")], now
    )
    grant = get_grant(cast)
    assert (grant.committed, grant.paid) == (Decimal("450.50"), Decimal("450.50"))
    first, second = OpeningPayment.objects.select_related("entry")
    assert (first.entry.kind, first.entry.source, first.entry.target) == (EntryKind.OPENING, "left", "paid")
    assert (first.paid_on, first.reference, first.purpose) == (date(2026, 10, 14), "INV-1", "Cover")
    assert (first.source, first.source_row, first.recorded_by, first.recorded_at) == ("payments.csv", 2, cast.lead, now)
    assert timezone.localdate(first.entry.at) == date(2026, 10, 14)
    assert (second.source_row, second.entry.amount) == (3, Decimal("50.50"))
    assert (Email.objects.count(), PaymentRun.objects.count(), Payment.objects.count()) == (emails, runs, 0)
    assert not Claim.objects.filter(grant=grant).exists()
    assert [row["opening"] for row in listed.made] == [first.pk, second.pk]
    assert (listed.rows, listed.saved_by) == (None, cast.lead)
    assert list(differences()) == []


def test_account_counts_it_in_the_financial_year_of_the_payment(cast, now):
    bring_in(cast, [line(cast)], now)
    total, rows, *_ = figures(cast)["financial"]
    assert (total["paid"], total["committed"]) == (Decimal(400), Decimal(400))
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT SUM(CASE WHEN e.kind IN ('pay', 'opening') THEN e.amount
                WHEN e.kind IN ('return', 'recall', 'recover', 'unopening') THEN -e.amount ELSE 0 END),
                SUM(CASE e.kind WHEN 'open' THEN e.amount WHEN 'close' THEN -e.amount ELSE 0 END)
            FROM funding_entry e JOIN funding_grant g ON g.id = e.grant_id
            JOIN schools_participation p ON p.id = g.participation_id
            WHERE p.hub_id = %s AND (e.at AT TIME ZONE 'Europe/London')::date BETWEEN '2026-04-01' AND '2027-03-31'""",
            [cast.hub.pk],
        )
        assert cursor.fetchone() == (total["paid"], total["granted"])
    assert figures(cast)["year"][0]["left"] == cast.project.release_grant - 400
    assert rows


def test_undoing_gives_the_same_figures_as_before(cast, now):
    before, grant = figures(cast), get_grant(cast)
    listed = bring_in(cast, [line(cast), line(cast, "100", Reference="INV-2")], now)
    assert figures(cast) != before
    emails = Email.objects.count()
    assert actions.undo_openings(listed, reason="Wrong list.", by=cast.lead, now=now + timedelta(days=40)) == 2
    assert figures(cast) == before
    assert Email.objects.count() == emails
    grant.refresh_from_db()
    assert (grant.amount, grant.committed, grant.paid) == (cast.project.release_grant, 0, 0)
    assert Entry.objects.filter(grant=grant).count() == 5
    opening = OpeningPayment.objects.first()
    assert (opening.reversed_by, opening.reverse_reason, opening.reversal.why) == (
        cast.lead,
        "Wrong list.",
        "Wrong list.",
    )
    assert list(differences()) == []
    with pytest.raises(WrongState), transaction.atomic():
        actions.undo_openings(listed, reason="Again.", by=cast.lead, now=now)
    bring_in(cast, [line(cast)], now)
    assert get_grant(cast).paid == Decimal(400)


def problems(house: Any, rows: list[dict[str, Any]], now: Any) -> list[str]:
    checked = check_openings(upload(house, rows, now), house.lead, now)
    return [" ".join(row.why) if row.verdict == "problem" else row.verdict for row in checked.rows]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"Amount": "1000.01"}, "£1,000.01 is more than the £1,000.00 left of this grant."),
        ({"Amount": "0"}, "Amount must be more than £0."),
        ({"Amount": "lots"}, "Enter the amount in pounds, for example 500.00."),
        ({"Date paid": "soon"}, "Enter the date the payment was made"),
        ({"Date paid": "31/12/2026"}, "Date paid must be between Tue 1 Sep 2026, when 2026/27 began, and today."),
        ({"Date paid": "14/10/2025"}, "Date paid must be between Tue 1 Sep 2026"),
        (
            {"Year": "2019/20"},
            "“2019/20” isn’t a project or year of this school. Enter one of these: NCP26-14 (2026/27).",
        ),
        ({"URN": "123456"}, "None of Rivermead Maths Hub’s schools has the URN 123456."),
        ({"Reference": "x" * 101}, "Reference can have up to 100 characters"),
    ],
)
def test_wrong_row_is_refused_with_a_sentence(cast, now, values, sentence):
    assert sentence in problems(cast, [line(cast, **values)], now)[0]


def test_grant_goes_to_the_rows_that_come_first(cast, now):
    rows = [line(cast, "700"), line(cast, "400", Reference="B"), line(cast, "300", Reference="C"), line(cast, "700")]
    first, second, third, again = problems(cast, rows, now)
    assert (first, third) == ("add", "add")
    assert second == "£400.00 is more than the £300.00 left of this grant."
    assert again == "Same payment as row 2. If there were two, give each its own reference."
    listed = upload(cast, rows, now)
    assert save(listed, cast.lead, now) == 2
    assert problems(cast, rows[:1], now) == ["known"]
    assert "Nothing is left" in problems(cast, [line(cast, "1", Reference="D")], now)[0]


def claimed(house: Any, now: Any, cost: str) -> Claim:
    draft = draft_claim(
        get_grant(house),
        lines=[NewLine(now.date(), "Ann", Decimal(cost))],
        client_key=uuid4(),
        by=house.finance,
        now=now,
    )
    return submit_claim(draft, accepts=True, by=house.finance, now=now)


def test_what_is_claimed_leaves_less_room(cast, now):
    claim = claimed(cast, now, "800")
    assert problems(cast, [line(cast, "201")], now) == ["£201.00 is more than the £200.00 left of this grant."]
    bring_in(cast, [line(cast, "200")], now)
    approve_claim(claim, by=cast.lead, now=now)
    assert get_grant(cast).committed == Decimal(1000)
    with pytest.raises(DomainError), transaction.atomic():
        claimed(cast, now, "0.01")


def test_database_refuses_an_opening_entry_beyond_the_grant(cast, now):
    with pytest.raises(IntegrityError, match=r"This payment is for £1,000.01, but £1,000.00 of"), transaction.atomic():
        post_entry(get_grant(cast), EntryKind.OPENING, Decimal("1000.01"), by=cast.lead, now=now)
    with pytest.raises(IntegrityError, match="Only an opening entry can be reversed as one"), transaction.atomic():
        post_entry(get_grant(cast), EntryKind.UNOPENING, Decimal(1), by=cast.lead, now=now)


def test_opening_payment_stays_as_it_was(cast, now):
    bring_in(cast, [line(cast)], now)
    opened = Entry.objects.get(kind=EntryKind.OPEN, grant=get_grant(cast))
    for values in ({"paid_on": date(2026, 9, 2)}, {"source_row": 9}, {"entry": opened}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OpeningPayment.objects.update(**values)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        OpeningPayment.objects.all().delete()


def test_reconcile_names_an_entry_without_its_payment(cast, now):
    post_entry(get_grant(cast), EntryKind.OPENING, Decimal(5), by=cast.lead, now=now)
    assert any("has no payment that was brought in" in sentence for sentence in differences())


def test_closed_grant_opens_again_by_what_was_paid(cast, now):
    withdraw_participation(cast.participation, reason="Left.", by=cast.lead, now=now)
    grant = get_grant(cast)
    assert (grant.amount, bool(grant.closed_at)) == (0, True)
    before = figures(cast)
    assert "left of this grant" in problems(cast, [line(cast, "1000.01")], now)[0]
    listed = bring_in(cast, [line(cast, "300"), line(cast, "100", Reference="B")], now)
    grant = get_grant(cast)
    assert (grant.amount, grant.committed, grant.paid) == (400, 400, 400)
    actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now)
    assert figures(cast) == before
    bring_in(cast, [line(cast, "250")], now)
    cast.participation.refresh_from_db()
    reinstate_participation(cast.participation, reason="It stays.", by=cast.lead, now=now + timedelta(hours=1))
    grant = get_grant(cast)
    assert (grant.amount, grant.paid, grant.closed_at) == (1000, 250, None)
    assert list(differences()) == []


AMOUNTS = st.lists(st.tuples(st.sampled_from("oca"), st.integers(1, 70_000)), min_size=1, max_size=6)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=AMOUNTS)
def test_opening_entries_with_approvals_never_exceed_the_grant(cast, now, steps):
    """Whatever is brought in, claimed and approved, in whatever order: never more than the grant, and undone to the same."""
    with transaction.atomic():
        lists: list[OpeningUpload] = []
        claims: list[Claim] = []
        for place, (step, pence) in enumerate(steps):
            amount = Decimal(pence) / 100
            acts: dict[str, Callable[[], Any]] = {
                "o": lambda amount=amount, place=place: lists.append(
                    bring_in(cast, [line(cast, str(amount), Reference=f"R{place}")], now)
                ),
                "c": lambda amount=amount: claims.append(claimed(cast, now, str(amount))),
                "a": lambda: claims and approve_claim(claims.pop(), by=cast.lead, now=now),
            }
            try:
                with transaction.atomic():
                    acts[step]()
            except DomainError:
                continue
            grant = get_grant(cast)
            assert 0 <= grant.paid <= grant.committed <= grant.amount == cast.project.release_grant
        opened = sum((each.entry.amount for each in OpeningPayment.objects.counted()), Decimal(0))
        assert get_grant(cast).paid == opened
        assert list(differences()) == []
        committed = get_grant(cast).committed
        for listed in lists:
            actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now)
        grant = get_grant(cast)
        assert (grant.paid, grant.committed) == (0, committed - opened)
        transaction.set_rollback(True)


def test_enrolment_with_a_payment_is_work_that_stays(cast, now):
    listed = bring_in(cast, [line(cast)], now)
    assert "1 payment brought in" in list_work(cast.participation)
    actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now)
    assert "payment" not in " ".join(list_work(cast.participation))


def test_list_that_changed_since_is_not_saved(cast, now):
    listed = upload(cast, [line(cast)], now)
    shown = seen(listed, cast.lead, now)
    bring_in(cast, [line(cast, "700", Reference="B")], now)
    with pytest.raises(ListChanged), transaction.atomic():
        actions.save_openings(listed, seen=shown, by=cast.lead, now=now)
    none = upload(cast, [line(cast, "2000")], now)
    with pytest.raises(CannotBringIn, match="Nothing was saved"), transaction.atomic():
        save(none, cast.lead, now)


def test_only_a_hub_lead_brings_in_and_undoes(cast, now):
    listed = upload(cast, [line(cast)], now)
    for person in (cast.hubadmin, cast.auditor, cast.specialist, cast.finance, cast.other.lead):
        with pytest.raises(PermissionDenied), transaction.atomic():
            actions.save_openings(listed, seen="", by=person, now=now)
        with pytest.raises(PermissionDenied), transaction.atomic():
            actions.undo_openings(listed, reason="No.", by=person, now=now)
    for person in (cast.lead, cast.hubadmin, cast.auditor):
        assert listed in OpeningUpload.objects.visible_to(person)
    assert not OpeningUpload.objects.visible_to(cast.other.lead).exists()


def many(house: Any, number: int) -> list[dict[str, Any]]:
    return [line(house, "1.00", Reference=f"INV-{place}") for place in range(number)]


def test_long_list_is_saved_by_a_worker(cast, now, client_of, capsys):
    client = client_of(cast.lead)
    listed = upload(cast, many(cast, 51), now)
    page = client.get(listed.get_absolute_url())
    assert "Bring in 51 payments" in page.content.decode()
    data = {"seen": page.context["checked"].fingerprint, "listed": list(range(2, 53)), "row": list(range(2, 53))}
    html = client.post(reverse("onboarding:opening-save", args=[listed.pk]), data, follow=True).content.decode()
    assert "In progress" in html
    assert 'http-equiv="refresh"' in html
    assert not OpeningPayment.objects.exists()
    for refused in (
        lambda: actions.choose_opening_rows(listed, left_out=[2], by=cast.lead, now=now),
        lambda: actions.map_opening_columns(listed, columns={"urn": 0}, by=cast.lead, now=now),
        lambda: actions.bring_in_list(listed, seen="", by=cast.lead, now=now),
    ):
        with pytest.raises(ListInProgress), transaction.atomic():
            refused()
    assert save_waiting_lists(timezone.now()) == {"saved": 1}
    call_command("save_lists")
    assert capsys.readouterr().out == "Nothing waits.\n"
    assert OpeningPayment.objects.count() == 51
    html = client.get(listed.get_absolute_url()).content.decode()
    assert "brought in 51" in html
    listed.refresh_from_db()
    assert listed.saved_by == cast.lead


def test_long_list_that_a_worker_refuses_says_why(cast, now, client_of):
    listed = upload(cast, many(cast, 51), now)
    actions.bring_in_list(listed, seen=seen(listed, cast.lead, now), by=cast.lead, now=now)
    bring_in(cast, [line(cast, "990", Reference="Before")], now)
    assert save_waiting_lists(timezone.now()) == {"refused": 1}
    html = client_of(cast.lead).get(listed.get_absolute_url()).content.decode()
    assert "The list was not saved." in html
    assert "has changed since you checked it" in html
    assert OpeningPayment.objects.count() == 1


def test_worker_that_fails_half_way_has_saved_nothing(cast, now, monkeypatch):
    listed = upload(cast, many(cast, 51), now)
    actions.bring_in_list(listed, seen=seen(listed, cast.lead, now), by=cast.lead, now=now)
    real, calls = OpeningPayment.objects.create, []

    def killed(**values: Any) -> Any:
        calls.append(values)
        if len(calls) == 20:
            raise SystemExit
        return real(**values)

    monkeypatch.setattr(OpeningPayment.objects, "create", killed)
    with pytest.raises(SystemExit):
        save_waiting_lists(timezone.now())
    monkeypatch.undo()
    listed.refresh_from_db()
    assert (OpeningPayment.objects.count(), get_grant(cast).paid, listed.is_being_saved) == (0, 0, True)
    assert save_waiting_lists(timezone.now()) == {"saved": 1}
    assert get_grant(cast).paid == 51


@pytest.mark.django_db(transaction=True)
def test_same_list_twice_at_once_is_brought_in_once(now):
    cast = gather(now)
    lists = [upload(cast, [line(cast, "400")], now) for _ in range(2)]
    shown = [seen(listed, cast.lead, now) for listed in lists]

    def run(place: int) -> str:
        try:
            actions.save_openings(lists[place], seen=shown[place], by=cast.lead, now=now)
        except DomainError as error:
            return str(error)
        finally:
            connections.close_all()
        return "saved"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(run, range(2)))
    assert results[1] == "saved"
    assert "changed since you checked it" in results[0]
    assert get_grant(cast).paid == 400
    assert list(differences()) == []


def test_pages_show_where_a_payment_came_from(cast, now, client_of):
    listed = bring_in(cast, [line(cast, **{"What for": "Cover for Ann"})], now)
    for person, purpose in ((cast.lead, True), (cast.auditor, False), (cast.finance, True)):
        html = client_of(person).get(reverse("funding:grant", args=[cast.school.urn])).content.decode()
        assert "payments.csv, row 2" in html
        assert ("Cover for Ann" in html) == purpose
    for person in (cast.hubadmin, cast.auditor):
        client = client_of(person)
        html = client.get(reverse("onboarding:openings", args=[cast.hub.pk])).content.decode()
        assert "payments.csv" in html
        assert "A hub lead can bring in payments." in html
        assert "INV-1" in client.get(listed.get_absolute_url()).content.decode()
    html = client_of(cast.lead).get(reverse("onboarding:set-up", args=[cast.hub.pk])).content.decode()
    assert "1 payment brought in, £400.00 in total" in html


def test_activity_of_the_school_names_the_payment_and_its_reversal(cast, now):
    listed = bring_in(cast, [line(cast)], now)
    actions.undo_openings(listed, reason="Wrong.", by=cast.lead, now=now + timedelta(hours=1))
    sentences = [entry.sentence for entry in school_timeline(cast.school, cast.lead, "money")]
    what = "a payment of £400.00 that was made on Wed 14 Oct 2026"
    assert sentences[:2] == [f"{cast.lead} reversed {what}", f"{cast.lead} brought in {what}"]


def test_list_is_uploaded_mapped_and_undone_on_pages(cast, now, client_of):
    client = client_of(cast.lead)
    address = reverse("onboarding:bring-in", args=[cast.hub.pk, "payments"])
    assert "Choose a file, or paste rows below." in client.post(address, {}).content.decode()
    rows = f"Place\tPaid\tOn the\n{cast.school.urn}\t250\t14 October 2026"
    page = client.get(client.post(address, {"pasted": rows}).url)
    assert "Checking your file" in page.content.decode()
    check_waiting_files()
    listed = OpeningUpload.objects.get()
    columns = client.get(listed.get_absolute_url(), follow=True)
    data = {name: columns.context["form"][name].value() for name in columns.context["form"].fields}
    lacking = client.post(columns.request["PATH_INFO"], data).content.decode()
    assert "Choose which columns have the URN or name of the school" in lacking
    data |= {"column0": "urn", "column2": "paid_on"}
    page = client.post(columns.request["PATH_INFO"], data, follow=True)
    assert "Bring in 1 payment" in page.content.decode()
    save_page = reverse("onboarding:opening-save", args=[listed.pk])
    data = {"seen": page.context["checked"].fingerprint, "listed": [2], "row": []}
    assert "left out 1 payment" in client.post(save_page, data, follow=True).content.decode()
    data = {"seen": seen_now(client, listed), "listed": [2], "row": [2]}
    page = client.post(save_page, data, follow=True)
    assert "All rows are included again." in page.content.decode()
    data["seen"] = seen_now(client, listed)
    assert "1 payment brought in." in client.post(save_page, data, follow=True).content.decode()
    undo = reverse("onboarding:opening-undo", args=[listed.pk])
    assert "Undo 1 payment?" in client.get(undo).content.decode()
    html = client.post(undo, {"reason": "Wrong list."}, follow=True).content.decode()
    assert "1 payment undone. No one was emailed." in html
    assert get_grant(cast).paid == 0


def seen_now(client: Any, listed: OpeningUpload) -> str:
    return str(client.get(listed.get_absolute_url()).context["checked"].fingerprint)


def test_templates_can_be_uploaded(cast, client_of):
    for ending in ("csv", "xlsx"):
        content = client_of(cast.lead).get(reverse("onboarding:opening-template", args=["payments", ending])).content
        file = check_sheet(f"payments.{ending}", content)
        listed = actions.upload_openings(
            cast.hub, kind=OpeningKind.PAYMENTS, file=file, by=cast.lead, now=timezone.now()
        )
        check_waiting_files()
        listed.refresh_from_db()
        assert listed.is_mapped, listed.refusal
        assert len(listed.columns) == len(listed.known_columns)


@at_two_sizes
def test_check_page_queries_do_not_grow_with_rows(cast, now, client_of, sizes, django_assert_max_num_queries):
    urn = 950_000
    rows: list[dict[str, Any]] = []
    for number in sizes:
        while len(rows) < number:
            urn += 1
            year = enrol_another(cast, urn, f"School {urn}", now, days=Decimal(0))
            rows.append(line(cast, URN=year.school.urn))
        listed = upload(cast, rows, now)
        with django_assert_max_num_queries(40):
            page = client_of(cast.lead).get(listed.get_absolute_url())
        assert f"Bring in {number} payment" in page.content.decode()
