"""The register by upload: checked and shown before anything changes, loaded once, whatever is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from schools.actions.register import want_load
from schools.gias import uploads
from schools.gias.models import LoadState, RegisterLoad
from schools.models import School
from schools.tasks import work_on_register_uploads
from sustaining.common.errors import WrongState, constraint_name

pytestmark = pytest.mark.django_db

SAMPLE = (Path(__file__).parent.parent / "data" / "gias-sample.csv").read_bytes()


@pytest.fixture
def admin(cast, client_of):
    return client_of(cast.admin)


def send(client, content: bytes = SAMPLE, name: str = "edubasealldata.csv") -> RegisterLoad:
    answer = client.post(
        reverse("admin:schools_registerload_add"), {"register": SimpleUploadedFile(name, content)}, follow=True
    )
    assert answer.status_code == 200
    return RegisterLoad.objects.get()


def load_path(load: RegisterLoad) -> str:
    return reverse("admin:schools_registerload_change", args=[load.pk])


def test_register_upload_is_checked_then_loaded(admin):
    load = send(admin)
    schools = School.objects.count()
    assert load.state == LoadState.UPLOADED
    waiting = admin.get(load_path(load)).content.decode()
    assert 'http-equiv="refresh"' in waiting
    assert "Load it now" not in waiting
    assert work_on_register_uploads() == {"checked": 1}
    assert School.objects.count() == schools
    shown = admin.get(load_path(load)).content.decode()
    assert "3 created, 0 updated" in shown
    assert "Load it now" in shown
    admin.post(load_path(load), {"load": "Load it now"})
    assert work_on_register_uploads() == {"loaded": 1}
    assert School.objects.count() == schools + 3
    done = admin.get(load_path(load)).content.decode()
    assert "Loaded" in done
    assert "Load it now" not in done
    assert work_on_register_uploads() == {}


def test_register_upload_shows_the_first_differences(admin, now):
    School.objects.create(urn=100459, name="An Older Name")
    load = send(admin)
    work_on_register_uploads()
    shown = admin.get(load_path(load)).content.decode()
    assert "An Older Name" in shown
    assert School.objects.get(urn=100459).name == "An Older Name"


def test_register_upload_of_another_file_is_refused_with_a_sentence(admin):
    load = send(admin, b"a,b\n1,2\n")
    assert work_on_register_uploads() == {"refused": 1}
    load.refresh_from_db()
    assert load.settled_at
    assert "URN" in admin.get(load_path(load)).content.decode()


def test_register_upload_that_fails_is_refused_and_not_retried(admin, monkeypatch):
    load = send(admin)
    monkeypatch.setattr(uploads, "import_register", lambda *args, **kwargs: 1 / 0)
    assert work_on_register_uploads() == {"refused": 1}
    load.refresh_from_db()
    assert "nothing was changed" in load.report[0]
    assert work_on_register_uploads() == {}


def test_register_upload_is_loaded_once_and_only_after_the_check(admin, cast, now):
    load = send(admin)
    with pytest.raises(WrongState):
        want_load(load, by=cast.admin, now=now)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        RegisterLoad.objects.filter(pk=load.pk).update(state="loaded", settled_at=now)
    assert constraint_name(refused.value) == "register_load_moves"
    work_on_register_uploads()
    want_load(load, by=cast.admin, now=now)
    with pytest.raises(WrongState):
        want_load(load, by=cast.admin, now=now)


def test_register_upload_needs_the_permission_of_an_administrator(cast, client_of):
    for person in (cast.lead, cast.hubadmin, cast.advocate):
        assert client_of(person).get(reverse("admin:schools_registerload_add")).status_code == 302


def test_register_upload_that_is_cut_off_is_loaded_only_with_the_box_ticked(admin):
    load = send(admin, SAMPLE + b'"100001","201')
    assert work_on_register_uploads() == {"checked": 1}
    shown = " ".join(admin.get(load_path(load)).content.decode().split())
    assert "The file ends in the middle of a row, after 3 schools" in shown
    assert 'name="shorter"' in shown
    refused = admin.post(load_path(load), {"load": "Load it now"}, follow=True).content.decode()
    assert "select the box" in refused
    assert work_on_register_uploads() == {}
    admin.post(load_path(load), {"load": "Load it now", "shorter": "yes"})
    assert work_on_register_uploads() == {"loaded": 1}
    assert School.objects.filter(urn=100459).exists()
