"""Grants and claims: past years are paid, this year's claims are in every state."""

from __future__ import annotations

import uuid
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from funding.choices import COMMITTED_CLAIMS, SIDES, ClaimState, EntryKind, PaymentState, RunState
from funding.models import Claim, ClaimLine, Entry, Grant, Payment, PaymentRun
from funding.references import ALPHABET
from sustaining.common.clock import london_day

from .rows import Rows, newest_key, set_from
from .scale import Seed, SeedYear, at

THIS_YEAR = (
    (ClaimState.PAID, 40), (ClaimState.SUBMITTED, 20), (ClaimState.APPROVED, 12), (ClaimState.IN_RUN, 8),
    (ClaimState.QUERIED, 6), (ClaimState.DRAFT, 8), (ClaimState.REJECTED, 3), (ClaimState.WITHDRAWN, 3),
)  # fmt: skip
PAST = ((ClaimState.PAID, 95), (ClaimState.REJECTED, 2), (ClaimState.WITHDRAWN, 3))
IN_A_RUN = (ClaimState.IN_RUN, ClaimState.PAID)


class Money:
    """Writes grants, then takes claims through their states, table by table, as the triggers want it."""

    def __init__(self, seed: Seed) -> None:
        self.seed, self.draw = seed, seed.draw
        self.grants = Rows(Grant, "participation")
        self.opened: list[tuple[Any, ...]] = []
        self.claims = Rows(Claim, "grant", "reference", "total", "made_by", "made_at", "client_key")
        self.lines = Rows(ClaimLine, "claim", "released_on", "teacher", "cost", "position")
        self.runs = Rows(PaymentRun, "hub", "prepared_by", "prepared_at")
        self.entries: list[tuple[Any, ...]] = []
        self.payments = Rows(Payment, "claim", "run", "amount", "paid_on", "recorded_by", "recorded_at")
        self.states: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self.in_runs: dict[tuple[int, date, str], list[tuple[int, int, Decimal]]] = defaultdict(list)
        self.references = self.draw.sample(range(len(ALPHABET) ** 4), seed.scale.claims)

    def build(self) -> None:
        """Everything, in the order in which it happens to a claim."""
        for year, number in zip(self.seed.years, self._numbers(), strict=True):
            self._grant(year, number)
        self.seed.write(self.grants)
        self._enter(self.opened)
        self.seed.write(self.claims, self.lines)
        self._settle()
        self._runs()

    def _numbers(self) -> list[int]:
        weights = [
            len(self.seed.school_days(year.project.academic_year))
            * (0.1 if year.withdrawn else self.draw.uniform(0.4, 1.6))
            for year in self.seed.years
        ]
        return self.seed.shares(self.seed.scale.claims, weights)

    def _grant(self, year: SeedYear, number: int) -> None:
        amount = year.project.release_grant
        if amount is None:
            return
        grant = self.grants.add(year.key)
        opened = at(date(year.project.academic_year, 9, 1), 9)
        self.opened.append((grant, None, EntryKind.OPEN, amount, year.school.hub.lead, min(opened, self.seed.now)))
        parts = [self.draw.uniform(0.5, 1.5) for _ in range(number + 1)]  # the last part is never claimed
        for part in parts[:number]:
            pounds = max(2, int(amount * Decimal(part / sum(parts)) / 5) * 5)
            self._claim(year, grant, Decimal(pounds))

    def _claim(self, year: SeedYear, grant: int, total: Decimal) -> None:
        now, start = self.seed.is_now(year.project.academic_year), year.project.academic_year
        days = self.seed.school_days(start)
        day = days[int(len(days) * self.draw.random() * 0.98)]
        made = min(at(day, 9) + timedelta(days=2), self.seed.now - timedelta(hours=5))
        person = year.school.finance if self.draw.random() < 0.7 else year.school.advocates[0][1]
        number = self.references[len(self.claims.rows)]
        reference = f"SUS-{start % 100:02d}-{_letters(number)}"
        key = self.claims.add(grant, reference, total, person, made, uuid.UUID(int=self.draw.getrandbits(128)))
        for place, cost in enumerate((total / 2, total - total / 2)):
            self.lines.add(key, day, "Teacher of mathematics", cost, place)
        states, weights = zip(*(THIS_YEAR if now else PAST), strict=True)
        self._state(year, key, grant, total, self.draw.choices(states, weights)[0], person, made)

    def _state(
        self, year: SeedYear, key: int, grant: int, total: Decimal, state: str, person: int, made: datetime
    ) -> None:
        if state == ClaimState.DRAFT:
            return
        if state == ClaimState.WITHDRAWN:
            self.states[ClaimState.WITHDRAWN].append((key, ClaimState.WITHDRAWN))
            return
        decided = min(made + timedelta(days=self.draw.randint(1, 12)), self.seed.now - timedelta(hours=4))
        lead = year.school.hub.lead
        self.states[ClaimState.SUBMITTED].append((key, ClaimState.SUBMITTED, person, made))
        if state == ClaimState.QUERIED:
            self.states[state].append((key, state, "Which lessons was the second teacher released for?"))
        if state == ClaimState.REJECTED:
            self.states[state].append((key, state, lead, decided, "The day lies outside the project’s year."))
        if state in COMMITTED_CLAIMS:
            self.states[ClaimState.APPROVED].append((key, ClaimState.APPROVED, total, lead, decided))
            self.entries.append((grant, key, EntryKind.COMMIT, total, lead, decided))
        if state in IN_A_RUN:
            month = min(max(london_day(decided), london_day(decided).replace(day=28)), self.seed.today)
            month = month if state == ClaimState.PAID else self.seed.today  # one run is being prepared, today
            self.in_runs[year.school.hub.key, month, state].append((key, grant, total))

    def _settle(self) -> None:
        """Submit, query, decide: each state in one statement over all the claims that reach it."""
        columns = {
            ClaimState.WITHDRAWN: {"state": "text"},
            ClaimState.SUBMITTED: {"state": "text", "submitted_by_id": "bigint", "submitted_at": "timestamptz"},
            ClaimState.QUERIED: {"state": "text", "decision_reason": "text"},
            ClaimState.REJECTED: {
                "state": "text", "decided_by_id": "bigint", "decided_at": "timestamptz", "decision_reason": "text",
            },
            ClaimState.APPROVED: {
                "state": "text", "approved": "numeric", "decided_by_id": "bigint", "decided_at": "timestamptz",
            },
        }  # fmt: skip
        for state, column_types in columns.items():
            set_from(Claim, column_types, self.states[state])
        self._enter(self.entries)

    def _enter(self, entries: list[tuple[Any, ...]]) -> None:
        """Into the ledger: an entry a grant in each statement, since a grant is held to the sum of its ledger after each."""
        rounds: list[Rows] = []
        seen: dict[int, int] = defaultdict(int)
        for grant, claim, kind, amount, by, moment in entries:
            if seen[grant] == len(rounds):
                rounds.append(Rows(Entry, "grant", "claim", "kind", "source", "target", "amount", "by", "at"))
            rounds[seen[grant]].add(grant, claim, kind, *SIDES[kind], amount, by, moment)
            seen[grant] += 1
        for rows in rounds:
            rows.first = newest_key(Entry) + 1
            self.seed.write(rows)

    def _runs(self) -> None:
        """Create one run for each hub and month, prepared by the administrator and released by the lead."""
        hubs = {hub.key: hub for hub in self.seed.hubs}
        included, released, paid, confirmed = [], [], [], []
        entries: list[tuple[Any, ...]] = []
        for (hub, month, state), claims in self.in_runs.items():
            prepared = min(at(month, 11), self.seed.now - timedelta(hours=3))
            run = self.runs.add(hub, hubs[hub].admin, prepared)
            included += [(key, ClaimState.IN_RUN, run) for key, _, _ in claims]
            if state != ClaimState.PAID:
                continue
            moment = min(prepared + timedelta(days=1), self.seed.now - timedelta(hours=2))
            released.append((run, RunState.RELEASED, hubs[hub].lead, moment, london_day(moment)))
            for key, grant, total in claims:
                paid.append((key, ClaimState.PAID))
                entries.append((grant, key, EntryKind.PAY, total, hubs[hub].lead, moment))
                payment = self.payments.add(key, run, total, london_day(moment), hubs[hub].lead, moment)
                if moment < self.seed.now - timedelta(days=14):
                    confirmed.append((payment, PaymentState.CONFIRMED, hubs[hub].admin, moment + timedelta(days=5)))
        self.seed.write(self.runs)
        set_from(Claim, {"state": "text", "run_id": "bigint"}, included)
        set_from(
            PaymentRun,
            {"state": "text", "released_by_id": "bigint", "released_at": "timestamptz", "paid_on": "date"},
            released,
        )
        set_from(Claim, {"state": "text"}, paid)
        self._enter(entries)
        self.seed.write(self.payments)
        set_from(Payment, {"state": "text", "answered_by_id": "bigint", "answered_at": "timestamptz"}, confirmed)


def _letters(number: int) -> str:
    letters = ""
    for _ in range(4):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return letters
