"""Storage that is full, refuses or does not answer: a sentence for people, and nothing lost that was there."""

from __future__ import annotations

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from devplans.actions.attachments import attach_files
from devplans.models import Session, SessionFile
from sustaining.common.file_checks import check_file, check_waiting_files
from sustaining.common.file_storage import OPENING, SAVING, DiskStorage, FilesUnavailable
from sustaining.common.files import CheckState, check_upload, delete_content
from sustaining.common.s3_storage import BucketStorage
from tests.common.uploads import picture
from tests.devplans.test_sessions import form, log

PDF = b"%PDF-1.7\n1 0 obj\n"
FAULTS = ["refuses", "breaks", "is silent"]


class Bucket(ThreadingHTTPServer):
    """An S3 endpoint that keeps objects, unless `fault` says how it fails. `calls` are the requests that came."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.fault = ""
        self.calls: list[str] = []
        self.objects: dict[str, bytes] = {}
        self.over = threading.Event()


class Answers(BaseHTTPRequestHandler):
    """What the bucket answers."""

    server: Bucket
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        if self.works():
            self.answer(200 if self.path in self.server.objects else 404, self.server.objects.get(self.path, b""))

    do_GET = do_HEAD

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.works():
            self.server.objects[self.path] = content
            self.answer(200)

    def do_DELETE(self) -> None:
        if self.works():
            self.server.objects.pop(self.path, None)
            self.answer(204)

    def works(self) -> bool:
        """Return whether the request is answered as it should be; else fail as the bucket does now."""
        self.server.calls.append(f"{self.command} {self.path}")
        if self.server.fault == "is silent":
            self.server.over.wait(30)
            self.close_connection = True
        elif self.server.fault:
            self.answer({"refuses": 403, "breaks": 503}[self.server.fault])
        return not self.server.fault

    def answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", '"same"')
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def bucket(monkeypatch) -> Iterator[Bucket]:
    """A bucket in which the files of sessions are kept; it gets half a second for each answer."""
    server = Bucket()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    storage = BucketStorage(
        connect_timeout=0.5,
        read_timeout=0.5,
        bucket_name="files",
        endpoint_url=f"http://127.0.0.1:{server.server_port}",
        region_name="eu-west-2",
        access_key="key",
        secret_key="secret",
        file_overwrite=False,
    )
    for name in ("file", "thumbnail"):
        monkeypatch.setattr(SessionFile._meta.get_field(name), "storage", storage)
    yield server
    server.over.set()
    storage.connection.meta.client.close()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def disk(monkeypatch, tmp_path) -> Path:
    """A folder in which the files of sessions are kept."""
    monkeypatch.setattr(SessionFile._meta.get_field("file"), "storage", DiskStorage(tmp_path))
    return tmp_path


@contextmanager
def almost_full_disk(room: int) -> Iterator[None]:
    """The kernel refuses to let any file of this process grow beyond `room` bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def upload(size: int = 0) -> SimpleUploadedFile:
    return SimpleUploadedFile("board.pdf", PDF + b"0" * size, content_type="application/pdf")


def attach(cast, now, content: bytes = PDF, name: str = "board.pdf") -> SessionFile:
    (stored,) = attach_files(log(cast, now), files=[check_upload(name, content)], by=cast.advocate, now=now)
    return stored


@pytest.mark.parametrize("fault", FAULTS)
def test_upload_to_a_bucket_that_fails_keeps_the_form(bucket, cast, client_of, fault):
    bucket.fault = fault
    typed = form(cast)
    page = client_of(cast.advocate).post(reverse("devplans:log"), {**typed, "files": upload()})
    assert page.status_code == 200
    assert SAVING in page.content.decode()
    assert typed["what_happened"] in page.content.decode()
    assert not Session.objects.exists()
    assert len(bucket.calls) <= 2  # boto's own five attempts would outlast the visitor
    bucket.fault = ""
    assert client_of(cast.advocate).post(reverse("devplans:log"), {**typed, "files": upload()}).status_code == 302
    assert list(bucket.objects.values()) == [PDF]


@pytest.mark.parametrize("fault", FAULTS)
def test_download_from_a_bucket_that_fails_is_a_page_with_a_sentence(bucket, cast, now, client_of, fault):
    stored = attach(cast, now)
    check_file(SessionFile, stored.pk)
    client = client_of(cast.advocate)
    bucket.fault = fault
    page = client.get(stored.get_absolute_url())
    assert page.status_code == 503
    assert OPENING in page.content.decode()
    bucket.fault = ""
    assert b"".join(client.get(stored.get_absolute_url()).streaming_content) == PDF
    bucket.objects.clear()
    assert client.get(stored.get_absolute_url()).status_code == 404


def test_session_kept_on_a_phone_is_sent_again_when_the_bucket_works(bucket, cast, client_of):
    bucket.fault = "breaks"
    client, session = client_of(cast.advocate), form(cast)
    answer = client.post(
        reverse("devplans:log"), {**session, "files": upload()}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 503  # queue.js: not an answer to what the person typed


def test_file_waits_for_its_check_while_the_bucket_fails(bucket, cast, now):
    stored = attach(cast, now, picture(), "board.jpg")
    bucket.fault = "refuses"
    assert check_waiting_files() == {}
    stored.refresh_from_db()
    assert stored.check_state == CheckState.WAITING
    bucket.fault = ""
    assert check_waiting_files() == {"checked": 1}


@pytest.mark.django_db(transaction=True)
def test_content_that_cannot_be_deleted_does_not_undo_what_was_done(bucket, cast, now, caplog):
    stored = attach(cast, now)
    bucket.fault = "breaks"
    delete_content(SessionFile, [stored.pk])
    stored.refresh_from_db()
    assert not stored.file
    assert "on_commit" in caplog.text


def test_upload_to_a_full_disk_keeps_the_form_and_leaves_nothing_behind(disk, cast, client_of):
    typed = form(cast)
    with almost_full_disk(100_000):
        page = client_of(cast.advocate).post(reverse("devplans:log"), {**typed, "files": upload(200_000)})
    assert page.status_code == 200
    assert SAVING in page.content.decode()
    assert typed["what_happened"] in page.content.decode()
    assert not Session.objects.exists()
    assert [path for path in disk.rglob("*") if path.is_file()] == []


def test_upload_that_fills_the_disk_while_it_is_received_is_a_page_with_a_sentence(disk, cast, client_of):
    with almost_full_disk(1_000_000):
        page = client_of(cast.advocate).post(reverse("devplans:log"), {**form(cast), "files": upload(3_000_000)})
    assert page.status_code == 503
    assert SAVING in page.content.decode()


def test_folder_that_cannot_be_read_is_not_a_lost_file(tmp_path):
    (tmp_path / "folder").mkdir()
    storage = DiskStorage(tmp_path)
    with pytest.raises(FilesUnavailable):
        storage.open("folder")
    with pytest.raises(FileNotFoundError):
        storage.open("lost")
