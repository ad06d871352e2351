"""`manage.py doctor`: a line for each check, a sentence for what is wrong, and an exit code that scripts can read."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import dns.message
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from dns.resolver import Resolver
from time_machine import escape_hatch

from sustaining.common import diagnosis
from sustaining.common.diagnosis import Finding, examine
from sustaining.outbox import diagnosis as outbox_diagnosis
from sustaining.outbox.actions import queue_rendered
from sustaining.outbox.messages import Rendered
from sustaining.outbox.models import EMAIL_MOVES, Backup, BeatLease
from sustaining.outbox.sender_records import check_sender_records

GOOD = {
    "school.example": ["v=spf1 include:mail.example -all", "something else"],
    "mail._domainkey.school.example": ["v=DKIM1; p=MIIB"],
    "_dmarc.school.example": ["v=DMARC1; p=quarantine"],
}


class NameServer(threading.Thread):
    """A DNS server of this machine that answers with the texts that it is given."""

    def __init__(self, texts: dict[str, list[str]]) -> None:
        super().__init__(daemon=True)
        self.texts, self.socket = texts, socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))

    def run(self) -> None:
        while True:
            try:
                data, sender = self.socket.recvfrom(4096)
            except OSError:
                return
            question = dns.message.from_wire(data)
            answer = dns.message.make_response(question)
            name = question.question[0].name
            texts = self.texts.get(name.to_text(omit_final_dot=True), [])
            if texts:
                quoted = [f'"{text}"' for text in texts]
                answer.answer.append(dns.rrset.from_text(name, 60, dns.rdataclass.IN, dns.rdatatype.TXT, *quoted))
            self.socket.sendto(answer.to_wire(), sender)

    def resolver(self) -> Resolver:
        """A resolver that asks this server."""
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.socket.getsockname()[1]
        return resolver


@pytest.fixture
def look_up(settings) -> Iterator:
    """Look the sender's records up at a server with these texts; return what is wrong by subject."""
    settings.DEFAULT_FROM_EMAIL = "Sustaining <no-reply@school.example>"
    servers = []

    def ask(texts: dict[str, list[str]], selector: str = "mail") -> dict[str, Finding]:
        servers.append(NameServer(texts))
        servers[-1].start()
        return {finding.subject: finding for finding in check_sender_records(servers[-1].resolver(), selector)}

    yield ask
    for server in servers:
        server.socket.close()


def wrong(findings: dict[str, Finding]) -> set[str]:
    return {subject for subject, finding in findings.items() if not finding.is_healthy}


def test_three_records_of_the_senders_domain_are_shown(look_up):
    findings = look_up(GOOD)
    assert wrong(findings) == set()
    assert findings["SPF"].text == "school.example: v=spf1 include:mail.example -all"
    assert findings["DMARC"].text == "school.example: v=DMARC1; p=quarantine"


@pytest.mark.parametrize(
    ("name", "texts", "subject", "says"),
    [
        ("school.example", [], "SPF", "has no SPF record"),
        ("school.example", ["v=spf1 -all", "v=spf1 ~all"], "SPF", "has 2 SPF records"),
        ("school.example", ["v=spf1 +all"], "SPF", "lets every server send"),
        ("mail._domainkey.school.example", [], "DKIM", "has no key"),
        ("mail._domainkey.school.example", ["v=DKIM1; p="], "DKIM", "has no key"),
        ("_dmarc.school.example", [], "DMARC", "has no DMARC record"),
        ("_dmarc.school.example", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "DMARC", "has 2 DMARC records"),
    ],
)
def test_missing_record_is_a_sentence_that_says_what_to_do(look_up, name, texts, subject, says):
    findings = look_up({**GOOD, name: texts})
    assert wrong(findings) == {subject}
    assert says in findings[subject].text


def test_policy_of_the_domain_above_holds_for_a_host_below(look_up, settings):
    settings.DEFAULT_FROM_EMAIL = "no-reply@mail.school.example"
    texts = {"mail.school.example": ["v=spf1 -all"], "_dmarc.school.example": ["v=DMARC1; p=none"]}
    assert wrong(look_up(texts, selector="")) == set()


def test_no_name_server_is_a_sentence(settings):
    settings.DEFAULT_FROM_EMAIL = "no-reply@school.example"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], nobody.getsockname()[1]
        (finding,) = check_sender_records(resolver)
    assert finding.subject == "DNS"
    assert "could not be looked up" in finding.text


def real_now() -> datetime:
    """The machine's time, whatever the tests have set."""
    return escape_hatch.datetime.datetime.now(UTC)


def only(check, now) -> Finding:
    """What a check that has one finding says."""
    (finding,) = check(lambda: now)
    return finding


def test_database_says_its_version_and_agrees_on_the_time(db):
    findings = {finding.subject: finding for finding in diagnosis.check_database(real_now)}
    assert findings["database"].text.startswith("PostgreSQL ")
    assert findings["clocks"].is_healthy


def test_clocks_that_differ_are_reported(db, now):
    findings = {finding.subject: finding for finding in diagnosis.check_database(lambda: now - timedelta(days=900))}
    assert "seconds apart" in findings["clocks"].text
    assert not findings["clocks"].is_healthy


def test_missing_migration_is_named(db, now):
    assert only(diagnosis.check_migrations, now).is_healthy
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'privacy'")
    finding = only(diagnosis.check_migrations, now)
    assert not finding.is_healthy
    assert "privacy.0001" in finding.text


def test_redis_that_does_not_answer_is_a_sentence(settings, now):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert "does not answer" in only(diagnosis.check_redis, now).text


def test_site_without_a_worker_is_reported(settings, now):
    settings.CELERY_TASK_DEFAULT_QUEUE = "a-queue-without-workers"
    finding = only(outbox_diagnosis.check_workers, now)
    assert not finding.is_healthy
    assert "no email goes out" in finding.text


def test_files_are_written_read_and_deleted(settings, tmp_path, now):
    set_files_dir(settings, tmp_path)
    findings = {finding.subject: finding for finding in diagnosis.check_files(lambda: now)}
    assert findings["files"].is_healthy
    assert "GB are free" in findings["disk"].text
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_to_is_reported(settings, tmp_path, now):
    (tmp_path / "file").write_text("in the way")
    set_files_dir(settings, tmp_path / "file")
    finding = only(diagnosis.check_files, now)
    assert not finding.is_healthy
    assert "cannot be written to" in finding.text


def set_files_dir(settings, path: Path) -> None:
    settings.FILES_DIR = path
    options = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": path}}
    settings.STORAGES = {**settings.STORAGES, "files": options}


def test_last_backup_is_described(db, settings, now):
    finding = only(outbox_diagnosis.check_backups, now)
    assert (finding.is_healthy, finding.text[:29]) == (False, "No back-up has been made. Run")
    Backup.objects.create(made_at=now - timedelta(days=3), size=1024**3, is_encrypted=False)
    Backup.objects.create(made_at=now - timedelta(hours=23), size=3 * 1024**3 // 2, is_encrypted=True)
    assert (
        only(outbox_diagnosis.check_backups, now).text
        == "The last was made 23 hours ago, has 1.50 GB and is encrypted."
    )
    later = only(outbox_diagnosis.check_backups, now + timedelta(hours=4))
    assert not later.is_healthy
    assert later.text.startswith("The last was made 1 day ago")
    settings.TRAINING_SITE = True
    assert list(outbox_diagnosis.check_backups(lambda: now)) == []


def test_beat_is_described_by_its_lease(db, now):
    assert "No beat has ever run" in only(outbox_diagnosis.check_beat, now).text
    moments = {"taken_at": now, "renewed_at": now - timedelta(seconds=12), "ends_at": now + timedelta(seconds=48)}
    BeatLease.objects.create(holder="host:12:ab", **moments)
    assert only(outbox_diagnosis.check_beat, now).text == "host:12 holds the lease, and renewed it 12 seconds ago."
    later = only(outbox_diagnosis.check_beat, now + timedelta(hours=2))
    assert later.text.startswith("No beat holds the lease. The last was host:12, 2 hours ago.")
    assert not later.is_healthy


def test_outbox_says_what_waits_and_what_failed(db, now):
    findings = check_outbox(now)
    assert findings["outbox"].is_healthy
    hello, earlier = Rendered("Hello", "Hello", ""), now - timedelta(hours=1)
    email = queue_rendered("a", hello, to="ann@school.example", kind="note", now=earlier)
    findings = check_outbox(now)
    assert findings["outbox"].text.startswith("1 email could go, the oldest for 1 hour.")
    assert not findings["outbox"].is_healthy
    EMAIL_MOVES.make(email, "fail", settled_at=now)
    findings = check_outbox(now)
    assert "1 of the last day" in findings["failed emails"].text
    assert not findings["failed emails"].is_healthy
    assert check_outbox(now + timedelta(days=2))["failed emails"].is_healthy


def check_outbox(now) -> dict[str, Finding]:
    return {finding.subject: finding for finding in outbox_diagnosis.check_outbox(lambda: now)}


def test_former_key_that_nothing_needs_can_go(db, settings, now):
    assert only(outbox_diagnosis.check_former_keys, now).is_healthy
    settings.SECRET_KEY_FALLBACKS = ["an-older-key"]
    finding = only(outbox_diagnosis.check_former_keys, now)
    assert not finding.is_healthy
    assert "remove them from SECRET_KEY_FALLBACKS" in finding.text


def test_mail_server_is_tried(settings, now, smtp_server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "no-reply@school.example"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    sender, server = outbox_diagnosis.check_mail_server(lambda: now)
    assert (sender.is_healthy, server.is_healthy) == (True, False)
    settings.EMAIL_PORT = smtp_server.port
    assert all(finding.is_healthy for finding in outbox_diagnosis.check_mail_server(lambda: now))


def test_check_that_fails_does_not_stop_the_others(now):
    def without_database(clock):
        raise DatabaseError("connection refused\nmore")

    findings = list(
        examine([("database", without_database), ("fine", lambda clock: [Finding("fine", "Yes.")])], lambda: now)
    )
    assert [finding.text for finding in findings] == [
        "Not checked, because the database did not answer: connection refused", "Yes.",
    ]  # fmt: skip


def run(**options) -> tuple[int, str]:
    """Run the command; return its exit code and what it wrote."""
    output = StringIO()
    try:
        call_command("doctor", stdout=output, **options)
    except SystemExit as stop:
        return int(stop.code or 0), output.getvalue()
    return 0, output.getvalue()


def test_command_writes_a_line_for_each_check_and_exits_1(cast, settings, tmp_path):
    set_files_dir(settings, tmp_path)
    settings.CELERY_TASK_DEFAULT_QUEUE = "a-queue-without-workers"
    code, text = run()
    assert code == 1
    *lines, last = text.splitlines()
    assert all(line[:2] in {"✓ ", "✗ "} for line in lines)
    assert {"✗ workers", "✗ beat", "✓ database", "✓ migrations", "✓ files"} <= {
        line.partition(":")[0] for line in lines
    }
    problems = sum(line.startswith("✗") for line in lines)
    assert last == f"{problems} problems to look at."
    code, text = run(json=True)
    assert (code, json.loads(text)["problems"]) == (1, problems)
    assert len(json.loads(text)["findings"]) == len(lines)
