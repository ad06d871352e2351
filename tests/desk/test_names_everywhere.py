"""Names with accents, apostrophes, particles and hyphens: every page and file that lists them shows, sorts and finds them."""

from __future__ import annotations

import io
from html import unescape

import pytest
from lxml import html
from openpyxl import load_workbook

from schools.models import School
from specialists.models import Specialist
from sustaining.common.typed_text import sort_key
from sustaining.reports.tables import TABLES
from tests.factories import SpecialistFactory, UserFactory
from tests.factories.busy_hub import BusyHub

pytestmark = pytest.mark.django_db

IN_ORDER = [
    "d’Arcy Park School", "de Vere Academy", "Émery Road School", "Evans-Żak College", "O’Neill 2 School",
    "O'Neill 10 School", "St. Chloë’s School", "Zebra School",
]  # fmt: skip
SORTED_PAGES = [
    "/schools/?sort=name",
    "/schools/find/",
    "/plans/",
    "/impact/",
    "/workgroups/{group}/",
    "/reports/participation/",
]
SORTED_FILES = ["/schools/download.{kind}?sort=name", "/impact/impact.{kind}"]
BY_SCHOOL = ["participation", "days", "plans", "colours", "evaluations", "money"]
"""Reports whose rows are sorted by school; the others are sorted by day."""


@pytest.fixture
def named_hub(cast, now) -> BusyHub:
    """A hub whose schools were enrolled in another order than that of their names."""
    hub = BusyHub(cast, now)
    hub.grow(len(IN_ORDER))
    names = [*IN_ORDER[4:], *IN_ORDER[:4]]
    for participation, name in zip(hub.schools, names, strict=True):
        School.objects.filter(pk=participation.school_id).update(name=name)
        person = participation.school.advocates.select_related("user").earliest("pk").user
        person.full_name = f"{name.split()[0]} Émrys-Żak"
        person.save()
    return hub


def names_in(text: str) -> list[str]:
    """Return the schools in the order of their first appearance; a name that is a part of another's is no appearance."""
    places = {name: text.find(name) for name in IN_ORDER}
    return sorted((name for name, place in places.items() if place >= 0), key=places.__getitem__)


def shown(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    if ".xlsx" in address:
        rows = load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).active.values
        return "\n".join(str(cell) for row in rows for cell in row)
    content = (b"".join(answer) if answer.streaming else answer.content).decode("utf-8-sig")
    if ".csv" in address:
        return content
    (main,) = html.fromstring(content).xpath("//*[@id='main']")
    for choice in main.xpath(".//select | .//datalist"):
        choice.drop_tree()
    return unescape(main.text_content())


def test_names_are_in_the_order_of_their_sort_key():
    assert sorted(IN_ORDER, key=sort_key) == IN_ORDER


def test_pages_and_files_list_schools_in_the_order_of_their_names(named_hub, client_of, cast):
    client = client_of(cast.lead)
    files = [file.format(kind=kind) for file in SORTED_FILES for kind in ("csv", "xlsx")]
    for address in [*(page.format(group=named_hub.group.pk) for page in SORTED_PAGES), *files]:
        assert names_in(shown(client, address)) == IN_ORDER, address


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_reports_have_every_name_as_it_is_written(named_hub, client_of, cast, kind):
    client = client_of(cast.lead)
    for table in TABLES:
        listed = names_in(shown(client, f"/reports/{table}.{kind}?year=2026"))
        assert sorted(listed) == sorted(IN_ORDER) or not listed, table
        assert listed == IN_ORDER or table not in BY_SCHOOL, table


QUERIES = {
    "emery": "Émery Road School", "EVANS zak": "Evans-Żak College", "st chloes": "St. Chloë’s School",
    "darcy": "d’Arcy Park School", "chloe\u0308": "St. Chloë’s School", "o neill 10": "O'Neill 10 School",
}  # fmt: skip


def test_pages_find_a_school_however_its_name_is_typed(named_hub, client_of, cast):
    client = client_of(cast.lead)
    for page in ("/schools/", "/schools/find/", "/search/"):
        for query, school in QUERIES.items():
            assert school in names_in(shown(client, f"{page}?q={query}")), (page, query)


def test_specialists_are_listed_in_the_order_of_their_names(cast, client_of):
    names = ["Zoë Abbott", "de Vere", "Émile Żak", "Evans", "Áine O’Neill"]
    for name in names:
        specialist = SpecialistFactory(user=UserFactory(full_name=name), home_school=cast.home_school)
        specialist.hubs.add(cast.hub)
    page = shown(client_of(cast.lead), "/specialists/")
    places = [page.index(name) for name in sorted(names, key=sort_key)]
    assert places == sorted(places)
    assert list(
        Specialist.objects.filter(user__full_name__in=names).values_list("user__full_name", flat=True)
    ) == sorted(names, key=sort_key)
