"""What every page answers, for every role: the table in design.md, page by page.

A row says who finds the thing at all (others get 404), and who of them may GET it and POST to it (the others get 403).
`None` stands for a method that the page does not answer (405). Signed-out people are sent to sign in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STAFF = frozenset({"lead", "hubadmin"})
LEAD = frozenset({"lead"})
HUB = STAFF | {"auditor"}
SPECIALIST = frozenset({"specialist"})
FORMER = frozenset({"former"})
WRITERS = frozenset({"advocate", "head"})
FINANCE = frozenset({"finance"})
ADMIN = frozenset({"admin"})

READERS = HUB | SPECIALIST | FORMER | WRITERS | ADMIN
PAYERS = HUB | WRITERS | FINANCE | ADMIN
EVERYONE = READERS | FINANCE
GROUP = HUB | SPECIALIST | WRITERS | ADMIN
"""Who sees a Work Group: its hub, its leads, its members' Advocates and heads."""
ANYBODY = EVERYONE | {"stranger"}
CLAIMANTS = WRITERS | FINANCE
LOGGERS = ANYBODY - FINANCE - FORMER - {"auditor"}
"""A stranger is asked for which school, and finds none."""


@dataclass(frozen=True)
class Row:
    """One page. `args` names the fields of `Things` that its address takes; without any it is about nobody's school."""

    name: str
    args: tuple[str, ...] = ()
    sees: frozenset[str] = ANYBODY
    get: frozenset[str] | None = None
    post: frozenset[str] | None = None

    def expected(self, role: str, method: str, *, own: bool) -> Any:
        """The status, or the pair of statuses either of which means *done, or asked again*."""
        may = self.get if method == "GET" else self.post
        if may is None:
            return 405
        if role not in self.sees or (self.args and not own and role != "admin"):
            return 404
        return (200, 302) if role in may else 403


def reads(name: str, args: tuple[str, ...], sees: frozenset[str]) -> Row:
    """A page that whoever sees the thing may read, and that takes no POST."""
    return Row(name, args, sees, get=sees)


def button(name: str, args: tuple[str, ...], sees: frozenset[str], may: frozenset[str]) -> Row:
    """A POST without a page of its own."""
    return Row(name, args, sees, post=may)


def form(name: str, args: tuple[str, ...], sees: frozenset[str], may: frozenset[str]) -> Row:
    """A page with a form: those who may not use it are not shown it."""
    return Row(name, args, sees, get=may, post=may)


PLAN_WRITERS = WRITERS | SPECIALIST
CLAIM_WRITERS = CLAIMANTS | STAFF | ADMIN
RUNNERS = STAFF | ADMIN
GROUP_RUNNERS = STAFF | ADMIN
SESSION_RUNNERS = WRITERS | SPECIALIST | STAFF | ADMIN
WORD_READERS = READERS - {"auditor"}
PROPOSERS = WRITERS | SPECIALIST | {"stranger"} | ADMIN
"""The administrator, who sees several schools, is asked for which."""

ROWS = [
    Row("desk:home", get=ANYBODY),
    Row("desk:board", get=ANYBODY),
    Row("accounts:details", get=ANYBODY, post=ANYBODY),
    Row("accounts:stay", post=ANYBODY),
    reads("desk:school", ("urn",), EVERYONE),
    form("schools:edit-notice", ("hub",), EVERYONE, STAFF | ADMIN),
    Row("schools:find", get=HUB | ADMIN),
    form("schools:enrol", ("urn",), EVERYONE, STAFF | ADMIN),
    Row("schools:people", ("urn",), EVERYONE, get=EVERYONE, post=STAFF | ADMIN),
    button("schools:invite-again", ("urn", "person"), PAYERS, STAFF | ADMIN),
    form("schools:add-advocate", ("urn",), EVERYONE, STAFF | ADMIN),
    Row("schools:upload", get=STAFF | ADMIN, post=STAFF | ADMIN),
    Row("schools:upload-save", post=STAFF | ADMIN),
    Row("schools:template-csv", get=STAFF | ADMIN),
    Row("schools:template-xlsx", get=STAFF | ADMIN),
    form("schools:hand-over", ("advocacy",), READERS, STAFF | ADMIN),
    form("schools:change-school", ("advocacy",), READERS, STAFF | ADMIN),
    button("schools:end-advocacy", ("advocacy",), READERS, STAFF | ADMIN),
    button("schools:end-contact", ("contact",), PAYERS, STAFF | ADMIN),
    form("schools:withdraw", ("participation",), EVERYONE, LEAD | ADMIN),
    Row("applications:calls", get=HUB | ADMIN),
    Row("applications:new-call", get=STAFF | ADMIN, post=STAFF | ADMIN),
    reads("applications:call", ("call",), HUB | ADMIN),
    form("applications:edit-call", ("call",), HUB | ADMIN, STAFF | ADMIN),
    form("applications:questions", ("call",), HUB | ADMIN, STAFF | ADMIN),
    reads("applications:compare", ("call",), HUB | ADMIN),
    form("applications:decide", ("call",), HUB | ADMIN, LEAD | ADMIN),
    form("applications:question", ("question",), HUB | ADMIN, STAFF | ADMIN),
    button("applications:question-up", ("question",), HUB | ADMIN, STAFF | ADMIN),
    button("applications:question-out", ("question",), HUB | ADMIN, STAFF | ADMIN),
    reads("applications:application", ("application",), HUB | ADMIN),
    button("applications:note", ("application",), HUB | ADMIN, STAFF | ADMIN),
    form("applications:override", ("application",), HUB | ADMIN, LEAD | ADMIN),
    button("applications:withdraw-for-school", ("application",), HUB | ADMIN, LEAD | ADMIN),
    Row("specialists:list", get=HUB | ADMIN),
    Row("specialists:placement", get=HUB | ADMIN),
    Row("specialists:draft", get=HUB | ADMIN, post=HUB | ADMIN),
    Row("specialists:specialist", ("specialist",), ANYBODY - {"stranger", "former"}, get=HUB | ADMIN | SPECIALIST),
    button("specialists:place", ("participation",), EVERYONE, STAFF | ADMIN),
    form("specialists:assign", ("participation",), EVERYONE, STAFF | ADMIN),
    Row("devplans:plans", get=ANYBODY),
    reads("devplans:plan", ("urn",), READERS),
    form("devplans:vision", ("urn",), READERS, PLAN_WRITERS),
    form("devplans:new-aim", ("urn",), READERS, PLAN_WRITERS),
    button("devplans:share", ("urn",), READERS, WRITERS),
    button("devplans:agree", ("urn",), READERS, SPECIALIST | LEAD | ADMIN),
    button("devplans:refine", ("urn",), READERS, PLAN_WRITERS | LEAD),
    reads("devplans:version", ("urn", "version"), READERS),
    form("devplans:aim", ("aim",), READERS, PLAN_WRITERS),
    button("devplans:drop-aim", ("aim",), READERS, PLAN_WRITERS),
    form("devplans:new-step", ("aim",), READERS, PLAN_WRITERS),
    form("devplans:step", ("step",), READERS, PLAN_WRITERS),
    Row("devplans:sessions", get=ANYBODY),
    Row("devplans:log", get=LOGGERS, post=LOGGERS),
    reads("devplans:session", ("session",), READERS),
    button("devplans:confirm", ("session",), READERS, SPECIALIST),
    form("devplans:ask-change", ("session",), READERS, SPECIALIST),
    form("devplans:mend", ("session",), READERS, SESSION_RUNNERS),
    form("devplans:hold", ("planned",), READERS, SESSION_RUNNERS),
    form("devplans:move-session", ("planned",), READERS, SESSION_RUNNERS),
    form("devplans:cancel-session", ("planned",), READERS, SESSION_RUNNERS),
    reads("devplans:session-calendar", ("planned",), READERS),
    Row("devplans:propose", get=PROPOSERS, post=PROPOSERS),
    reads("devplans:proposal", ("proposal",), READERS),
    button("devplans:accept", ("proposal",), READERS, SPECIALIST),
    form("devplans:decline", ("proposal",), READERS, SPECIALIST),
    button("devplans:withdraw-proposal", ("proposal",), READERS, frozenset({"advocate"})),
    Row("devplans:visits", get=ANYBODY),
    Row("devplans:offer-visit", get=SPECIALIST | FORMER, post=SPECIALIST | FORMER),
    reads("devplans:visit", ("visit",), READERS - FORMER),
    button("devplans:take-place", ("visit",), READERS - FORMER, READERS - FORMER),
    form("devplans:cancel-visit", ("visit",), READERS - FORMER, SPECIALIST | ADMIN),
    form("devplans:attach", ("session",), READERS, SESSION_RUNNERS),
    reads("devplans:session-file", ("file",), WORD_READERS),
    reads("devplans:session-file-small", ("file",), WORD_READERS),
    button("devplans:take-away-file", ("file",), WORD_READERS, SESSION_RUNNERS),
    Row("workgroups:groups", get=ANYBODY),
    Row("workgroups:new", get=GROUP_RUNNERS, post=GROUP_RUNNERS),
    reads("workgroups:group", ("group",), GROUP),
    form("workgroups:join", ("group",), GROUP, GROUP_RUNNERS),
    form("workgroups:add-meeting", ("group",), GROUP, GROUP_RUNNERS),
    reads("workgroups:meeting", ("meeting",), GROUP),
    reads("workgroups:meeting-calendar", ("meeting",), GROUP),
    form("workgroups:schedule", ("meeting",), GROUP, GROUP_RUNNERS),
    form("workgroups:move", ("meeting",), GROUP, GROUP_RUNNERS),
    form("workgroups:cancel", ("meeting",), GROUP, GROUP_RUNNERS),
    button("workgroups:answer", ("meeting",), SPECIALIST | {"advocate"}, SPECIALIST | {"advocate"}),
    Row("workgroups:register", ("meeting",), GROUP, get=GROUP_RUNNERS | SPECIALIST),
    button("workgroups:mark", ("meeting",), GROUP, GROUP_RUNNERS | SPECIALIST),
    button("workgroups:hold", ("meeting",), GROUP, GROUP_RUNNERS | SPECIALIST),
    Row("funding:claims", get=ANYBODY),
    reads("funding:grant", ("urn",), PAYERS),
    form("funding:new", ("urn",), PAYERS, CLAIM_WRITERS),
    reads("funding:claim", ("reference",), PAYERS),
    form("funding:edit", ("reference",), PAYERS, CLAIM_WRITERS),
    Row("funding:check", ("reference",), PAYERS, get=PAYERS, post=CLAIMANTS),
    button("funding:withdraw", ("reference",), PAYERS, CLAIMANTS),
    button("funding:approve", ("reference",), PAYERS, LEAD | ADMIN),
    form("funding:reject", ("reference",), PAYERS, LEAD | ADMIN),
    form("funding:query", ("reference",), PAYERS, LEAD | ADMIN),
    Row("funding:runs", get=HUB | ADMIN),
    Row("funding:run", ("run",), HUB | ADMIN, get=HUB | ADMIN, post=LEAD | ADMIN),
    form("funding:prepare", ("hub",), EVERYONE, RUNNERS),
]
