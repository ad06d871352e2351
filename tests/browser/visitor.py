"""One person at one browser: does things by the words on the page, and looks hard at every page."""

from __future__ import annotations

import json
import os
import re
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Request, expect

from sustaining.accounts.models import User
from tests.browser.axe import Judge
from tests.cast import PASSWORD
from tests.sign_in import sign_in_recently

LOCAL = {"127.0.0.1", "localhost", ""}
JUDGE = Judge()
DESKTOP = 1200
"""From this many pixels on, tables are drawn as tables."""
BROKEN = r"""() => {
  const kept = /(?:[A-Z][a-z]{2} )?\d{1,2} [A-Z][a-z]{2,8} \d{4}|[A-Z]{3}\d\d-\d\d|[A-Z]{3}-\d\d-\w{4}|£[\d,]+\.\d\d/g;
  const lines = (range) => new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => box.top));
  const broken = [];
  for (const cell of document.querySelectorAll("table.board td, table.board th, dl.facts dd")) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      for (const match of text.data.matchAll(kept)) {
        const range = document.createRange();
        range.setStart(text, match.index);
        range.setEnd(text, match.index + match[0].length);
        if (lines(range).size > 1) broken.push(match[0]);
      }
    }
  }
  for (const button of document.querySelectorAll("main .btn, main .tag")) {
    const texts = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const range = document.createRange();
      range.selectNode(text);
      if (lines(range).size > 1) broken.push(text.data.trim());
    }
  }
  return broken;
}"""
"""Dates, references and sums of tables that are broken over two lines, and buttons and tags of two lines."""


def labelled(text: str) -> re.Pattern[str]:
    """A label of just these words; the asterisk of a field that must be filled does not count."""
    return re.compile(rf"^\s*{re.escape(text)}\s*\*?\s*$")


def until(page: Page, expression: str, seconds: float = 10) -> None:
    """Return once this JavaScript is true (or its promise comes true). Raises AssertionError when it does not become so.

    Asked from outside: Playwright's own waiting evaluates words on the page, which the site's policy forbids.
    """
    end = time.monotonic() + seconds
    while True:
        with suppress(Error):  # the page is on its way to another
            if page.evaluate(expression):
                return
        assert time.monotonic() < end, f"not within {seconds} s: {expression}"
        time.sleep(0.02)


def note_check(path: str, width: int, *, dark: bool, broken: list[str]) -> None:
    """Keep what a check found, for the accessibility statement, where `make accessibility` asks for it."""
    folder = os.environ.get("ACCESSIBILITY_CHECKS")
    if not folder:
        return
    try:
        page = resolve(path).view_name
    except Resolver404:
        page = "not found"
    row = {"page": page, "width": width, "dark": dark, "broken": [complaint.partition(":")[0] for complaint in broken]}
    with (Path(folder) / f"{os.getpid()}.jsonl").open("a") as rows:
        rows.write(json.dumps(row) + "\n")


class Visitor:
    """A browser context of its own. `complaints` gathers what is wrong with the pages that were met."""

    def __init__(self, context: BrowserContext, base: str, *, dark: bool = False) -> None:
        self.context = context
        self.dark = self._dark_now = dark
        self.base = base
        self.complaints: list[str] = []
        self.looked_at: list[str] = []
        self.sources: dict[str, str] = {}
        """The HTML of the addresses that were opened, as the server sent it."""
        self._forgiven: set[str] = set()
        context.set_default_timeout(8_000)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.complaints.append(f"Script error: {error.error}"))
        context.on("request", self._on_request)
        self.page: Page = context.new_page()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(word in message.text for word in self._forgiven):
            self.complaints.append(f"Console at {self.page.url}: {message.text} ({message.location['url']})")

    def _on_request(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in ("http", "https", "ws", "wss") and where.hostname not in LOCAL:
            self.complaints.append(f"A request left the machine: {request.url}")

    def forgive(self, text: str) -> None:
        """Expect a console message with these words: Chromium reports every 4xx answer as an error."""
        self._forgiven.add(text)

    @property
    def path(self) -> str:
        """Where the visitor is."""
        return urlsplit(self.page.url).path

    def look(self) -> None:
        """Judge the page once it has all that it asks for: axe, sideways scrolling, one first heading."""
        until(self.page, "document.readyState === 'complete' && !document.querySelector('.htmx-request')")
        where = f"{self.path} at {self.page.viewport_size['width']} px"  # type: ignore[index]
        broken_rules = JUDGE.complaints(self.page, dark=self._dark_now)
        note_check(self.path, self.page.viewport_size["width"], dark=self._dark_now, broken=broken_rules)  # type: ignore[index]
        self.complaints += [f"axe, {where}: {complaint}" for complaint in broken_rules]
        wide, view, headings = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth, document.querySelectorAll('h1').length]"
        )
        if wide > view:
            self.complaints.append(f"{where} scrolls sideways: {wide} px of content")
        if view >= DESKTOP and (broken := self.page.evaluate(BROKEN)):
            self.complaints.append(f"{where} breaks over two lines: {', '.join(broken[:5])}")
        if headings != 1:
            self.complaints.append(f"{where} has {headings} first headings")
        self.looked_at.append(self.path)

    def look_from(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """Look at the same page once more, at another width and in another light, without loading it again."""
        own = self.page.viewport_size
        self.page.set_viewport_size({"width": width, "height": height})
        self._light(dark)
        self.look()
        self.page.set_viewport_size(own)  # type: ignore[arg-type]
        self._light(self.dark)

    def _light(self, dark: bool) -> None:
        self._dark_now = dark
        self.page.emulate_media(color_scheme="dark" if dark else "light")

    def go(self, path: str) -> Visitor:
        """Open an address of the site, and look."""
        response = self.page.goto(self.base + path)
        if response and "text/html" in response.headers.get("content-type", ""):
            self.sources[path] = response.text()
        self.look()
        return self

    def press(self, text: str, *, within: str = "main") -> Visitor:
        """Press the first button or link with these words; then look at the page that comes."""
        place = self.page.locator(within)
        label_pattern = re.compile(
            rf"^{re.escape(text)}\s*(:.*)?$"
        )  # what follows a colon says, unseen, which of several it is
        return self.follow(
            place.get_by_role("button", name=label_pattern).or_(place.get_by_role("link", name=label_pattern))
        )

    def follow(self, link: Locator) -> Visitor:
        """Press the first of these; then look at the page that comes."""
        before = self.page.evaluate("performance.timeOrigin")
        link.first.click()
        until(self.page, f"performance.timeOrigin !== {before} && document.readyState === 'complete'")
        self.look()
        return self

    def fill(self, label: str, text: str, *, within: str = "main") -> Visitor:
        """Write into the field with this label."""
        self.page.locator(within).get_by_label(labelled(label)).fill(text)
        return self

    def choose(self, label: str, *, within: str = "main") -> Visitor:
        """Tick or pick what has this label."""
        self.page.locator(within).get_by_label(labelled(label)).check()
        return self

    def sees(self, *sentences: str) -> Visitor:
        """Each of these stands on the page."""
        for sentence in sentences:
            expect(self.page.locator("body")).to_contain_text(sentence)
        return self

    def sees_not(self, sentence: str) -> Visitor:
        """This does not stand on the page."""
        expect(self.page.locator("body")).not_to_contain_text(sentence)
        return self

    def sign_in(self, email: str) -> Visitor:
        """As somebody who is signed in already, without the pages of signing in: for a test that is about something else."""
        client = Client()
        sign_in_recently(client, User.objects.get(email=email))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.base, "httpOnly": True}])
        return self

    def sign_in_by_form(self, email: str) -> Visitor:
        """With the password that everyone has."""
        self.go("/accounts/login/")
        self.fill("Email address", email).fill("Password", PASSWORD)
        return self.press("Sign in")
