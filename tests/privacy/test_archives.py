"""What an archive holds: everything about the person, nothing that names others, and of a hub only what it sees."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from devplans.models import Comment, PlanFile
from schools.models import HubStaff
from sustaining.accounts.actions import edit_details
from sustaining.accounts.models import SecurityEvent, User
from sustaining.common.clock import today
from sustaining.common.errors import WrongState
from sustaining.common.files import CheckedUpload, keep_file
from sustaining.outbox.actions import queue_email
from sustaining.outbox.models import Email
from sustaining.privacy import actions, tasks
from sustaining.privacy.archive import make_archive
from sustaining.privacy.choices import RequestState
from sustaining.privacy.masking import Identity, Mask
from sustaining.privacy.models import DataRequest
from sustaining.privacy.selectors import find_person
from tests.applications.applying import open_call, submitted
from tests.casework.writing import raise_concern, write_note

REASON = "Letter of 3 November; we rang the school."


def read_archive(request: DataRequest) -> tuple[dict[str, Any], str, list[str]]:
    """Make an archive; return its data, its page, and the names of what is in it."""
    with make_archive(request, timezone.now()) as archive:
        packed = zipfile.ZipFile(io.BytesIO(archive.content.read() if archive.content.seek(0) == 0 else b""))
        return json.loads(packed.read("data.json")), packed.read("index.html").decode(), packed.namelist()


def own(person: User, now: Any) -> DataRequest:
    return actions.request_own_data(person, by=person, now=now)


def sections(data: dict[str, Any]) -> dict[str, Any]:
    return {section["title"]: section for section in data["sections"]}


def test_own_archive_holds_account_history_mail_sign_ins_posts_and_files(cast, now, client):
    person, plan = cast.advocate, cast.school.plan
    edit_details(person, full_name="Nina Former", trn="1234567", by=person, now=now)
    edit_details(person, full_name="Nina Rivermead", trn="1234567", by=person, now=now)
    queue_email("test:data", to=person, kind="plan_shared", now=now, facts={"plan": plan.pk}, plan=plan, sharer="Ida")
    SecurityEvent.objects.create(kind="signed_in", user=person, email=person.email, ip="192.0.2.7")
    client.force_login(person)
    file = CheckedUpload("notes.txt", "txt", "text/plain", b"what I wrote")
    stored = keep_file(PlanFile, file, by=person, now=now, plan=plan, need_of="student")
    data, page, names = read_archive(own(person, now))
    given = sections(data)
    account = given["Your account"]["records"][0]
    assert account["values"]["TRN"] == "1234567"
    assert account["values"]["password"] == "[kept, and never shown]"
    assert "Nina Former" in str(account["history"])
    assert given["Posts as Mastery Advocate"]["records"]
    assert "192.0.2.7" in str(given["Sign-ins and changes to the account"])
    assert person.email in str(given["Emails that the site wrote"])
    assert data["sign_ins"]
    assert f"files/planfile-{stored.pk}-notes.txt" in names
    assert "accounts.edit_details" in str(data["changes"])
    assert "Why it is kept:" in page
    assert all(section["why"] and section["until"] for section in data["sections"])
    assert person.password not in str(data)


def test_archive_masks_other_people(cast, now):
    aim = cast.school.plan.aims.create(title="Ratio", position=1, added_at=now)
    text = f"Ask {cast.head.full_name} ({cast.head.email}, 01632 960123) or Mrs Unknownsson; {cast.advocate.full_name} agrees."
    Comment.objects.create(aim=aim, text=text, by=cast.advocate, at=now)
    data, page, _ = read_archive(own(cast.advocate, now))
    for given in (json.dumps(data, ensure_ascii=False), page):
        assert cast.advocate.full_name in given
        for hidden in (cast.head.full_name, cast.head.email, "960123", "Unknownsson"):
            assert hidden not in given


def test_mask_hides_names_with_curly_apostrophes_and_genitives(cast):
    cast.head.full_name = "Bríd O’Hara"
    cast.head.save()
    mask = Mask(Identity({cast.advocate.pk}, {cast.advocate.email}, {cast.advocate.full_name}))
    assert mask.text("Saw Bríd O'Hara’s class, and brid o’hara.") == "Saw [someone else] class, and brid o’hara."
    cast.head.full_name = "Łukasz Ní Dhuibhne"
    cast.head.save()
    mask = Mask(Identity({cast.advocate.pk}, {cast.advocate.email}, {cast.advocate.full_name}))
    assert mask.text("Thanks, Łukasz Ní Dhuibhne.") == "Thanks, [someone else]."
    assert mask.text(f"{cast.school.name}, {cast.hub.name}") == f"{cast.school.name}, {cast.hub.name}"
    assert mask.text(f"{cast.advocate.full_name}’s class") == f"{cast.advocate.full_name}’s class"


def test_confidential_texts_are_withheld_from_the_person_and_marked_for_the_programme(cast, now):
    person = cast.advocate
    raise_concern(cast.school, by=cast.lead, now=now, summary=f"{person.full_name} misses meetings.")
    write_note(cast.school, by=cast.lead, now=now, contact=person.full_name, text="Frank words.")
    data, page, _ = read_archive(own(person, now))
    assert "misses meetings" not in page
    assert "Frank words" not in page
    assert data["withheld"] >= 2
    assert sections(data)["Concerns about schools"]["withheld"] == 1
    data_request = actions.request_data(person, address=person.email, reason=REASON, by=cast.admin, now=now)
    data, page, _ = read_archive(data_request)
    assert "misses meetings" in page
    assert "Frank words" in page
    assert "Check first" in page
    assert sections(data)["Concerns about schools"]["records"][0]["to_check"]


def test_hubs_archive_holds_only_what_its_lead_sees(cast, now):
    person = cast.advocate
    note_elsewhere = write_note(
        cast.other.school, by=cast.other.lead, now=now, contact=person.full_name, text="Stonefield’s words."
    )
    write_note(cast.school, by=cast.lead, now=now, contact=person.full_name, text="Rivermead’s words.")
    SecurityEvent.objects.create(kind="signed_in", user=person, email=person.email, ip="192.0.2.7")
    data_request = actions.request_data(person, address=person.email, reason=REASON, by=cast.lead, now=now)
    data, page, _ = read_archive(data_request)
    assert "Rivermead’s words." in page
    assert "Stonefield’s words." not in page
    assert "192.0.2.7" not in page
    assert (data["sign_ins"], data["changes"], data["names"]) == ([], [], [])
    assert "Your account" not in sections(data)
    data_request = actions.request_data(person, address=person.email, reason=REASON, by=cast.admin, now=now)
    assert note_elsewhere.text in read_archive(data_request)[1]


def test_address_without_an_account_is_found_in_applications_and_their_history(cast, now):
    call = open_call(cast.hub, cast.project, by=cast.hubadmin, now=now)
    application = submitted(call, now)
    address = application.head_email
    assert not User.objects.filter(email=address).exists()
    application.head_email = "another.head@school.example"
    application.save()
    data_request = actions.request_data(None, address=address, reason=REASON, by=cast.admin, now=now)
    data, _, _ = read_archive(data_request)
    record = sections(data)["Applications"]["records"][0]
    assert record["values"] == {}  # the address stands in the history alone
    assert address in str(record["history"])
    assert "another.head@" not in json.dumps(data)
    data_request = actions.request_data(
        None, address="nobody.at.all@school.example", reason=REASON, by=cast.admin, now=now
    )
    others = {title for title in sections(read_archive(data_request)[0]) if title != "Requests for your data"}
    assert others == set()


def test_former_address_that_is_now_another_accounts_leads_to_that_account(cast, now):
    person = cast.stranger
    before = person.email
    User.objects.filter(pk=person.pk).update(password="!")
    User.objects.filter(pk=person.pk).update(email="moved@school.example")
    User.objects.create_user(before, full_name="Someone Entirely-Else")
    person.refresh_from_db()
    data, _, _ = read_archive(own(person, now))
    assert data["addresses"] == ["moved@school.example"]
    assert "Entirely-Else" not in json.dumps(data)


def test_lead_is_not_told_whether_another_hubs_person_has_an_account(cast):
    assert find_person(cast.advocate.email, cast.lead) == cast.advocate
    assert find_person(cast.other.advocate.email, cast.lead) is None
    assert find_person(cast.other.advocate.email, cast.admin) == cast.other.advocate


def test_request_is_made_by_the_worker_emailed_downloaded_and_ended(cast, now):
    data_request = own(cast.advocate, now)
    with pytest.raises(actions.AlreadyAsked):
        own(cast.advocate, now)
    assert tasks.make_archives()["made"] == 1
    data_request.refresh_from_db()
    name, storage = data_request.file.name, data_request.file.storage
    assert data_request.is_ready
    assert data_request.rows > 0
    assert data_request.size == storage.size(name)
    assert Email.objects.get(kind="data_request_ready").user == cast.advocate
    actions.note_download(data_request, by=cast.advocate, now=now)
    actions.note_download(data_request, by=cast.advocate, now=now)
    data_request.refresh_from_db()
    assert (data_request.downloads, data_request.downloaded_at) == (2, now)
    with time_machine.travel(now + timedelta(days=8), tick=False):
        with pytest.raises(WrongState):
            actions.note_download(data_request, by=cast.advocate, now=timezone.now())
        assert tasks.make_archives()["ended"] == 1
    data_request.refresh_from_db()
    assert data_request.state == RequestState.ENDED
    assert not data_request.file


@pytest.mark.django_db(transaction=True)
def test_worker_that_fails_waits_and_tries_again_without_leaving_a_file(now, monkeypatch):
    person = User.objects.create_user("someone@school.example", full_name="Some One")
    with time_machine.travel(now, tick=False):
        data_request = own(person, now)

        def dies(request: DataRequest, *, archive: Any, by: User, now: Any) -> None:
            keep(request, archive=archive, by=by, now=now)
            raise MemoryError

        keep = actions.keep_archive
        monkeypatch.setattr(actions, "keep_archive", dies)
        assert tasks.make_archives() == {"made": 0, "failed": 1, "ended": 0}
        data_request.refresh_from_db()
        assert (data_request.state, data_request.attempts, Email.objects.count()) == (RequestState.WAITING, 1, 0)
        monkeypatch.setattr(actions, "keep_archive", keep)
        assert tasks.make_archives()["made"] == 0  # it waits
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        assert tasks.make_archives()["made"] == 1
    data_request.refresh_from_db()
    folder, _, name = data_request.file.name.rpartition("/")
    assert name == f"{data_request.key}.zip"  # the killed worker's file was replaced, not kept beside
    assert [
        each for each in data_request.file.storage.listdir(folder)[1] if each.startswith(str(data_request.key))
    ] == [name]
    actions.end_request(data_request, by=person, now=now)
    assert not data_request.file.storage.exists(f"{folder}/{name}")


def test_lead_whose_post_has_ended_gets_no_archive(cast, now):
    waiting = actions.request_data(None, address="a@school.example", reason=REASON, by=cast.lead, now=now)
    HubStaff.objects.filter(user=cast.lead).update(ends_on=today() - timedelta(days=1))
    assert tasks.make_archives() == {"made": 0, "failed": 0, "ended": 1}
    waiting.refresh_from_db()
    assert waiting.state == RequestState.ENDED
    with pytest.raises(PermissionDenied):
        actions.note_download(waiting, by=cast.lead, now=now)


def test_archive_reads_a_bounded_number_of_queries(cast, now, django_assert_max_num_queries):
    aim = cast.school.plan.aims.create(title="Ratio", position=1, added_at=now)
    data_request = own(cast.advocate, now)
    Comment.objects.bulk_create([Comment(aim=aim, text="Few", by=cast.advocate, at=now) for _ in range(5)])
    with django_assert_max_num_queries(1000) as few:
        read_archive(data_request)
    Comment.objects.bulk_create([Comment(aim=aim, text=f"More {uuid4()}", by=cast.advocate, at=now) for _ in range(50)])
    with django_assert_max_num_queries(len(few)):
        read_archive(data_request)
