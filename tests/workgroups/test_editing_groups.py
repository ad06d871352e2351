"""A Work Group's name, focus and leads are changed by its hub, and the invitations follow."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sustaining.workgroups import actions
from sustaining.workgroups.actions.groups import GroupNotPossible
from sustaining.workgroups.models import Invitation
from tests.factories import SpecialistFactory
from tests.workgroups.test_meetings import announce, group, tba  # noqa: F401  (fixtures)

pytestmark = pytest.mark.django_db


def edit(cast, group, now, by=None, **values):  # noqa: F811
    values = {"name": group.name, "focus": group.focus, "leads": list(group.leads.all())} | values
    return actions.edit_group(group, by=by or cast.hubadmin, now=now, **values)


def test_name_and_focus_are_changed_by_the_hub_alone(cast, group, now):  # noqa: F811
    edit(cast, group, now, name="Work Group North", focus="b")
    group.refresh_from_db()
    assert (group.name, group.focus) == ("Work Group North", "b")
    for person in (cast.specialist, cast.advocate, cast.other.lead):
        with pytest.raises(PermissionDenied):
            edit(cast, group, now, by=person)


def test_name_of_another_group_is_refused(cast, group, now):  # noqa: F811
    actions.set_up_group(cast.hub, project=cast.project, name="Work Group C", by=cast.lead, now=now)
    with pytest.raises(GroupNotPossible, match="Choose another name"):
        edit(cast, group, now, name="Work Group C")


def test_new_lead_is_invited_and_the_former_one_no_longer(cast, group, tba, now):  # noqa: F811
    meeting, other = announce(tba, cast, now), SpecialistFactory()
    other.hub_links.create(hub=cast.hub)
    edit(cast, group, now, leads=[cast.specialist_record])
    edit(cast, group, now, leads=[other])
    assert list(group.leads.all()) == [other]
    own = Invitation.objects.live().filter(meeting=meeting, participation=None)
    assert [invitation.user for invitation in own] == [other.user]


def test_page_offers_the_hubs_specialists_and_saves(cast, group, now, client_of):  # noqa: F811
    page, client = reverse("workgroups:edit-group", args=[group.pk]), client_of(cast.hubadmin)
    assert str(cast.specialist) in client.get(page).content.decode()
    assert "Enter the name of the group" in client.post(page, {"name": ""}).content.decode()
    values = {"name": "Work Group B", "leads": [cast.specialist_record.pk]}
    assert client.post(page, values).status_code == 302
    assert list(group.leads.all()) == [cast.specialist_record]
