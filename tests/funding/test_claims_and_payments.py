"""What stands around a claim: conditions, the window, queries by link, runs and their file, samples, recoveries, the account."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from funding import actions
from funding.actions import audit_samples, bank_results, runs
from funding.actions.grants import DayNotPossible
from funding.choices import ClaimState, PaymentState, RecoveryState
from funding.errors import AmountNotPossible, ClaimIncomplete, NothingToSample, WindowClosed
from funding.grant_balance import get_grant_balance
from funding.models import Acceptance, Claim, Entry, Grant, Payment, ResultUpload
from funding.reconciliation import differences
from funding.selectors.grants import grant_years, shown_grant_or_404
from schools.actions import add_contact, enrol_school, withdraw_participation
from schools.choices import ContactRole
from sustaining.common.file_checks import check_waiting_files
from sustaining.common.files import check_upload
from sustaining.common.years import AcademicYear
from sustaining.outbox.models import Email
from sustaining.outbox.reminders import due
from tests.cast import as_advocate, enrol_another
from tests.funding.conftest import parse_results
from tests.links import as_sent


def in_order() -> None:
    """Nothing differs from the ledger, and the claims stand where their entries say."""
    assert list(differences()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_grant_conditions_are_accepted_once_in_their_wording_then(claim_maker, cast, now):
    claim = claim_maker.draft("100.00")
    with pytest.raises(ClaimIncomplete, match="Accept the grant’s conditions"):
        actions.submit_claim(claim, by=cast.finance, now=now)
    actions.submit_claim(claim, accepts=True, by=cast.finance, now=now)
    accepted = Acceptance.objects.get()
    actions.set_conditions(cast.hub, conditions="Other words.", by=cast.lead, now=now)
    assert actions.submit_claim(claim_maker.draft("50.00"), by=cast.finance, now=now).state == ClaimState.SUBMITTED
    assert Acceptance.objects.get() == accepted
    assert "six years" in Acceptance.objects.get().words


def test_claim_after_the_window_needs_late_permission(claim_maker, cast, now):
    day, project = now.date(), cast.project
    actions.set_window(
        cast.hub, project=project, opens_on=day - timedelta(days=30), closes_on=day - timedelta(days=1),
        by=cast.hubadmin, now=now,
    )  # fmt: skip
    with pytest.raises(WindowClosed, match="Your hub lead can allow a late claim"):
        claim_maker.draft("10.00")
    with pytest.raises(DayNotPossible):
        actions.allow_late_claims(
            claim_maker.grant, late_until=day - timedelta(days=1), reason="Ill.", by=cast.lead, now=now
        )
    actions.allow_late_claims(
        claim_maker.grant, late_until=day + timedelta(days=5), reason="Ill.", by=cast.lead, now=now
    )
    assert claim_maker.submitted("10.00").state == ClaimState.SUBMITTED


@pytest.mark.parametrize(("days", "expected_day"), [(29, None), (28, 28), (10, 28), (7, 7), (0, 7), (-1, None)])
def test_closing_reminder_goes_to_schools_with_money_left(claim_maker, cast, now, days, expected_day):
    closes = now.date() + timedelta(days=days)
    for house in (cast, cast.other):
        actions.set_window(
            house.hub, project=cast.project, opens_on=min(now.date(), closes), closes_on=closes, by=house.lead, now=now
        )
    if days >= 0:
        claim_maker.submitted("1000.00")
    assert not [each for each in due(now + timedelta(days=4)) if each.kind == "claims_close"]  # a Saturday
    assert not [each for each in due(now - timedelta(hours=2)) if each.kind == "claims_close"]  # before nine
    occasions = [occasion for occasion in due(now) if occasion.kind == "claims_close"]
    assert {(occasion.to, occasion.key.split(":")[2]) for occasion in occasions} == (
        {(cast.other.finance, str(expected_day))} if expected_day else set()
    )


def test_withdrawal_releases_the_unclaimed_grant(claim_maker, cast, now):
    claim_maker.pay(claim_maker.approved("200.00"))
    waiting, draft = claim_maker.submitted("300.00"), claim_maker.draft("50.00")
    withdraw_participation(cast.participation, reason="No cover.", by=cast.lead, now=now)
    draft.refresh_from_db()
    assert (claim_maker.grant.amount, draft.state) == (500, ClaimState.WITHDRAWN)
    with pytest.raises(WindowClosed, match="closed"):
        claim_maker.draft("1.00")
    actions.approve_claim(waiting, amount=Decimal(120), reason="One day less.", by=cast.lead, now=now)
    assert (claim_maker.grant.amount, get_grant_balance(claim_maker.grant).left) == (320, 0)
    in_order()


def test_approving_less_than_claimed_needs_a_reason(claim_maker, cast, now):
    claim = claim_maker.submitted("600.00")
    for amount, reason in ((600.01, "x"), (0, "x"), (500, " ")):
        with pytest.raises(AmountNotPossible):
            actions.approve_claim(claim, amount=Decimal(str(amount)), reason=reason, by=cast.lead, now=now)
    claim.refresh_from_db()
    actions.approve_claim(claim, amount=Decimal("599.99"), reason="A penny less.", by=cast.lead, now=now)
    assert (claim_maker.grant.amount, claim_maker.grant.committed) == (Decimal("1000.00"), Decimal("599.99"))
    assert "A penny less." in Email.objects.get(kind="claim_approved").text
    claim_maker.pay(claim)
    assert Payment.objects.get().amount == Decimal("599.99")
    in_order()


def test_line_without_a_session_needs_an_explanation(claim_maker, cast, now, client_of):
    lines = [actions.NewLine(now.date(), "N. Hartwell", Decimal(100), "hours", Decimal("2.5"), "session:999")]
    claim = actions.draft_claim(claim_maker.grant, lines=lines, client_key=uuid4(), by=cast.finance, now=now)
    assert (claim.lines.get().occasion, claim.lines.get().hours) == ("", Decimal("2.5"))
    page = client_of(cast.finance).get(reverse("funding:new", args=[cast.school.urn])).content.decode()
    assert "Session or meeting" in page


def test_query_link_accepts_one_answer(claim_maker, cast, now, client):
    claim = claim_maker.submitted("100.00")
    actions.query_claim(claim, reason="Which lesson?", by=cast.lead, now=now)
    link = re.search(r"/claims/answer/\S+/", as_sent(Email.objects.get(kind="claim_queried")))[0]
    assert "Which lesson?" in client.get(link).content.decode()
    assert client.post(link, {"text": ""}).status_code == 200
    assert "You’ve answered this question" in client.post(link, {"text": "Year 8 ratio."}).content.decode()
    claim.refresh_from_db()
    assert (claim.state, claim.submitted_by) == (ClaimState.SUBMITTED, cast.finance)
    assert "You’ve answered this question" in client.get(link).content.decode()
    actions.query_claim(claim, reason="And the other?", by=cast.lead, now=now + timedelta(minutes=1))
    assert client.get(link).status_code == 410
    assert client.get("/claims/answer/forged/").status_code == 404


def test_run_file_is_frozen_and_its_link_expires(claim_maker, cast, now, client, client_of):
    actions.set_columns(
        cast.hub, columns=[["reference", "Ref", ""], ["fixed-1", "Nominal", "4-310"], ["payee", "To", ""], ["amount", "GBP", ""]],
        by=cast.hubadmin, now=now,
    )  # fmt: skip
    claim = claim_maker.approved("320.00")
    run = claim_maker.pay(claim)
    stored = run.files.get(name__endswith=".csv")
    content = b"".join(client_of(cast.auditor).get(reverse("funding:run-file", args=[stored.pk])).streaming_content)
    assert content.decode("utf-8-sig").splitlines() == [
        "Ref,Nominal,To,GBP",
        f"{claim.reference},4-310,{claim.school},320.00",
    ]
    assert hashlib.sha256(content).hexdigest() == stored.sha256
    assert client_of(cast.auditor).post(reverse("funding:file-link", args=[stored.pk])).status_code == 403
    page = client_of(cast.lead).post(reverse("funding:file-link", args=[stored.pk])).content.decode()
    link = re.search(r"/claims/runs/file/[^\"]+/", page)[0]
    assert b"".join(client.get(link).streaming_content) == content
    assert client.get(link[:-3] + "x/").status_code == 404
    with stored.file.storage.open(stored.file.name, "wb") as opened:
        opened.write(b"changed")
    assert client.get(link).status_code == 404
    assert [line for line in differences() if "not what was released" in line]


def test_cancelled_run_returns_its_claims_to_approved(claim_maker, cast, now):
    run = claim_maker.run(claim_maker.approved("100.00"))
    runs.cancel_run(run, reason="Wrong day.", by=cast.lead, now=now)
    assert claim_maker.pay(Claim.objects.get()).state == "released"
    in_order()


def test_bank_results_recorded_twice_never_pay_a_claim_twice(claim_maker, cast, now):
    first, second = claim_maker.approved("100.00"), claim_maker.approved("200.00")
    run = claim_maker.pay(first, second)
    content = (
        f"Reference,Result,Reason\n{first.reference},paid,\n{second.reference},unpaid,Closed\nSUS-1,paid,\n".encode()
    )
    rows = parse_results(content)
    for expected in ({"confirm": 1, "return": 1, "problem": 1}, {"same": 2, "problem": 1}):
        assert bank_results.record_answer(run, rows=rows, by=cast.hubadmin, now=now) == expected
    second.refresh_from_db()
    assert (second.state, claim_maker.grant.committed, claim_maker.grant.paid) == (ClaimState.APPROVED, 300, 100)
    claim_maker.pay(second)
    assert bank_results.record_answer(run, rows=rows, by=cast.hubadmin, now=now) == {"same": 2, "problem": 1}
    assert Payment.objects.exclude(state=PaymentState.RETURNED).count() == 2
    assert (claim_maker.grant.committed, claim_maker.grant.paid) == (300, 300)
    assert Email.objects.filter(kind="payment_returned").count() == 1
    in_order()


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"A,B\n1,2", b"Reference,Result\n", b"PK\x03\x04nothing", b'"'])
def test_invalid_bank_results_file_is_refused_with_a_sentence(claim_maker, cast, client_of, content):
    run = claim_maker.pay(claim_maker.approved("100.00"))
    client = client_of(cast.hubadmin)
    answer = client.post(
        reverse("funding:finance-answer", args=[run.pk]), {"file": SimpleUploadedFile("a.csv", content)}
    )
    if answer.status_code == 200:
        assert "There is a problem" in answer.content.decode()
        return
    assert "Checking your file" in client.get(answer.url).content.decode()
    check_waiting_files()
    upload = ResultUpload.objects.get()
    assert upload.is_refused
    assert html.escape(upload.refusal) in client.get(answer.url).content.decode()


def test_bank_results_are_shown_before_they_are_saved(claim_maker, cast, client_of):
    claim = claim_maker.approved("100.00")
    run = claim_maker.pay(claim)
    client = client_of(cast.hubadmin)
    sent = SimpleUploadedFile("a.csv", f"Ref,Paid,Amount\n{claim.reference.lower()},yes,100.00".encode())
    address = client.post(reverse("funding:finance-answer", args=[run.pk]), {"file": sent}).url
    check_waiting_files()
    assert "1 to confirm" in client.get(address).content.decode()
    assert Payment.objects.get().state == PaymentState.SENT
    save = reverse("funding:save-answer", args=[ResultUpload.objects.get().pk])
    client.post(save)
    assert Payment.objects.get().state == PaymentState.CONFIRMED
    assert "Choose the file again" in client.post(save, follow=True).content.decode()


def test_audit_sample_is_reproducible_from_its_seed(claim_maker, cast, now):
    claim_maker.pay(*(claim_maker.approved("10.00") for _ in range(8)))
    year, day = cast.project.academic_year, now.date() + timedelta(days=14)
    sample = audit_samples.draw_sample(cast.hub, academic_year=year, number=3, answer_by=day, by=cast.lead, now=now)
    chosen = sorted(sample.sampled.values_list("claim", flat=True))
    assert chosen == audit_samples.draw_claim_keys(sample.drawn_from, 3, sample.seed)
    assert Email.objects.filter(kind="evidence_asked").count() == 3
    sampled = sample.sampled.first()
    upload = check_upload("cover.txt", b"Period 3: cover by A. Supply.")
    audit_samples.give_evidence(sampled, text="The cover sheet.", uploads=[upload], by=cast.finance, now=now)
    assert audit_samples.accept_evidence(sampled, finding="In order.", by=cast.lead, now=now).state == "accepted"
    audit_samples.draw_sample(cast.hub, academic_year=year, number=99, answer_by=day, by=cast.lead, now=now)
    with pytest.raises(NothingToSample):
        audit_samples.draw_sample(cast.hub, academic_year=year, number=1, answer_by=day, by=cast.lead, now=now)


def test_settled_recovery_returns_money_to_the_grant(claim_maker, cast, now, client_of):
    claim = claim_maker.approved("1000.00")
    claim_maker.pay(claim)
    with pytest.raises(AmountNotPossible, match=r"recover up to £1,000\.00"):
        audit_samples.request_recovery(claim, amount=Decimal("1000.01"), reason="No.", by=cast.hubadmin, now=now)
    recovery = audit_samples.request_recovery(
        claim, amount=Decimal(400), reason="Two days not taken.", by=cast.hubadmin, now=now
    )
    page = reverse("funding:claim", args=[claim.reference])
    assert "Recoveries" not in client_of(cast.finance).get(page).content.decode()
    audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    assert "Recoveries" in client_of(cast.finance).get(page).content.decode()
    assert get_grant_balance(claim_maker.grant).left == 0
    audit_samples.settle_recovery(recovery, settled_on=now.date(), by=cast.hubadmin, now=now)
    assert (recovery.state, get_grant_balance(claim_maker.grant).left, claim_maker.grant.paid) == (
        RecoveryState.SETTLED,
        400,
        600,
    )
    assert claim_maker.submitted("400.00").state == ClaimState.SUBMITTED
    in_order()


def test_auditor_sees_amounts_but_no_text_about_people(claim_maker, cast, now, client_of):
    claim = claim_maker.submitted("100.00")
    actions.query_claim(claim, reason="Was Nina ill that day?", by=cast.lead, now=now)
    client = client_of(cast.auditor)
    page = client.get(claim.get_absolute_url()).content.decode()
    assert "£100.00" in page
    assert "Nina ill" not in page
    assert "Teacher 0" not in page
    assert "T. 0." in page


def test_trust_finance_officer_claims_for_several_schools_at_once(claim_maker, cast, now, client_of):
    schools = [cast.school]
    for number in (1, 2):
        other = enrol_another(cast, 915_000 + number, f"Trust School {number}", now)
        add_contact(
            other.school, full_name="", email=cast.finance.email, role=ContactRole.FINANCE, by=cast.lead, now=now
        )
        schools.append(other.school)
    client = client_of(cast.finance)
    assert "Claim for several schools" in client.get(reverse("funding:claims")).content.decode()
    data = {"lines-TOTAL_FORMS": 4, "lines-INITIAL_FORMS": 0, "once": uuid4()}
    for place, school in enumerate([*schools, schools[0]]):
        row = {
            "school": school.urn,
            "released_on": "20/11/2026",
            "teacher": f"T {place}",
            "length": "half",
            "cost": "90",
        }
        data |= {f"lines-{place}-{name}": value for name, value in row.items()}
    answer = client.post(reverse("funding:several"), data)
    assert Claim.objects.count() == 3
    assert client.post(reverse("funding:several"), data).url == answer.url
    assert client.post(answer.url, {"declared": "on"}).status_code == 200
    client.post(answer.url, {"declared": "on", "accepts": "on"})
    assert sorted(Claim.objects.values_list("state", "total")) == [
        ("submitted", 90),
        ("submitted", 90),
        ("submitted", 180),
    ]
    stranger = {"lines-0-school": cast.other.school.urn}
    assert client.post(reverse("funding:several"), data | stranger).status_code == 200
    assert Claim.objects.count() == 3


def several_lines(*rows: tuple[int, str, str]) -> dict[str, object]:
    """Return the form of lines `(urn, teacher, cost)`."""
    data: dict[str, object] = {"lines-TOTAL_FORMS": len(rows), "lines-INITIAL_FORMS": 0, "once": uuid4()}
    for place, (urn, teacher, cost) in enumerate(rows):
        row = {"school": urn, "released_on": "20/11/2026", "teacher": teacher, "length": "half", "cost": cost}
        data |= {f"lines-{place}-{name}": value for name, value in row.items()}
    return data


def test_line_beyond_what_a_school_has_left_is_named_and_the_rest_is_kept(claim_maker, cast, client_of):
    claim_maker.approved("900.00")
    lines = several_lines((cast.school.urn, "Ann", "60"), (cast.school.urn, "Ben", "60"))
    page = " ".join(client_of(cast.finance).post(reverse("funding:several"), lines).content.decode().split())
    assert f"Item 2: {cast.school} has £100.00 left. Claim less, or remove this item." in page
    assert "Line 1:" not in page
    assert 'value="Ben"' in page
    assert Claim.objects.count() == 1


def test_school_with_nothing_left_is_not_offered_and_said(claim_maker, cast, client_of):
    claim_maker.approved("1000.00")
    page = " ".join(client_of(cast.finance).get(reverse("funding:several")).content.decode().split())
    assert f'<option value="{cast.school.urn}"' not in page
    assert f"{cast.school} has no money left to claim." in page


def test_back_from_the_check_shows_the_lines_and_changes_the_same_drafts(claim_maker, cast, client_of):
    client, urn = client_of(cast.finance), cast.school.urn
    check = client.post(reverse("funding:several"), several_lines((urn, "Ann", "60"), (urn, "Ben", "70"))).url
    back = re.search(r'class="back" href="([^"]+)"', client.get(check).content.decode())[1].replace("&amp;", "&")
    page = client.get(back).content.decode()
    assert 'value="Ann"' in page
    assert 'value="70.00"' in page
    assert client.post(back, several_lines((urn, "Ann", "65"))).url == check
    claim = Claim.objects.get()
    assert [(line.teacher, line.cost) for line in claim.lines.all()] == [("Ann", Decimal("65.00"))]


def test_draft_whose_lines_were_taken_out_is_withdrawn(claim_maker, cast, now, client_of):
    other = enrol_another(cast, 915_001, "Trust School", now)
    add_contact(other.school, full_name="", email=cast.finance.email, role=ContactRole.FINANCE, by=cast.lead, now=now)
    client = client_of(cast.finance)
    lines = several_lines((cast.school.urn, "Ann", "60"), (other.school.urn, "Ben", "70"))
    check = client.post(reverse("funding:several"), lines).url
    back = check.replace(reverse("funding:check-several"), reverse("funding:several"))
    client.post(back, several_lines((cast.school.urn, "Ann", "60")))
    states = Claim.objects.order_by("total").values_list("total", "state")
    assert list(states) == [(60, "draft"), (70, "withdrawn")]


def test_account_totals_by_hub_project_and_year(claim_maker, cast, now, client_of):
    claim_maker.pay(claim_maker.approved("600.00"))
    year = AcademicYear.of(now.date()).start
    actions.set_budget(cast.hub, academic_year=year, amount=Decimal(2500), by=cast.lead, now=now)
    client = client_of(cast.auditor)
    page = client.get(reverse("funding:account")).content.decode()
    assert "£2,500.00" in page
    assert "£600.00" in page
    for query in ("?financial=2026&year=", f"?project={cast.project.code}", f"?hub={cast.hub.pk}", "?hub=x"):
        assert client.get(reverse("funding:account") + query).status_code == 200
    assert client.get(reverse("funding:account") + "?year=99999").status_code == 404
    assert "£600.00" not in client.get(reverse("funding:account") + "?financial=2020&year=").content.decode()
    rows = client.get(reverse("funding:account-file", args=["csv"])).content.decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[3:] == ["1000.00", "0.00", "0.00", "0.00", "600.00", "400.00", "0.00"]
    ledger = client.get(reverse("funding:ledger-file", args=["csv"])).content.decode("utf-8-sig").splitlines()
    assert len(ledger) == 1 + Entry.objects.visible_to(cast.auditor).count()


def test_account_has_a_column_of_what_was_recovered_once_something_was(claim_maker, cast, now, client_of):
    claim = claim_maker.approved("600.00")
    claim_maker.pay(claim)
    claim.refresh_from_db()
    client = client_of(cast.auditor)
    assert "Recovered" not in client.get(reverse("funding:account")).content.decode()
    recovery = audit_samples.request_recovery(claim, amount=Decimal(60), reason="Short.", by=cast.hubadmin, now=now)
    recovery = audit_samples.agree_recovery(recovery, by=cast.lead, now=now)
    audit_samples.settle_recovery(recovery, settled_on=now.date(), by=cast.lead, now=now)
    assert 'data-label="Recovered">£60.00' in client.get(reverse("funding:account")).content.decode()


def test_reconcile_reports_differences_and_exits_with_an_error(claim_maker, cast):
    claim_maker.pay(claim_maker.approved("600.00"))
    out = StringIO()
    call_command("reconcile", stdout=out)
    assert "The books agree with the ledger." in out.getvalue()
    in_order()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE funding_grant DISABLE TRIGGER USER")
        cursor.execute("UPDATE funding_grant SET paid = 599.99 WHERE id = %s", [claim_maker.grant.pk])
        cursor.execute("ALTER TABLE funding_grant ENABLE TRIGGER USER")
    err = StringIO()
    with pytest.raises(CommandError, match="2 differences") as refused:
        call_command("reconcile", stdout=StringIO(), stderr=err)
    assert refused.value.returncode == 1
    assert "£599.99" in err.getvalue()


def test_desk_item_counts_waiting_claims_and_names_three(claim_maker, cast, client_of):
    for _ in range(5):
        claim_maker.submitted("20")
    desk = client_of(cast.lead).get("/").content.decode()
    assert "5 claims are waiting for your decision" in desk
    assert "· and 2 more" in desk


def test_claim_of_a_school_enrolled_for_next_year_too_opens_on_the_year_in_progress(claim_maker, cast, now, client_of):
    grant = claim_maker.grant
    project = cast.project.rolled_forward()
    project.save()
    people = [as_advocate(person, project) for person in (cast.advocate, cast.advocate_two)]
    enrol_school(cast.school, project=project, advocates=people, by=cast.lead, now=now)
    assert Grant.objects.filter(participation__school=cast.school).count() == 2
    assert shown_grant_or_404(grant_years(cast.school, cast.finance)) == grant
    assert client_of(cast.finance).get(reverse("funding:new", args=[cast.school.urn])).status_code == 200


def test_sample_opens_on_the_year_in_progress(claim_maker, cast, client_of):
    page = client_of(cast.lead).get(reverse("funding:draw", args=[cast.hub.pk]))
    assert page.context["form"]["academic_year"].value() == 2026
    assert '<option value="2026" selected>2026/27</option>' in page.content.decode()


def test_hubs_question_is_first_on_the_page_of_a_queried_claim(claim_maker, cast, now, client_of):
    claim = claim_maker.submitted("97.50")
    actions.query_claim(claim, reason="Which lesson?", by=cast.lead, now=now)
    page = client_of(cast.advocate).get(claim.get_absolute_url()).content.decode()
    assert page.index("Question from the hub") < page.index("Send answer") < page.index("Items: who was released")
    assert page.count("Which lesson?") == 1
    assert "None needed" in page
