"""Concerns: raised, reviewed, closed with an outcome, reopened; who reads them, and where they show."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from schools.roles import Role
from sustaining.casework import actions
from sustaining.casework.actions.concerns import ReviewNotPossible
from sustaining.casework.models import Concern
from sustaining.casework.selectors import concern_history
from sustaining.common.errors import WrongState
from tests.casework.writing import DAY, raise_concern
from tests.desks import finder_todos

pytestmark = pytest.mark.django_db


def review(concern: Concern, by, now, **values) -> Concern:
    usual = {"kind": concern.kind, "summary": concern.summary, "agreed": concern.agreed, "review_on": concern.review_on}
    usual |= {"escalated_to": concern.escalated_to, "for_specialist": concern.for_specialist}
    return actions.review_concern(concern, **{**usual, **values}, by=by, now=now)


def test_concern_comes_up_on_the_hubs_desk_on_its_review_day(cast, now):
    concern = raise_concern(cast.school, by=cast.lead, now=now, days=1)
    assert finder_todos("concerns to review", cast.lead, now) == []
    for person in (cast.lead, cast.hubadmin):
        (todo,) = finder_todos("concerns to review", person, now + DAY)
        assert todo.title == f"Review the concern about {cast.school}"
    assert finder_todos("concerns to review", cast.other.lead, now + DAY) == []
    actions.close_concern(concern, outcome="A plan is agreed.", by=cast.lead, now=now)
    assert finder_todos("concerns to review", cast.lead, now + DAY) == []


def test_review_keeps_what_was_agreed_before(cast, now):
    concern = raise_concern(cast.school, by=cast.lead, now=now, agreed="A first draft.")
    later = timezone.localdate(now) + 30 * DAY
    review(concern, cast.hubadmin, now, agreed="A call in January.", review_on=later, escalated_to="NCETM")
    (change,) = concern_history(concern)
    assert change.who == cast.hubadmin.full_name
    assert change.values == [
        ("What is agreed", "A call in January."),
        ("Review on", f"{later.day} {later:%B %Y}"),
        ("Escalated to", "NCETM"),
    ]


def test_review_day_that_has_gone_is_refused_unless_unchanged(cast, now):
    yesterday = timezone.localdate(now) - DAY
    with pytest.raises(ReviewNotPossible):
        raise_concern(cast.school, by=cast.lead, now=now, review_on=yesterday)
    concern = raise_concern(cast.school, by=cast.lead, now=now, days=0)
    assert review(concern, cast.lead, now + 3 * DAY, agreed="Wait.").agreed == "Wait."
    with pytest.raises(ReviewNotPossible):
        review(concern, cast.lead, now, review_on=yesterday)


def test_closed_concern_is_reopened_with_a_reason_and_a_day(cast, now):
    concern = raise_concern(cast.school, by=cast.lead, now=now)
    actions.close_concern(concern, outcome="A plan is agreed.", by=cast.hubadmin, now=now)
    with pytest.raises(WrongState, match="Reopen it first"):
        review(concern, cast.lead, now, agreed="Something.")
    with pytest.raises(WrongState):
        actions.close_concern(concern, outcome="Again.", by=cast.lead, now=now)
    day = timezone.localdate(now) + 5 * DAY
    actions.reopen_concern(concern, reason="The plan was withdrawn.", review_on=day, by=cast.lead, now=now)
    assert (concern.state, concern.outcome, concern.closed_at, concern.review_on) == ("open", "", None, day)
    assert [change.values[0][1] for change in concern_history(concern)] == [
        f"{day.day} {day:%B %Y}", "A plan is agreed.",
    ]  # fmt: skip


def test_database_refuses_a_closed_concern_without_outcome_and_an_open_one_without_review(cast, now):
    concern = raise_concern(cast.school, by=cast.lead, now=now)
    for values in ({"state": "closed"}, {"review_on": None}, {"outcome": "Nothing."}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Concern.objects.filter(pk=concern.pk).update(**values)


def test_concern_of_a_specialist_is_shared_with_them_and_closed_by_the_hub(cast, now):
    concern = raise_concern(cast.school, by=cast.specialist, now=now)
    assert concern.for_specialist
    review(concern, cast.specialist, now, agreed="A call.")
    actions.close_concern(concern, outcome="Settled.", by=cast.lead, now=now)


def test_shared_concern_is_taken_back_by_the_hub_unless_a_specialist_raised_it(cast, now):
    for person, stays in ((cast.admin, False), (cast.lead, False), (cast.specialist, True)):
        concern = raise_concern(cast.school, by=person, now=now, for_specialist=True)
        assert review(concern, cast.lead, now, for_specialist=False).for_specialist is stays


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        ("lead", True),
        ("hubadmin", True),
        ("specialist", True),
        ("auditor", False),
        ("advocate", False),
        ("head", False),
    ],
)
def test_board_school_page_and_activity_name_a_concern_to_its_readers_only(cast, now, client_of, role, reads):
    raise_concern(cast.school, by=cast.lead, now=now, for_specialist=True, kind="leadership")
    client = client_of(getattr(cast, role))
    assert ("Concern: support from senior leaders" in client.get("/schools/").content.decode()) is reads
    assert ("With an open concern" in client.get("/schools/").content.decode()) is reads
    assert ("Support from senior leaders" in client.get(f"/schools/{cast.school.urn}/").content.decode()) is reads
    activity = client.get(f"/schools/{cast.school.urn}/happened/?kind=casework").content.decode()
    assert ("raised a concern: support from senior leaders" in activity) is reads
    assert ("Open concerns" in client.get("/schools/download.csv").content.decode()) is reads


def test_concern_that_is_not_shared_is_hidden_from_the_specialist(cast, now, client_of):
    raise_concern(cast.school, by=cast.lead, now=now, kind="support")
    client = client_of(cast.specialist)
    assert "Concern: work with" not in client.get("/schools/").content.decode()
    assert "Work with the Specialist" not in client.get(f"/schools/{cast.school.urn}/notes/").content.decode()


def test_board_is_filtered_by_open_concerns(cast, now, client_of):
    concern = raise_concern(cast.school, by=cast.lead, now=now)
    client = client_of(cast.lead)
    assert cast.school.name in client.get("/schools/?concern=on").content.decode()
    actions.close_concern(concern, outcome="Settled.", by=cast.lead, now=now)
    assert "No schools match" in client.get("/schools/?concern=on").content.decode()


def test_role_that_reads_no_concerns_has_no_place_for_them_in_the_menu(cast, client_of):
    for person, reads in ((cast.lead, True), (cast.specialist, True), (cast.advocate, False), (cast.auditor, False)):
        assert ('href="/concerns/"' in client_of(person).get("/").content.decode()) is reads, Role
