"""Pages over a slow line: nothing jumps while one loads, and one that is opened again weighs its own words alone.

How long the largest part takes to appear (LCP) is printed, never judged: machines differ. `-s` shows it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.tour

SLOW_PHONE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""What Lighthouse calls slow 4G: 150 ms, and 1.6 and 0.75 megabits a second, in bytes."""
SLOWDOWN = 4
"""How many times slower the processor is: a phone of the middle range beside a desktop."""
PATIENCE = 60_000
"""Milliseconds after which a page that does not come fails the test; how long one takes is not judged."""
MOST_NEXT_VISIT = 12_000
"""Bytes of a page once its scripts and styles are there, as compressed as a proxy sends them."""
OBSERVE = """
window.shifts = []; window.largest = 0;
const name = (node) => node && node.nodeType === 1 ? node.tagName + "." + node.className : "text";
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
  if (!entry.hadRecentInput) window.shifts.push([entry.value, ...entry.sources.map((source) => name(source.node))]);
})).observe({type: "layout-shift", buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.largest = entry.startTime; }))
  .observe({type: "largest-contentful-paint", buffered: true});
"""
WORK = [
    ("lead", 1440, ("/", "/schools/", "/schools/910003/", "/claims/", "/reports/")),
    ("advocate", 390, ("/", "/sessions/new/", "/plans/910003/", "/schools/910003/")),
    ("specialist", 390, ("/", "/sessions/", "/calendar/")),
    ("", 390, ("/accounts/login/", "/programme/", "/apply/")),
]


@pytest.fixture
def someone(browser, live_server, demo):
    """Open a browser of a width, signed in with a role of the demo."""
    contexts = []

    def come(role: str, width: int, service_workers: str = "allow") -> Visitor:
        size = {"width": width, "height": 844 if width < 600 else 900}
        contexts.append(browser.new_context(viewport=size, locale="en-GB", service_workers=service_workers))
        visitor = Visitor(contexts[-1], live_server.url)
        return visitor.sign_in(f"{role}@demo.example") if role else visitor

    yield come
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("role", "width", "paths"), WORK)
def test_nothing_moves_while_a_page_loads_over_a_slow_line(someone, role, width, paths):
    visitor = someone(role, width)
    visitor.page.add_init_script(OBSERVE)
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", SLOW_PHONE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    shifts = {}
    for path in paths:
        visitor.page.goto(visitor.base + path, wait_until="networkidle", timeout=PATIENCE)
        print(
            f"LCP {visitor.page.evaluate('Math.round(window.largest)'):6} ms  {width:4} px  {role or 'anyone'} {path}"
        )
        if seen := visitor.page.evaluate("window.shifts"):
            shifts[path] = seen
    assert shifts == {}


@pytest.mark.parametrize(("role", "width", "paths"), WORK[:3])
def test_page_opened_again_weighs_its_own_words_alone(someone, role, width, paths):
    visitor = someone(role, width, "block")  # what it fetches is not reported
    for path in paths:
        visitor.page.goto(visitor.base + path, wait_until="networkidle", timeout=PATIENCE)
    sizes: dict[str, dict[str, int]] = {}
    for path in paths:
        weights = sizes[path] = {}

        def weigh(request, weights: dict[str, int] = weights) -> None:
            response = request.response()
            if response and request.sizes()["responseBodySize"]:
                weights[Path(urlsplit(request.url).path).name or "page"] = len(brotli.compress(response.body()))

        visitor.page.on("requestfinished", weigh)
        visitor.page.goto(visitor.base + path, wait_until="networkidle", timeout=PATIENCE)
        visitor.page.remove_listener("requestfinished", weigh)
    print({path: sum(weights.values()) for path, weights in sizes.items()})
    assert [path for path, weights in sizes.items() if sum(weights.values()) > MOST_NEXT_VISIT] == [], sizes
