"""Roles, widths, colours and ways of using a page, combined so that every two of them meet; what is sent and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import combinations, product
from pathlib import Path

import brotli
import pytest
from pypdf import PdfReader

from schools.models import Hub
from tests.browser.axe import SCRIPT, Judge
from tests.browser.visitor import Visitor, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCHOOL = "/schools/910003/"
PAGES: dict[str, tuple[str, ...]] = {
    "lead": ("/", "/schools/", SCHOOL, "/claims/", "/reports/", "/hub/{hub}/next-year/2027/", "/help/"),
    "hubadmin": ("/", "/schools/addresses/", "/workgroups/", "/claims/runs/", "/advocates/upload/"),
    "specialist": ("/", "/plans/910003/", "/sessions/", "/calendar/"),
    "advocate": ("/", "/sessions/new/", "/plans/910003/", SCHOOL, "/impact/910003/"),
    "head": ("/", "/plans/910003/", SCHOOL),
    "finance": ("/", "/claims/new/910003/", "/claims/"),
    "trust": ("/", "/claims/several/"),
    "auditor": ("/", "/claims/account/", "/schools/"),
    "admin": ("/", "/reports/hubs/", "/projects/", "/help/emails/"),
    "": (
        "/accounts/login/",
        "/accounts/password/reset/",
        "/accounts/login/code/",
        "/programme/",
        "/apply/",
        "/journey/",
    ),
}
FACTORS: tuple[tuple[object, ...], ...] = (
    tuple(PAGES),
    (320, 390, 768, 1024, 1280, 1920),
    ("light", "dark", "forced"),
    ("mouse", "keyboard", "no script"),
)
MOST_FIRST_VISIT = 80_000
"""Bytes of a first visit, as compressed as WhiteNoise and the proxy send them."""
TEXT = {".css", ".js", ".svg", ".webmanifest", ""}


def value_pairs(row: Sequence[object]) -> set[tuple[int, object, int, object]]:
    """Return the pairs of values that meet in a row, each value with its factor."""
    return {(left, row[left], right, row[right]) for left, right in combinations(range(len(row)), 2)}


def pairwise(factors: Sequence[Sequence[object]]) -> Iterator[tuple[object, ...]]:
    """Yield rows with a value of each factor until every two values have covered: each time the row with the most new pairs."""
    rows = list(product(*factors))
    missing = set().union(*map(value_pairs, rows))
    while missing:
        best = max(rows, key=lambda row: len(value_pairs(row) & missing))
        missing -= value_pairs(best)
        yield best


ROWS = list(pairwise(FACTORS))


def test_pairwise_every_two_values_meet_in_few_rows():
    covered = set().union(*map(value_pairs, ROWS))
    assert covered == set().union(*map(value_pairs, product(*FACTORS)))
    assert len(ROWS) <= 75


@pytest.fixture
def open_page(browser, live_server, demo, settings):
    """Open a browser for a row of the table, signed in."""
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, SCRIPT.parent]
    contexts = []

    def open_it(role: str, width: int, colours: str, way: str) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme="dark" if colours == "dark" else "light",
            forced_colors="active" if colours == "forced" else "none",
            java_script_enabled=way != "no script",
            reduced_motion="reduce", locale="en-GB", timezone_id="Europe/London",
        )  # fmt: skip
        contexts.append(context)
        visitor = Visitor(context, live_server.url, dark=colours == "dark")
        return visitor.sign_in(f"{role}@demo.example") if role else visitor

    yield open_it
    for context in contexts:
        context.close()


FOCUS = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return "";
  // A link may run over two lines: its first line is looked at, for other words share the box around both.
  const box = [...node.getClientRects()].find((line) => line.width && line.height);
  if (!box) return "";
  const [x, y] = [box.left + Math.min(box.width, 20) / 2, box.top + Math.min(box.height, 20) / 2];
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return "outside: " + node.outerHTML.slice(0, 120);
  const over = document.elementFromPoint(x, y);
  const seen = over && (node.contains(over) || over.contains(node) || over.closest("label")?.contains(node));
  return seen ? "" : "covered: " + node.outerHTML.slice(0, 120);
}"""


def keyboard_faults(page) -> list[str]:
    """Press Tab through the beginning of a page, and return where the focus is outside the window or under something."""
    page.keyboard.press("Tab")
    skips = page.evaluate("document.activeElement.className") == "skip-link"
    faults = [] if skips else ["Tab does not begin at the skip link"]
    for _ in range(25):
        page.keyboard.press("Tab")
        if fault := page.evaluate(FOCUS):
            faults.append(f"focus {fault}")
    return faults


def page_faults(page, width: int, colours: str) -> list[str]:
    """Return what is wrong with how a page is laid out and coloured, scripts or not."""
    wide, headings, ground = page.evaluate(
        "[document.documentElement.scrollWidth, document.querySelectorAll('h1').length,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    faults = [f"{wide} px wide"] if wide > width else []
    faults += [f"{headings} first headings"] if headings != 1 else []
    is_dark = max(map(int, re.findall(r"\d+", ground)[:3])) < 80
    if colours != "forced" and is_dark != (colours == "dark"):
        faults.append(f"the ground is {ground}")
    return faults


@pytest.mark.tour
@pytest.mark.parametrize("part", range(4))
def test_pages_work_in_every_pair_of_role_width_colours_and_way(open_page, part):
    hub, judge, faults = Hub.objects.get(name="Rivermead").pk, Judge(), []
    for number, (role, width, colours, way) in list(enumerate(ROWS))[part::4]:
        visitor = open_page(role, width, colours, way)
        pages = PAGES[role]
        for path in {pages[number % len(pages)], pages[(number + 2) % len(pages)]}:
            visitor.page.goto(visitor.base + path.format(hub=hub))
            problems = page_faults(visitor.page, width, colours)
            if way != "no script":
                until(visitor.page, "document.readyState === 'complete'")
                problems += judge.complaints(visitor.page, dark=colours == "dark") if colours != "forced" else []
            if way == "keyboard":
                problems += keyboard_faults(visitor.page)
            faults += [f"{path} as {role or 'anyone'}, {width} px, {colours}, {way}: {fault}" for fault in problems]
        faults += visitor.complaints
        visitor.context.close()
    assert faults == [], "\n".join(faults)


@pytest.mark.tour
@pytest.mark.parametrize("path", ["/accounts/login/", "/programme/", "/apply/"])
def test_first_visit_is_light(open_page, path):
    visitor, sizes = open_page("", 390, "light", "mouse"), {}

    def weigh(response) -> None:
        kind = Path(response.url.split("?")[0]).suffix
        body = response.body()
        sizes[response.url] = len(brotli.compress(body)) if kind in TEXT else len(body)

    visitor.page.on("requestfinished", lambda request: weigh(request.response()))
    visitor.page.goto(visitor.base + path, wait_until="networkidle")
    assert sum(sizes.values()) <= MOST_FIRST_VISIT, sorted(sizes.items(), key=lambda item: -item[1])


@pytest.mark.tour
def test_report_prints_on_two_pages_and_light_from_a_dark_screen(open_page):
    visitor = open_page("lead", 1280, "dark", "mouse")
    visitor.page.goto(visitor.base + "/reports/")
    assert len(PdfReader(BytesIO(visitor.page.pdf(format="A4"))).pages) <= 2
    visitor.page.emulate_media(media="print")
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
