"""Claims, late claims, accounts and samples are of the year of their days, whatever else the school is enrolled for."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from funding.models import Claim, Grant
from schools.actions import add_contact, withdraw_participation
from schools.choices import ContactRole
from tests.cast import enrol_again, enrol_another

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
MARCH = datetime(2027, 3, 10, 10, tzinfo=LONDON)
LAST_EVENING = datetime(2027, 8, 31, 23, 30, tzinfo=LONDON)
FIRST_NIGHT = datetime(2027, 9, 1, 0, 30, tzinfo=LONDON)


def line_data(*days: str, **fields) -> dict[str, object]:
    """The form of a claim with a line of £90 for each day, which is confirmed where it is in the holidays."""
    data: dict[str, object] = {"lines-TOTAL_FORMS": 4, "lines-INITIAL_FORMS": 0, "once": uuid4(), **fields}
    for place, day in enumerate(days):
        row = {"released_on": day, "teacher": f"T {place}", "length": "half", "cost": "90"}
        row["closed_day"] = datetime.strptime(day, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007  (a day, and no moment)
        data |= {f"lines-{place}-{name}": value for name, value in row.items()}
    return data


def claim(client, house, *days, **fields):
    return client.post(reverse("funding:new", args=[house.school.urn]), line_data(*days, **fields))


@pytest.mark.parametrize(
    ("moment", "day", "start"),
    [(MARCH, "10/3/2027", 2026), (LAST_EVENING, "31/8/2027", 2026), (FIRST_NIGHT, "1/9/2027", 2027)],
    ids=["march", "31-aug", "1-sept"],
)
def test_claim_is_made_on_the_grant_of_its_lines_year(cast, client_of, moment, day, start):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
    with time_machine.travel(moment, tick=False):
        client = client_of(cast.finance)
        page = client.get(reverse("funding:new", args=[cast.school.urn])).content.decode()
        assert f"Castle Hill School, {start}/{start % 100 + 1}" in page
        answer = claim(client, cast, day)
        assert answer.status_code == 302, answer.content.decode()
    assert Claim.objects.get().grant.participation == (cast.participation if start == 2026 else following)


def test_claim_of_this_year_is_made_after_next_years_participation_was_withdrawn(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
        withdraw_participation(following, reason="Not next year.", by=cast.lead, now=timezone.now())
        assert claim(client_of(cast.finance), cast, "10/3/2027").status_code == 302
    assert Claim.objects.get().grant.participation == cast.participation


def test_claim_with_lines_in_two_years_is_refused_with_both_named(cast, client_of):
    with time_machine.travel(FIRST_NIGHT, tick=False):
        enrol_again(cast, timezone.now())
        page = claim(client_of(cast.finance), cast, "31/8/2027", "1/9/2027").content.decode()
    assert "These dates are in 2026/27 and 2027/28" in page
    assert not Claim.objects.exists()


def test_claim_goes_to_the_strand_that_has_a_grant_or_that_was_chosen(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now(), year=2026, number=20, release_grant=None)
        second = enrol_again(cast, timezone.now(), year=2026, number=21)
        client = client_of(cast.finance)
        claim(client, cast, "10/3/2027", project="NCP26-14")
        claim(client, cast, "10/3/2027", project="NCP26-21")
    assert {row.grant.participation for row in Claim.objects.all()} == {cast.participation, second}


def test_claims_for_several_schools_are_made_in_the_years_of_their_lines(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        following = enrol_again(cast, timezone.now())
        other = enrol_another(cast, 915_001, "Trust School", timezone.now())
        role = ContactRole.FINANCE
        add_contact(other.school, full_name="", email=cast.finance.email, role=role, by=cast.lead, now=timezone.now())
    with time_machine.travel(FIRST_NIGHT, tick=False):
        client = client_of(cast.finance)
        data = line_data(
            "1/9/2027", "1/9/2027", **{"lines-0-school": cast.school.urn, "lines-1-school": cast.school.urn}
        )
        answer = client.post(reverse("funding:several"), data)
        assert answer.status_code == 302, answer.content.decode()
        assert Claim.objects.get().grant.participation == following
        refused = line_data("1/9/2027", **{"lines-0-school": other.school.urn})
        page = client.post(reverse("funding:several"), refused).content.decode()
    assert "Trust School: Trust School is not taking part in 2027/28" in page
    assert Claim.objects.count() == 1


def test_account_shows_the_year_in_progress_first_and_each_other_year_by_its_link(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
        client, url = client_of(cast.finance), reverse("funding:grant", args=[cast.school.urn])
        response = client.get(url)
        assert response.context["shown"]["project"].code == "NCP26-14"
        assert [row["project"].code for row in response.context["others"]] == ["NCP27-14"]
        assert "?project=NCP27-14" in response.content.decode()
        assert client.get(f"{url}?project=NCP27-14").context["shown"]["project"].code == "NCP27-14"
        assert client.get(reverse("funding:statement", args=[cast.school.urn])).status_code == 200
        assert client.get(reverse("funding:school-file", args=[cast.school.urn, "csv"])).status_code == 200


def test_claims_page_offers_only_the_year_that_can_be_claimed_for(cast, client_of):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
        response = client_of(cast.finance).get(reverse("funding:claims"))
    assert [row["project"].code for row in response.context["grants"]] == ["NCP26-14"]
    assert "Claim for several schools" not in response.content.decode()


@pytest.mark.parametrize(("query", "code"), [("", "NCP26-14"), ("?project=NCP27-14", "NCP27-14")])
def test_late_claims_are_allowed_for_the_year_in_progress_or_the_one_chosen(cast, client_of, query, code):
    with time_machine.travel(MARCH, tick=False):
        enrol_again(cast, timezone.now())
        url = reverse("funding:late", args=[cast.school.urn]) + query
        client = client_of(cast.lead)
        assert code in client.get(url).content.decode()
        client.post(url, {"late_until": "20/6/2027", "reason": "Illness."})
    late = Grant.objects.exclude(late_until=None).get()
    assert late.participation.project.code == code


def test_sample_form_offers_the_years_with_paid_claims_and_this_one(claim_maker, cast, client_of):
    claim_maker.pay(claim_maker.approved("90.00"))
    with time_machine.travel(datetime(2033, 3, 1, 10, tzinfo=LONDON), tick=False):
        response = client_of(cast.lead).get(reverse("funding:draw", args=[cast.hub.pk]))
    choices = [value for value, _ in response.context["form"].fields["academic_year"].choices]
    assert choices == [2032, 2026]
    assert response.context["form"]["academic_year"].value() == 2032


@pytest.mark.parametrize(
    ("query", "status"), [("year=2026", 200), ("year=", 200), ("year=1999", 404), ("financial=1999", 404)]
)
def test_account_of_a_year_without_projects_is_not_found(cast, client_of, query, status):
    with time_machine.travel(datetime(2033, 3, 1, 10, tzinfo=LONDON), tick=False):
        assert client_of(cast.admin).get(f"{reverse('funding:account')}?{query}").status_code == status
