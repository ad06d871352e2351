"""Somebody with a browser at a site of several hosts: follows pages and forms, and notes which host answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html

from tests.hosts.servers import HOST

DEMO_PASSWORD = "sustaining-demo"


class Visitor:
    """One person's cookies. `hosts` are the web hosts that answered with a page, by the proxy's word."""

    def __init__(self, port: int, authority: Path) -> None:
        self.base = f"https://{HOST}:{port}"
        self.line = requests.Session()
        self.line.verify, self.line.trust_env = str(authority), False
        self.hosts: set[str] = set()

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        """Ask once, without following a redirect."""
        # The proxy hands the host name on without a port, as it is on port 443.
        headers = {"Referer": f"https://{HOST}/", **more.pop("headers", {})}
        answer = self.line.request(
            method, urljoin(self.base, path), allow_redirects=False, timeout=60, headers=headers, **more
        )
        if answer.ok:
            self.hosts.add(answer.headers.get("X-Host", "").rpartition(", ")[2])
        return answer

    def get(self, path: str) -> requests.Response:
        """Open a page."""
        return self.send("GET", path)

    def fields(self, path: str, action: str = "") -> dict[str, Any]:
        """Return what the form on a page that goes to `action` (or to the page itself) holds when it is opened."""
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        forms = html.fromstring(answer.content).forms
        target = action or urlsplit(path).path
        form = next(f for f in forms if urlsplit(f.get("action") or urlsplit(path).path).path == target)
        return dict(form.form_values())

    def fill_in(self, path: str, action: str = "", files: Any = None, **typed: Any) -> requests.Response:
        """Open a page, fill in its form and send it. Raises AssertionError when it comes back with errors."""
        answer = self.send("POST", action or path, data={**self.fields(path, action), **typed}, files=files)
        assert answer.status_code == 302, f"{path}: {answer.status_code} {errors(answer)}"
        return answer

    def sign_in(self, name: str) -> None:
        """Sign in with the demo's password."""
        self.fill_in("/accounts/login/", login=f"{name}@demo.example", password=DEMO_PASSWORD)
        assert self.is_signed_in()

    def is_signed_in(self) -> bool:
        """Return whether a page of one's own opens."""
        return self.get("/accounts/details/").status_code == 200


def errors(answer: requests.Response) -> list[str]:
    """Return what a page says is wrong with what was typed."""
    page = html.fromstring(answer.content)
    return [" ".join(node.text_content().split()) for node in page.find_class("error-summary")] or [answer.text[:300]]
