"""A day's work on two web hosts, two workers and two beats, while one of each is killed: nothing is lost, nothing doubled."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from sustaining.common.years import AcademicYear
from tests.hosts.cluster import Cluster, several_machines
from tests.hosts.phone import Phone, content
from tests.hosts.pooling import (
    check_backup_leaves_nothing_behind,
    check_redis_is_believed_by_its_certificate,
    check_rows_read_in_parts,
    partition_history,
)
from tests.hosts.visitor import Visitor
from tests.outbox.disruption import end
from tests.outbox.test_redis_outage import wait_until

pytestmark = [pytest.mark.tour, pytest.mark.real_worker]

MAILS = 60
WRITE = f"import django; django.setup(); from tests.outbox.disruption import write_mails; write_mails({MAILS})"
MOST_REPEATS = 3
"""Emails in flight: one of the worker that is killed, one of each worker when PgBouncer goes."""
PAGE = "/privacy/"


@pytest.fixture
def cluster(db) -> Iterator[Cluster]:
    """Two of each, with the tests' cast; the schema of the tests has been dumped by then."""
    folder = Path(tempfile.mkdtemp(prefix="hosts-"))
    try:
        with several_machines(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_day_on_several_machines_survives_the_end_of_one_of_each(cluster, tmp_path):
    """One test, for it takes a minute of two processors to bring all up."""
    assert "no issues" in cluster.manage("check", "--deploy", "--fail-level", "WARNING")
    people = sign_in_everybody(cluster)
    first, second = cluster.proxy.hosts
    with Phone(people["advocate"]) as phone:
        phone.wait_for_more()
        session = next(iter(phone.logged))

        cluster.kill_host(first)
        phone.wait_for_more()
        people["specialist"].fill_in(session, f"{session}confirm/")
        cluster.start_host(first)

        cluster.pgbouncer.stop()
        cluster.pgbouncer.start()
        phone.wait_for_more()
        claim = claim_release(people["finance"])

        cluster.redis.stop()
        phone.wait_for_more()
        people["lead"].fill_in(claim, f"{claim}approve/")
        cluster.redis.start()

        cluster.kill_host(second)
        phone.wait_for_more()
        cluster.start_host(second)
        kill_a_worker_and_the_beat_that_sends(cluster)
        phone.wait_for_more()

    wait_until(lambda: cluster.ask("SELECT count(*) FROM outbox_email WHERE state = 'queued'") == [(0,)], seconds=180)
    wait_until(cluster.holder)
    judge_work(cluster, phone, session, claim)
    judge_files(cluster, people, phone)
    emails = judge_emails(cluster)
    print(f"\n{len(phone.logged)} sessions logged, {phone.failed} requests failed and were sent again; {emails}.")
    for visitor in people.values():
        assert visitor.is_signed_in()
        assert visitor.is_signed_in()  # on the other host, and never asked again
        assert visitor.hosts == {f"127.0.0.1:{port}" for port in cluster.proxy.hosts}
    check_rows_read_in_parts(cluster)
    check_backup_leaves_nothing_behind(cluster, tmp_path)
    check_redis_is_believed_by_its_certificate(cluster)
    check_partitions_of_history(cluster, people["advocate"], len(phone.logged))
    check_outage_of_postgresql(cluster)


def sign_in_everybody(cluster: Cluster) -> dict[str, Visitor]:
    """Return people who have signed in through the proxy, each with a browser of their own."""
    visitors = {name: cluster.visitor() for name in ("advocate", "specialist", "finance", "lead")}
    for name, visitor in visitors.items():
        visitor.sign_in(name)
    return visitors


def check_partitions_of_history(cluster: Cluster, advocate: Visitor, sessions: int) -> None:
    """The site writes on while a table of history gets partitions, and afterwards."""
    with Phone(advocate) as phone:
        phone.wait_for_more()
        partition_history(cluster, AcademicYear.of(timezone.localdate()).next())
        phone.wait_for_more()
    logged = sessions + len(phone.logged)
    inserted = (
        "SELECT tableoid::regclass::text, count(*) FROM devplans_sessionevent WHERE pgh_label = 'insert' GROUP BY 1"
    )
    ((partition, rows),) = cluster.ask(inserted)
    assert "_until_" in partition
    assert rows == logged


def check_outage_of_postgresql(cluster: Cluster) -> None:
    """Pages say sorry while PostgreSQL is away; by PgBouncer's own default they would wait for two minutes."""
    visitor = cluster.visitor()
    cluster.postgres.stop()
    page = visitor.get(PAGE)
    assert (page.status_code, "Sorry, something went wrong" in page.text) == (503, True)
    assert visitor.get("/readyz").status_code == 503
    cluster.postgres.start()
    wait_until(lambda: visitor.get(PAGE).status_code == 200)


def claim_release(finance: Visitor) -> str:
    """Claim the cost of a teacher's release for a session that is offered, submit the claim, and return its address."""
    (page,) = set(re.findall(r"/claims/new/\d+/", finance.get("/claims/").text))
    offered = {name: value for name, value in finance.fields(page).items() if name.endswith("-offered")}
    name, occasion = next(iter(offered.items()))
    item = {"occasion": occasion, "teacher": "Nina Rivermead", "cost": "320"}
    drafted = finance.fill_in(page, **{name.replace("offered", field): value for field, value in item.items()})
    check = drafted.headers["Location"]
    finance.fill_in(check, declared="on", accepts="on")
    return check.removesuffix("check/")


def kill_a_worker_and_the_beat_that_sends(cluster: Cluster) -> None:
    """Have emails wait, and end a worker in the middle of them; and the beat, so that another must take over."""
    before = len(cluster.smtp_server.messages)
    cluster.run("-c", WRITE)
    cluster.smtp_server.wait_for(before + MAILS // 4, seconds=120)
    end(cluster.workers.pop(0))
    holder = cluster.holder()
    cluster.kill_the_beat_that_sends()
    wait_until(lambda: cluster.holder() not in (0, holder), seconds=120)


def judge_work(cluster: Cluster, phone: Phone, session: str, claim: str) -> None:
    """What was answered with success is in the database, once."""
    texts = [row[0] for row in cluster.ask("SELECT what_happened FROM devplans_session ORDER BY id")]
    assert texts == list(phone.logged.values())
    state = "SELECT state FROM devplans_session WHERE id = %s"
    assert cluster.ask(state, session.split("/")[-2]) == [("confirmed",)]
    assert cluster.ask("SELECT reference, state FROM funding_claim") == [(claim.split("/")[-2], "approved")]


def judge_files(cluster: Cluster, people: dict[str, Visitor], phone: Phone) -> None:
    """Every file comes back as it was sent, by whichever host; and a report is downloaded."""
    stored = cluster.ask(
        "SELECT f.id, s.what_happened FROM devplans_sessionfile f JOIN devplans_session s ON s.id = session_id"
    )
    assert len(stored) == len(phone.logged)
    for key, text in stored:
        assert people["specialist"].get(f"/sessions/files/{key}/").content == content(text)
    report = people["lead"].get("/reports/sessions.csv")
    assert report.status_code == 200


def judge_emails(cluster: Cluster) -> str:
    """Every email that was written came, under its own Message-ID, and at most those in flight came twice; say how many."""
    written = cluster.ask("SELECT message_id, state FROM outbox_email")
    assert {state for _, state in written} == {"sent"}
    came = cluster.smtp_server.ids()
    assert set(came) == {message for message, _ in written}
    assert len(written) >= MAILS
    assert came.total() - len(came) <= MOST_REPEATS
    return f"{len(written)} emails, {came.total() - len(came)} of them twice"
