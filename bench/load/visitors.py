"""A Monday, for locust: hub leads, Specialists, leads of Work Groups, Advocates and finance contacts, none of whom pauses.

`LOAD_PEOPLE` names the file that people.py's `people` was written to. Locust runs in a virtual environment of its own: this
file imports nothing of the site.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from locust import FastHttpUser, constant, task

PEOPLE = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
REFERER = "https://localhost/"
QUERIES = ("oak", "church", "amira pat", "SUS-26", "ratio")


class Visitor(FastHttpUser):
    """One person in a browser."""

    abstract = True
    wait_time = constant(0)
    network_timeout = connection_timeout = 60.0
    kind = ""
    people: ClassVar[dict[str, Any]] = {}

    def on_start(self) -> None:
        """Become the next person of the kind."""
        shares = self.people.setdefault(self.kind, itertools.cycle(PEOPLE[self.kind]))
        self.me = next(shares)
        self.cookies = "; ".join(f"{name}={value}" for name, value in self.me["cookies"].items())

    def open(self, address: str, name: str) -> None:
        """Open a page."""
        headers = {"Cookie": self.cookies}
        with self.client.get(address, name=name, headers=headers, allow_redirects=False, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} {answer.headers.get('Location', '')}")

    def send(self, address: str, name: str, form: dict[str, str], answers: tuple[int, ...] = (302,)) -> bool:
        """Send a form; whether it was taken."""
        headers = {"Cookie": self.cookies, "Referer": REFERER}
        data = {**form, "csrfmiddlewaretoken": self.me["csrf"]}
        with self.client.post(
            address, data=data, name=name, headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code not in answers or "/accounts/login" in answer.headers.get("Location", ""):
                answer.failure(f"{answer.status_code} {answer.headers.get('Location', '')}")
                return False
        return True

    def log_a_session(self) -> None:
        """Open the form of a session, and send it."""
        if not self.me["forms"]:
            return self.open("/sessions/", "sessions")
        address, form = random.choice(list(self.me["forms"].items()))
        self.open(address, "log a session")
        self.send(address, "log a session, sent", form | {"once": str(uuid4())})
        return None


class Bare(FastHttpUser):
    """Somebody who asks one page over and over: what the machine can do at most."""

    wait_time = constant(0)
    address = os.environ.get("LOAD_ADDRESS", "/healthz")

    @task
    def ask(self) -> None:
        """Ask for it."""
        self.client.get(self.address, name=self.address)


class Lead(Visitor):
    """A hub lead or administrator."""

    kind, weight = "lead", 6

    @task(5)
    def desk(self) -> None:
        """Open the desk."""
        self.open("/", "desk, hub lead")

    @task(3)
    def board(self) -> None:
        """Open the board."""
        self.open("/schools/", "board")

    @task(5)
    def school(self) -> None:
        """Open a school."""
        self.open(f"/schools/{random.choice(self.me['urns'])}/", "school page")

    @task(3)
    def search(self) -> None:
        """Search for something."""
        self.open(f"/search/?q={random.choice(QUERIES)}", "search")

    @task(2)
    def claims(self) -> None:
        """Open the claims to decide, and approve one while there are some."""
        self.open("/claims/?tab=decide", "claims to decide")
        if self.me["claims"]:
            reference = self.me["claims"].pop()
            self.open(f"/claims/{reference}/", "claim")
            self.send(f"/claims/{reference}/approve/", "claim, approved", {})

    @task(1)
    def report(self) -> None:
        """Open the hub's report."""
        self.open("/reports/", "report, hub")


class SpecialistVisitor(Visitor):
    """A Mastery Specialist."""

    kind, weight = "specialist", 5

    @task(4)
    def desk(self) -> None:
        """Open the desk."""
        self.open("/", "desk, Specialist")

    @task(3)
    def school(self) -> None:
        """Open one of their schools."""
        self.open(f"/schools/{random.choice(self.me['urns'])}/", "school page")

    @task(2)
    def session(self) -> None:
        """Log a session."""
        self.log_a_session()

    @task(1)
    def sessions(self) -> None:
        """Open the list of sessions."""
        self.open("/sessions/", "sessions")


class GroupLeadVisitor(Visitor):
    """The lead of a Work Group, with the register on a tablet."""

    kind, weight = "group_lead", 2

    @task(1)
    def register(self) -> None:
        """Open the register."""
        self.open(f"/meetings/{self.me['meeting']}/register/", "register")

    @task(6)
    def mark(self) -> None:
        """Tap a mark."""
        person, mark = random.choice(self.me["persons"]), random.choice(("present", "apologies", "absent"))
        self.send(f"/meetings/{self.me['meeting']}/mark/", "register, tapped", {"person": str(person), "mark": mark})


class AdvocateVisitor(Visitor):
    """A Mastery Advocate, on a phone."""

    kind, weight = "advocate", 5

    @task(4)
    def desk(self) -> None:
        """Open the desk."""
        self.open("/", "desk, Advocate")

    @task(2)
    def session(self) -> None:
        """Log a session."""
        self.log_a_session()

    @task(2)
    def rsvp(self) -> None:
        """Open a meeting and say whether one comes."""
        self.open(f"/meetings/{self.me['meeting']}/", "meeting")
        answer = random.choice(("coming", "apologies"))
        self.send(f"/meetings/{self.me['meeting']}/answer/", "meeting, answered", {"rsvp": answer})

    @task(1)
    def plan(self) -> None:
        """Read the development plan."""
        self.open(f"/plans/{self.me['urn']}/", "plan")


class FinanceVisitor(Visitor):
    """The finance contact of a school."""

    kind, weight = "finance", 2

    def on_start(self) -> None:
        """Become the next finance contact, with the items that can be claimed."""
        super().on_start()
        self.offered = [name for name in self.me["form"] if name.endswith("-offered")]

    @task(3)
    def claims(self) -> None:
        """Open the school's claims."""
        self.open("/claims/", "claims, finance contact")

    @task(2)
    def claim(self) -> None:
        """Open the form of a claim, and save a draft of one item while there are some."""
        self.open(self.me["address"], "claim, new")
        if self.offered:
            name = self.offered.pop()
            form = self.me["form"]
            item = {"occasion": form[name], "teacher": "Nina Hartwell", "cost": "1"}
            typed = {name.replace("offered", field): value for field, value in item.items()}
            self.send(self.me["address"], "claim, saved", {**form, **typed, "once": str(uuid4())})
