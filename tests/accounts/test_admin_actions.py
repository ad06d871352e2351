"""Actions in Django admin: merging accounts, moving schools between hubs, giving posts with an invitation."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from schools.actions import NewAdvocate
from schools.actions.handover import add_advocate
from schools.actions.hub_moves import CannotMove, move_to_hub
from schools.models import Advocate, School
from specialists.models import Specialist
from sustaining.accounts.actions import merge_people
from sustaining.accounts.merging import CannotMerge, list_belongings
from sustaining.accounts.models import User
from sustaining.outbox.models import Email
from sustaining.workgroups.models import Invitation, Membership
from tests.factories import SchoolFactory, SpecialistFactory
from tests.matrix.sample_rows import create_sample_rows

pytestmark = pytest.mark.django_db
NO_HUBS = {
    f"{name}-{kind}_FORMS": "0" for name in ("hub_links", "years", "terms", "dates") for kind in ("TOTAL", "INITIAL")
}
INLINES = {f"{name}-{kind}_FORMS": "0" for name in ("authorities", "term_dates") for kind in ("TOTAL", "INITIAL")}


@pytest.fixture
def double(cast, now) -> User:
    """A second account of the first Advocate, invited for a school of her own and for the same one."""
    create_sample_rows(cast, now)
    for school in (SchoolFactory(hub=cast.hub), cast.school):
        person = NewAdvocate("Nina R", "nina.again@demo.example", trn="1234567")
        post = add_advocate(school, person=person, by=cast.lead, now=now)
    return post.user


def test_merge_of_two_accounts_moves_roles_without_duplicates(cast, double, now):
    invited = set(Invitation.objects.filter(user__in=[cast.advocate, double]).values_list("meeting", flat=True))
    assert dict(list_belongings(double))["Posts as Mastery Advocate"]
    merge_people(cast.advocate, other=double, by=cast.admin, now=now)
    double.refresh_from_db()
    cast.advocate.refresh_from_db()
    assert (double.is_active, double.merged_into) == (False, cast.advocate)
    assert cast.advocate.trn == "1234567"
    open_posts = Advocate.objects.filter(user=cast.advocate, ends_on=None)
    assert open_posts.count() == 2
    assert open_posts.filter(school=cast.school).count() == 1
    assert Advocate.objects.filter(user=cast.advocate).count() == 3
    assert set(Invitation.objects.filter(user=cast.advocate).values_list("meeting", flat=True)) == invited
    assert not Advocate.objects.filter(user=double).exists()


def test_merge_keeps_who_logged_a_session(cast, now):
    create_sample_rows(cast, now)
    signed = cast.participation.sessions.first().logged_by
    other = User.objects.create_user("second@demo.example", full_name="Somebody")
    merge_people(signed, other=other, by=cast.admin, now=now)
    assert cast.participation.sessions.first().logged_by == signed


def test_merge_that_is_not_possible_or_permitted_is_refused(cast, double, now):
    with pytest.raises(CannotMerge, match="is the account in use"):
        merge_people(double, other=cast.advocate, by=cast.admin, now=now)
    with pytest.raises(CannotMerge, match="the same account"):
        merge_people(double, other=double, by=cast.admin, now=now)
    with pytest.raises(CannotMerge, match="signed in with"):
        merge_people(cast.lead, other=cast.admin, by=cast.admin, now=now)
    twin = SpecialistFactory()
    with pytest.raises(CannotMerge, match="Both accounts are Mastery Specialists"):
        merge_people(cast.specialist, other=twin.user, by=cast.admin, now=now)
    assert Specialist.objects.get(pk=twin.pk).user == twin.user
    with pytest.raises(PermissionDenied):
        merge_people(cast.advocate, other=double, by=cast.lead, now=now)
    merge_people(cast.advocate, other=double, by=cast.admin, now=now)
    with pytest.raises(CannotMerge, match="already been merged"):
        merge_people(cast.advocate, other=double, by=cast.admin, now=now)


def test_merged_account_cannot_be_reopened(cast, double, now):
    merge_people(cast.advocate, other=double, by=cast.admin, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=double.pk).update(is_active=True)


def test_merge_in_admin_shows_a_preview_first(cast, double, client_of):
    client = client_of(cast.admin)
    page = reverse("admin:accounts_user_changelist")
    chosen = {"action": "merge", "_selected_action": [cast.advocate.pk, double.pk]}
    preview = client.post(page, chosen).content.decode()
    assert "Posts as Mastery Advocate" in preview
    assert double.email in preview
    assert client.post(page, chosen | {"keep": double.pk}).status_code == 200
    assert client.post(page, chosen | {"keep": cast.advocate.pk}).status_code == 302
    double.refresh_from_db()
    assert not double.is_active


def test_school_moved_to_another_hub_is_read_by_both_and_stays_in_its_group(cast, now, client_of):
    create_sample_rows(cast, now)
    school, other_house = cast.school, cast.other
    client = client_of(cast.admin)
    page = reverse("admin:schools_school_changelist")
    chosen = {"action": "move_to_hub", "_selected_action": [school.pk]}
    assert "Move to another hub" in client.post(page, chosen).content.decode()

    def move() -> list[str]:
        answer = client.post(page, chosen | {"decided": "yes", "hub": other_house.hub.pk}, follow=True)
        return [str(message) for message in answer.context["messages"]]

    assert move() == ["Castle Hill School moved."]
    school.refresh_from_db()
    assert (school.hub, school.hub_is_by_hand) == (other_house.hub, True)
    assert client_of(other_house.lead).get(f"/schools/{school.urn}/").status_code == 200
    assert client_of(other_house.lead).get(f"/claims/school/{school.urn}/").status_code == 200
    assert client_of(cast.lead).get(f"/schools/{school.urn}/").status_code == 200
    assert Membership.objects.get(participation=cast.participation).ends_on is None
    with pytest.raises(CannotMove):
        move_to_hub(school, hub=other_house.hub, by=cast.admin, now=now)
    with pytest.raises(PermissionDenied):
        move_to_hub(school, hub=cast.hub, by=other_house.lead, now=now)


def test_school_with_a_successor_moves_on_after_confirmation(cast, client_of):
    successor = SchoolFactory(urn=150_009, name="Castle Hill Academy")
    School.objects.filter(pk=cast.school.pk).update(status="Closed")
    client = client_of(cast.admin)
    page = reverse("admin:schools_school_changelist")
    chosen = {"action": "follow_successor", "_selected_action": [cast.school.pk], "decided": "yes"}
    assert "Choose one of the options." in client.post(page, chosen | {"successor": "999999"}).content.decode()
    assert client.post(page, chosen | {"successor": successor.urn}).status_code == 302
    cast.participation.refresh_from_db()
    assert cast.participation.school == successor


def test_post_given_in_admin_sends_an_invitation(cast, client_of):
    client = client_of(cast.admin)
    for number, (name, form) in enumerate(
        (
            ("schools_hubstaff", {"hub": cast.hub.pk, "role": "administrator", "starts_on": "2026-11-24"}),
            ("specialists_specialist", {"home_school": cast.home_school.pk, "days_a_year": "15", **NO_HUBS}),
        )
    ):
        person = User.objects.create_user(f"new{number}@demo.example", full_name=f"New {number}")
        answer = client.post(reverse(f"admin:{name}_add"), {**form, "user": person.pk})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        assert Email.objects.filter(to=person.email, kind="invitation").count() == 1
    person = User.objects.create_user("inline@demo.example", full_name="In Line")
    hub = {"name": cast.hub.name, "region": cast.hub.region, "lead_school": "", "contact_email": "", **INLINES}
    inline = {
        "staff-0-user": person.pk,
        "staff-0-role": "lead",
        "staff-0-starts_on": "2026-11-24",
        "staff-0-hub": cast.hub.pk,
    }
    page = reverse("admin:schools_hub_change", args=[cast.hub.pk])
    count = cast.hub.staff.count()
    old = {
        f"staff-{place}-{key}": value
        for place, post in enumerate(cast.hub.staff.order_by("pk"), start=0)
        for key, value in (
            ("id", post.pk),
            ("user", post.user_id),
            ("role", post.role),
            ("starts_on", post.starts_on),
            ("hub", post.hub_id),
        )
    }
    new = {key.replace("staff-0", f"staff-{count}"): value for key, value in inline.items()}
    sent = hub | old | new | {"staff-TOTAL_FORMS": count + 1, "staff-INITIAL_FORMS": count}
    assert client.post(page, sent).status_code == 302
    assert Email.objects.filter(to=person.email, kind="invitation").count() == 1


def test_admin_names_the_reader_and_how_to_leave_as_other_pages_do(cast, client_of):
    page = client_of(cast.admin).get("/admin/").content.decode()
    header = page[page.index('id="user-tools"') : page.index("</header>")]
    assert str(cast.admin) in header
    assert "Sign out" in header
    assert "Log out" not in header
    assert "Welcome" not in header
    assert "Two-step sign-in" in page
