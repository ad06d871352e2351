"""A school that converts to an academy goes on under a new number: everything follows it, or nothing does."""

from __future__ import annotations

import csv
from pathlib import Path

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from schools.actions.succession import CannotFollow, follow_successor
from schools.gias.links import follow_links
from schools.gias.reader import NotTheRegister
from schools.models import Participation, School
from specialists.models import Specialist
from sustaining.accounts.models import User
from tests.cast import enrol_another
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db

LINKS = Path(__file__).parent.parent / "data" / "gias-links-sample.csv"


def close(school: School) -> School:
    School.objects.filter(pk=school.pk).update(status="Closed")
    school.refresh_from_db()
    return school


def links_file(tmp_path: Path, *rows: tuple[int, int, str]) -> Path:
    path = tmp_path / "links.csv"
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"])
        writer.writerows((urn, link, "Castle Hill Academy", kind, "01-09-2026") for urn, link, kind in rows)
    return path


@pytest.fixture
def academy(db):
    return SchoolFactory(urn=150_001, name="Castle Hill Academy", hub=None)


def test_succession_moves_everything_and_keeps_history(cast, academy, now):
    old = close(cast.school)
    plan, grant, posts = old.plan, cast.participation.grant, set(old.advocates.values_list("pk", flat=True))
    follow_successor(old, successor=academy, by=cast.admin, now=now)
    cast.participation.refresh_from_db()
    assert cast.participation.school == academy
    assert cast.participation.grant == grant
    assert academy.plan == plan
    assert set(academy.advocates.values_list("pk", flat=True)) == posts
    assert academy.contacts.count() == 2
    academy.refresh_from_db()
    assert academy.hub == cast.hub
    old.refresh_from_db()
    assert old.successor == academy
    before = cast.participation.events.order_by("pgh_id").first()
    assert before.school_id == old.pk


def test_succession_lets_people_see_the_successor(cast, academy, client_of, now):
    follow_successor(close(cast.school), successor=academy, by=cast.admin, now=now)
    for person in (cast.lead, cast.advocate, cast.head, cast.finance, cast.specialist):
        assert client_of(person).get(f"/schools/{academy.urn}/").status_code == 200, person
    assert client_of(cast.other.lead).get(f"/schools/{academy.urn}/").status_code == 404


def test_succession_moves_a_specialists_home_school(cast, now):
    successor = SchoolFactory(hub=cast.hub)
    follow_successor(close(cast.home_school), successor=successor, by=cast.admin, now=now)
    assert Specialist.objects.get(pk=cast.specialist_record.pk).home_school == successor


def test_succession_with_a_post_at_both_schools_keeps_the_successors(cast, academy, now):
    there = academy.advocates.create(user=cast.advocate)
    follow_successor(close(cast.school), successor=academy, by=cast.admin, now=now)
    open_posts = academy.advocates.filter(user=cast.advocate, ends_on__isnull=True)
    assert list(open_posts) == [there]
    assert academy.advocates.filter(user=cast.advocate).count() == 2


@pytest.mark.parametrize("what", ["itself", "open", "closed successor", "followed before", "takes part", "has a plan"])
def test_succession_that_is_refused_changes_nothing(cast, academy, now, what):
    old, successor = cast.school, academy
    if what != "open":
        close(old)
    if what == "itself":
        successor = old
    if what == "closed successor":
        close(academy)
    if what == "followed before":
        School.objects.filter(pk=old.pk).update(successor=cast.home_school)
    if what == "takes part":
        successor = enrol_another(cast, 150_002, "Another Academy", now).school
    if what == "has a plan":
        successor = enrol_another(cast, 150_002, "Another Academy", now).school
        with pgtrigger.ignore("schools.Participation:participations_stay_with_their_school"):
            Participation.objects.filter(school=old).update(school=cast.home_school)
    with pytest.raises(CannotFollow):
        follow_successor(old, successor=successor, by=cast.admin, now=now)
    assert old.advocates.count() == 2
    assert old.contacts.count() == 2


def test_succession_needs_the_permission_of_an_administrator(cast, academy, now):
    with pytest.raises(PermissionDenied):
        follow_successor(close(cast.school), successor=academy, by=cast.lead, now=now)


def test_register_links_follow_conversions_and_report_mergers(cast, academy, tmp_path, now):
    other = enrol_another(cast, 960_010, "Merged School", now).school
    alone = enrol_another(cast, 960_011, "Lonely School", now).school
    for school in (cast.school, other, alone):
        close(school)
    path = links_file(
        tmp_path, (cast.school.urn, academy.urn, "Successor"), (other.urn, 150_009, "Successor - merged"),
        (academy.urn, cast.school.urn, "Predecessor"),
    )  # fmt: skip
    report = follow_links(path, by=User.objects.system(), now=now)
    assert report.followed == [f"{cast.school.urn} Castle Hill School is now 150001 Castle Hill Academy."]
    assert len(report.to_decide) == 2
    assert "merged or split: its successors are 150009" in report.to_decide[0]
    assert "names no successor" in report.to_decide[1]
    again = follow_links(path, by=User.objects.system(), now=now)
    assert not again.followed
    assert again.to_decide == report.to_decide


def test_register_links_of_a_merger_are_left_to_a_person(cast, academy, tmp_path, now):
    other = enrol_another(cast, 960_010, "Second School", now).school
    close(cast.school), close(other)
    path = links_file(tmp_path, (cast.school.urn, academy.urn, "Successor"), (other.urn, academy.urn, "Successor"))
    report = follow_links(path, by=User.objects.system(), now=now)
    assert not report.followed
    assert len(report.to_decide) == 2


def test_register_links_follow_a_chain_in_one_file_to_its_end(cast, academy, tmp_path, now):
    """A became B and B became C: neither A nor what belongs to it is left behind, whether B is known or not."""
    between = close(SchoolFactory(urn=150_000, name="Castle Hill Free School", hub=None))
    close(cast.school)
    path = links_file(tmp_path, (cast.school.urn, between.urn, "Successor"), (between.urn, academy.urn, "Successor"))
    report = follow_links(path, by=User.objects.system(), now=now)
    assert report.followed == [
        f"{cast.school.urn} Castle Hill School is now 150001 Castle Hill Academy, through 150000."
    ]
    cast.participation.refresh_from_db()
    assert cast.participation.school == academy
    assert School.objects.get(pk=cast.school.pk).successor == academy


@pytest.mark.parametrize(
    ("links", "sentence"),
    [
        ([(0, 150_000, "Successor"), (150_000, 150_001, "Successor - merged")], "became 150000, which was merged"),
        ([(0, 150_000, "Successor"), (150_000, 0, "Successor")], "go round in a circle"),
        ([(0, 150_000, "Successor"), (150_000, 150_777, "Successor")], "has the successor 150777, which is not"),
        ([(0, 150_000, "Successor")], "150000) is not open in the register"),
    ],
)
def test_register_links_of_a_chain_that_does_not_end_plainly_are_left_to_a_person(
    cast, academy, tmp_path, now, links, sentence
):
    close(SchoolFactory(urn=150_000, name="Castle Hill Free School", hub=None))
    own = close(cast.school).urn
    path = links_file(tmp_path, *((urn or own, link or own, kind) for urn, link, kind in links))
    report = follow_links(path, by=User.objects.system(), now=now)
    assert not report.followed
    assert sentence in report.to_decide[0]
    cast.participation.refresh_from_db()
    assert cast.participation.school == cast.school


KINDS = ["Successor", "Successor - merged", "Successor - amalgamated", "Predecessor", "Sixth Form Centre Link"]


@settings(max_examples=25)
@given(links=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(KINDS)), max_size=8))
def test_register_links_of_any_shape_lose_no_participation(cast, now, tmp_path_factory, links):
    """Five schools, three of them ours, all closed but two: any links between them."""
    urns = [970_000 + number for number in range(5)]
    if not School.objects.filter(urn=urns[0]).exists():  # the examples follow one another, as imports do
        for urn in urns[:3]:
            enrol_another(cast, urn, f"School {urn}", now)
        for urn in urns[3:]:
            SchoolFactory(urn=urn)
    School.objects.filter(urn__in=urns[:3], successor=None).update(status="Closed")
    before = Participation.objects.count()
    path = links_file(tmp_path_factory.mktemp("links"), *((urns[a], urns[b], kind) for a, b, kind in links))
    report = follow_links(path, by=User.objects.system(), now=now)
    assert Participation.objects.count() == before
    for school in School.objects.filter(successor__isnull=False):
        assert school.successor_id != school.pk
        assert not school.participations.exists()
        assert not school.advocates.exists()
    for school in School.objects.filter(participations__isnull=False).distinct():
        assert school.plan
    assert len(report.followed) <= 3


def test_register_links_real_file_is_read_and_other_files_are_refused(cast, now, tmp_path):
    assert follow_links(LINKS, by=User.objects.system(), now=now).lines()[0].startswith("0 of our schools")
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(NotTheRegister, match="none of its columns"):
        follow_links(path, by=User.objects.system(), now=now)


def test_gias_command_with_links_dry_run_rolls_back(cast, academy, tmp_path, capsys):
    close(cast.school)
    path = links_file(tmp_path, (cast.school.urn, academy.urn, "Successor"))
    sample = LINKS.with_name("gias-sample.csv")
    call_command("import_gias", str(sample), "--links", str(path), "--dry-run")
    assert "1 of our schools moved to a new URN" in capsys.readouterr().out
    cast.school.refresh_from_db()
    assert cast.school.successor is None
