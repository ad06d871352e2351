"""What every page answers, for every role: by GET and by POST, page by page.

A row says who finds the thing at all (others get 404), and who of them may GET it and POST to it (the others get 403).
`None` stands for a method that the page does not answer (405). Signed-out people are sent to sign in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

STAFF = frozenset({"lead", "hubadmin"})
LEAD = frozenset({"lead"})
UPLOADER = frozenset({"hubadmin"})
"""An uploaded list is shown to the person who uploaded it, and a device to whom it is signed in as."""
HUB = STAFF | {"auditor"}
SPECIALIST = frozenset({"specialist"})
FORMER = frozenset({"former"})
WRITERS = frozenset({"advocate", "head"})
FINANCE = frozenset({"finance"})
ADVOCATE = frozenset({"advocate"})
ADMIN = frozenset({"admin"})

READERS = HUB | SPECIALIST | FORMER | WRITERS | ADMIN
MONEY_READERS = HUB | WRITERS | FINANCE | ADMIN
EVERYONE = READERS | FINANCE
GROUP = HUB | SPECIALIST | WRITERS | ADMIN
"""Who sees a Work Group: its hub, its leads, its members' Advocates and heads."""
ANYBODY = EVERYONE | {"stranger"}
CLAIMANTS = WRITERS | FINANCE
LOGGERS = ANYBODY - FINANCE - FORMER - {"auditor"}
"""A stranger is asked for which school, and finds none."""


@dataclass(frozen=True)
class Row:
    """One page. `args` names the fields of `SampleRows` that its address takes; without any it is about nobody's school."""

    name: str
    args: tuple[str, ...] = ()
    sees: frozenset[str] = ANYBODY
    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    is_unscoped: bool = False
    """Its address takes something, but names nobody's school: everyone meets the same at it."""

    def expected(self, role: str, method: str, *, own: bool) -> Any:
        """The status, or the pair of statuses either of which means *done, or asked again*."""
        may = self.get if method == "GET" else self.post
        if may is None:
            return 405
        if role not in self.sees or (self.args and not self.is_unscoped and not own and role != "admin"):
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
CLAIM_FILE_READERS = CLAIMANTS | STAFF | ADMIN
"""Who reads what is written and attached about people's releases: the auditor does not."""
CLAIM_WRITERS = CLAIMANTS | STAFF | ADMIN
RUNNERS = STAFF | ADMIN
RELEASED = ("hub", "specialist", "released_year", "released_in")
GROUP_MANAGERS = STAFF | ADMIN
SESSION_RUNNERS = WRITERS | SPECIALIST | STAFF | ADMIN
STEP_SETTLERS = SPECIALIST | STAFF | ADMIN | {"advocate"}
"""The Specialist, the hub, and the Advocate whose next step it is."""
WORD_READERS = READERS - {"auditor"}
CASE_READERS = STAFF | SPECIALIST | ADMIN
"""Who writes and reads what a hub keeps about a school; of the former Specialist's lists nothing is left."""
PROPOSERS = WRITERS | SPECIALIST | {"stranger"} | ADMIN
"""The administrator, who sees several schools, is asked for which."""
MEETING_RUNNERS = GROUP_MANAGERS | SPECIALIST
CERTIFICATE_READERS = MEETING_RUNNERS | {"advocate"}
"""Who runs the group, and the Advocate whose certificate it is."""

ROWS = [
    Row("desk:home", get=ANYBODY),
    Row("styleguide", sees=frozenset(), get=frozenset()),  # for development alone
    Row("desk:board", get=ANYBODY),
    Row("desk:search", get=ANYBODY),
    Row("desk:todo", get=ANYBODY),
    Row("desk:choose-tasks", post=ANYBODY),
    Row("desk:take-task", ("task",), sees=frozenset(), post=frozenset()),  # of no desk: tests/desk/test_own_tasks.py
    Row("desk:give-task", ("task",), sees=frozenset(), get=frozenset(), post=frozenset()),
    button("desk:hand-back-task", ("taken_task",), STAFF | ADMIN, STAFF),
    Row("desk:board-csv", get=ANYBODY),
    Row("desk:board-xlsx", get=ANYBODY),
    Row("desk:board-addresses", get=STAFF | ADMIN),
    reads("desk:happened", ("urn",), EVERYONE),
    form("desk:complete-year", ("hub", "year"), EVERYONE, STAFF | ADMIN),
    form("desk:reopen", ("participation",), EVERYONE, STAFF | ADMIN),
    Row("reports:school-impact", ("urn", "year"), EVERYONE, get=READERS),
    form("reports:edit-school-impact", ("urn", "year"), EVERYONE, STAFF | WRITERS | SPECIALIST | ADMIN),
    Row("reports:school-impact-pdf", ("urn", "year"), EVERYONE, get=READERS),
    Row("reports:school-impact-docx", ("urn", "year"), EVERYONE, get=READERS),
    Row("reports:hub-impact", ("hub", "year"), EVERYONE, get=HUB | ADMIN),
    Row("reports:hub-impact-pdf", ("hub", "year"), EVERYONE, get=HUB | ADMIN),
    Row("reports:hub-impact-docx", ("hub", "year"), EVERYONE, get=HUB | ADMIN),
    form("reports:impact-links", ("impact_report",), READERS, STAFF | WRITERS | ADMIN),
    button("reports:end-impact-link", ("impact_link",), READERS, STAFF | WRITERS | ADMIN),
    form("reports:edit-hub-impact", ("hub", "year"), EVERYONE, STAFF | ADMIN),
    Row("reports:report", get=HUB | ADMIN),
    Row("reports:hubs", get=ADMIN),
    Row("reports:hubs-csv", get=ADMIN),
    Row("reports:hubs-xlsx", get=ADMIN),
    Row("reports:returns", get=HUB | ADMIN, post=STAFF | ADMIN),
    reads("reports:return", ("frozen_return",), HUB | ADMIN),
    reads("reports:return-file", ("frozen_return",), HUB | ADMIN),
    Row("reports:data-quality", get=STAFF | ADMIN),
    Row("reports:set-aside", get=STAFF | ADMIN, post=STAFF | ADMIN),
    button("reports:take-back-set-aside", ("set_aside",), STAFF | ADMIN, STAFF | ADMIN),
    Row("reports:take-return", ("return_kind",), get=LEAD | ADMIN, post=LEAD | ADMIN, is_unscoped=True),
    Row("reports:return-columns", ("return_kind",), get=ADMIN, post=ADMIN, is_unscoped=True),
    reads("reports:programme-return", ("programme_return",), HUB | ADMIN),
    reads("reports:programme-return-csv", ("programme_return",), HUB | ADMIN),
    reads("reports:programme-return-xlsx", ("programme_return",), HUB | ADMIN),
    reads("reports:published-return", ("programme_return",), HUB | ADMIN),
    reads("reports:published-return-csv", ("programme_return",), HUB | ADMIN),
    Row("reports:snapshot-spring", get=HUB | ADMIN),
    Row("reports:snapshot-august", get=HUB | ADMIN),
    Row("reports:rows", ("table",), get=HUB | ADMIN, is_unscoped=True),
    Row("reports:rows-csv", ("table",), get=HUB | ADMIN, is_unscoped=True),
    Row("reports:rows-xlsx", ("table",), get=HUB | ADMIN, is_unscoped=True),
    Row("training:emails", sees=frozenset(), get=frozenset()),  # on a training site: tests/training/test_pages.py
    Row("help:emails", get=ADMIN),
    Row("help:email", ("email_kind",), get=ADMIN, is_unscoped=True),
    Row("help:email-message", ("email_kind",), get=ADMIN, is_unscoped=True),
    Row("accounts:details", get=ANYBODY, post=ANYBODY),
    button("accounts:end-session", ("device",), UPLOADER, UPLOADER),
    Row("accounts:stay", post=ANYBODY),
    Row("accounts:change-email", get=ANYBODY, post=ANYBODY),
    Row("accounts:prove-mailbox", get=ANYBODY, post=ANYBODY),
    Row("accounts:security-events", get=ADMIN),
    reads("desk:school", ("urn",), EVERYONE),
    form("schools:edit-notice", ("hub",), EVERYONE, STAFF | ADMIN),
    Row("schools:edit-programme-notice", get=ADMIN, post=ADMIN),
    Row("privacy:notices", get=ANYBODY, post=ANYBODY),
    Row("privacy:programme-readings", get=ADMIN),
    Row("privacy:readings", ("hub",), EVERYONE, get=STAFF | ADMIN),
    Row("privacy:papers", ("hub",), EVERYONE, get=STAFF | ADMIN),
    Row("privacy:paper", ("hub", "paper"), EVERYONE, get=STAFF | ADMIN),
    form("schools:hub-settings", ("hub",), EVERYONE, LEAD | ADMIN),
    form("schools:hub-contact", ("hub",), EVERYONE, LEAD | ADMIN),
    form("schools:leave-hub", ("post",), HUB | ADMIN, LEAD | ADMIN),
    button("schools:stay-at-hub", ("post",), HUB | ADMIN, LEAD | ADMIN),
    Row("schools:hub-history", ("hub",), EVERYONE, get=HUB | ADMIN),
    form("schools:hub-name", ("hub",), EVERYONE, ADMIN),
    Row("schools:move-authority", ("authority",), get=ADMIN, post=ADMIN, is_unscoped=True),
    form("schools:lead-school", ("hub",), EVERYONE, LEAD | ADMIN),
    form("schools:merge-hub", ("hub",), EVERYONE, ADMIN),
    form("schools:undo-hub-merge", ("hub",), EVERYONE, ADMIN),
    Row("schools:projects", get=ADMIN, post=ADMIN),
    Row("schools:find", get=HUB | ADMIN),
    form("casework:give-school", ("participation",), EVERYONE, STAFF | ADMIN),
    Row("casework:give-schools", get=STAFF | ADMIN, post=STAFF | ADMIN),
    button("casework:watch", ("urn",), EVERYONE, CASE_READERS),
    button("casework:stop-watching", ("urn",), EVERYONE, CASE_READERS),
    Row("casework:watch-schools", get=CASE_READERS | FORMER, post=CASE_READERS | FORMER),
    form("casework:edit-watch", ("watch",), LEAD, LEAD),
    Row("desk:watchlist", get=CASE_READERS | FORMER),
    Row("casework:notes", get=CASE_READERS | FORMER),
    Row("casework:concerns", get=CASE_READERS | FORMER),
    Row("casework:school", ("urn",), EVERYONE, get=CASE_READERS),
    form("casework:add-note", ("urn",), EVERYONE, CASE_READERS),
    form("casework:add-concern", ("urn",), EVERYONE, CASE_READERS),
    form("casework:edit-note", ("note",), CASE_READERS, STAFF | ADMIN),
    form("casework:remove-note", ("note",), CASE_READERS, STAFF | ADMIN),
    button("casework:restore-note", ("note",), CASE_READERS, STAFF | ADMIN),
    button("casework:finish-action", ("note",), CASE_READERS, CASE_READERS),
    button("casework:reopen-action", ("note",), CASE_READERS, CASE_READERS),
    reads("casework:concern", ("concern",), CASE_READERS),
    form("casework:review-concern", ("concern",), CASE_READERS, STAFF | ADMIN),
    form("casework:close-concern", ("concern",), CASE_READERS, STAFF | ADMIN),
    form("casework:reopen-concern", ("concern",), CASE_READERS, STAFF | ADMIN),
    Row("casework:self-evaluations", get=STAFF | ADMIN),
    Row("casework:self-evaluations-csv", get=STAFF | ADMIN),
    Row("casework:self-evaluations-xlsx", get=STAFF | ADMIN),
    Row("casework:self-evaluation", ("participation",), EVERYONE, get=WORD_READERS),
    form("casework:write-self-evaluation", ("participation", "point"), EVERYONE, WRITERS),
    form("casework:self-evaluation-evidence", ("self_evaluation",), WORD_READERS, PLAN_WRITERS),
    Row("casework:chasers", get=STAFF | ADMIN),
    Row("casework:hub-chasers", ("hub",), EVERYONE, get=STAFF | ADMIN),
    Row("casework:chaser", ("hub", "chaser"), EVERYONE, get=STAFF | ADMIN),
    button("casework:check-chaser", ("hub", "chaser"), EVERYONE, STAFF | ADMIN),
    button("casework:send-chaser", ("hub", "chaser"), EVERYONE, STAFF | ADMIN),
    form("casework:schedule-chaser", ("hub", "chaser"), EVERYONE, STAFF | ADMIN),
    Row("casework:chaser-csv", ("hub", "chaser"), EVERYONE, get=STAFF | ADMIN),
    Row("casework:chaser-xlsx", ("hub", "chaser"), EVERYONE, get=STAFF | ADMIN),
    button("casework:stop-chaser", ("chase_schedule",), STAFF | ADMIN, STAFF | ADMIN),
    Row("casework:checklists", get=HUB | ADMIN),
    Row("casework:default-checklist", get=HUB | ADMIN),
    Row("casework:hub-checklist", ("hub", "year"), EVERYONE, get=HUB | ADMIN),
    button("casework:begin-checklist", ("hub", "year"), EVERYONE, STAFF | ADMIN),
    form("casework:add-step", ("checklist",), HUB | ADMIN, STAFF | ADMIN),
    form("casework:edit-step", ("checklist_step",), HUB | ADMIN, STAFF | ADMIN),
    *(button(f"casework:{verb}-checklist", ("checklist",), HUB | ADMIN, STAFF | ADMIN) for verb in ("start", "stop")),
    *(
        button(f"casework:{verb}", ("checklist_step",), HUB | ADMIN, STAFF | ADMIN)
        for verb in ("move-step-up", "move-step-down", "remove-step", "restore-step")
    ),
    reads("casework:checklist-csv", ("checklist",), HUB | ADMIN),
    reads("casework:checklist-xlsx", ("checklist",), HUB | ADMIN),
    reads("casework:school-checklist", ("participation",), EVERYONE),
    reads("casework:school-step", ("participation", "open_step"), READERS),
    button("casework:tick-step", ("participation", "open_step"), READERS, STAFF | ADMIN | ADVOCATE),
    Row("casework:step-schools", ("checklist_step",), HUB | ADMIN, get=HUB | ADMIN, post=STAFF | ADMIN),
    button("casework:excuse-step", ("participation", "open_step"), READERS, STAFF | ADMIN),
    button("casework:undo-mark", ("step_mark",), READERS, STAFF | ADMIN | ADVOCATE),
    reads("casework:step-file", ("step_file",), WORD_READERS),
    Row("casework:messages", get=CASE_READERS | FORMER),
    form("casework:new-message", (), ANYBODY, CASE_READERS | FORMER),
    Row("casework:people", get=CASE_READERS | FORMER),
    Row("casework:people-file", ("ending",), get=CASE_READERS | FORMER, is_unscoped=True),
    Row("casework:saved", get=CASE_READERS | FORMER),
    Row("casework:save-group", post=CASE_READERS | FORMER),
    reads("casework:message", ("message",), STAFF | ADMIN),
    Row("casework:edit-message", ("draft",), LEAD, get=LEAD, post=LEAD),
    *(
        button(f"casework:{verb}-message", ("message",), STAFF | ADMIN, STAFF | ADMIN)
        for verb in ("send", "schedule", "hold", "cancel", "reopen")
    ),
    button("casework:save-template", ("message",), STAFF | ADMIN, STAFF | ADMIN),
    form("casework:template", ("message_template",), CASE_READERS, STAFF | ADMIN),
    *(
        button(f"casework:{verb}-{setting}", (name,), CASE_READERS, STAFF | ADMIN)
        for verb in ("remove", "restore")
        for setting, name in (("template", "message_template"), ("group", "saved_group"))
    ),
    form("rolling:next-year", ("hub", "this_year"), EVERYONE, STAFF | ADMIN),
    button("rolling:ask-again", ("hub", "this_year"), EVERYONE, STAFF | ADMIN),
    form("rolling:answer", ("proposed",), EVERYONE, STAFF | WRITERS | ADMIN),
    button("rolling:propose-again", ("proposed",), EVERYONE, STAFF | ADMIN),
    form("rolling:change", ("proposed",), EVERYONE, STAFF | ADMIN),
    button("rolling:withdraw-proposal", ("proposed",), EVERYONE, STAFF | ADMIN),
    button("rolling:settle", ("proposed",), EVERYONE, STAFF | ADMIN),
    form("rolling:groups", ("hub", "this_year"), EVERYONE, STAFF | ADMIN),
    Row("onboarding:set-up", ("hub",), EVERYONE, get=STAFF | ADMIN),
    form("schools:term-dates", ("hub",), EVERYONE, STAFF | ADMIN),
    form("schools:add-staff", ("hub",), EVERYONE, LEAD | ADMIN),
    form("specialists:add", ("hub",), EVERYONE, LEAD | ADMIN),
    form("onboarding:upload", ("hub",), EVERYONE, STAFF | ADMIN),
    Row("onboarding:template", ("ending",), get=STAFF | ADMIN, is_unscoped=True),
    reads("onboarding:check", ("enrolments",), STAFF | ADMIN),
    form("onboarding:columns", ("enrolments",), STAFF | ADMIN, STAFF | ADMIN),
    button("onboarding:save", ("enrolments",), STAFF | ADMIN, STAFF | ADMIN),
    form("onboarding:undo", ("saved_enrolments",), STAFF | ADMIN, STAFF | ADMIN),
    Row("onboarding:openings", ("hub",), EVERYONE, get=HUB | ADMIN),
    form("onboarding:bring-in", ("hub", "opening_kind"), EVERYONE, LEAD | ADMIN),
    Row("onboarding:opening-template", ("opening_kind", "ending"), get=STAFF | ADMIN, is_unscoped=True),
    Row("onboarding:opening", ("openings",), HUB | ADMIN, get=LEAD | ADMIN),
    form("onboarding:opening-columns", ("openings",), HUB | ADMIN, LEAD | ADMIN),
    button("onboarding:opening-save", ("openings",), HUB | ADMIN, LEAD | ADMIN),
    form("onboarding:opening-undo", ("saved_openings",), HUB | ADMIN, LEAD | ADMIN),
    form("schools:enrol", ("urn",), EVERYONE, STAFF | ADMIN),
    form("schools:move", ("urn",), EVERYONE, ADMIN),
    Row("schools:people", ("urn",), EVERYONE, get=EVERYONE, post=STAFF | ADMIN),
    button("schools:invite-again", ("urn", "person"), MONEY_READERS, STAFF | ADMIN),
    form("schools:add-advocate", ("urn",), EVERYONE, STAFF | ADMIN),
    Row("schools:upload", get=STAFF | ADMIN, post=STAFF | ADMIN),
    reads("schools:upload-check", ("roster",), UPLOADER),
    button("schools:upload-save", ("roster",), UPLOADER, UPLOADER),
    Row("schools:template-csv", get=STAFF | ADMIN),
    Row("schools:template-xlsx", get=STAFF | ADMIN),
    form("schools:hand-over", ("advocacy",), READERS, STAFF | ADMIN),
    form("schools:change-school", ("advocacy",), READERS, STAFF | ADMIN),
    button("schools:end-advocacy", ("advocacy",), READERS, STAFF | ADMIN),
    button("schools:end-contact", ("contact",), MONEY_READERS, STAFF | ADMIN),
    form("schools:withdraw", ("participation",), EVERYONE, LEAD | ADMIN),
    form("schools:correct-enrolment", ("participation",), EVERYONE, LEAD | ADMIN),
    form("schools:pause", ("participation",), EVERYONE, STAFF | ADMIN),
    form("schools:resume", ("participation",), EVERYONE, STAFF | ADMIN),
    form("schools:pause-review-day", ("participation",), EVERYONE, STAFF | ADMIN),
    form("schools:reinstate", ("participation",), EVERYONE, LEAD | ADMIN),
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
    form("applications:reconsider", ("application",), HUB | ADMIN, LEAD | ADMIN),
    button("applications:withdraw-for-school", ("application",), HUB | ADMIN, LEAD | ADMIN),
    Row("specialists:list", get=HUB | ADMIN),
    Row("specialists:placement", get=HUB | ADMIN),
    Row("specialists:draft", get=HUB | ADMIN, post=HUB | ADMIN),
    Row("specialists:specialist", ("specialist",), ANYBODY - {"stranger", "former"}, get=HUB | ADMIN | SPECIALIST),
    form("specialists:days", ("specialist",), ANYBODY - {"stranger", "former"}, LEAD | ADMIN),
    form("specialists:dates", ("specialist",), ANYBODY - {"stranger", "former"}, STAFF | SPECIALIST | ADMIN),
    form("specialists:edit", ("specialist",), ANYBODY - {"stranger", "former"}, LEAD | ADMIN),
    button("specialists:stop-for-hub", ("specialist", "hub"), ANYBODY - {"stranger", "former"}, LEAD | ADMIN),
    form("specialists:leave", ("specialist",), ANYBODY - {"stranger", "former"}, LEAD | ADMIN),
    button("specialists:stay", ("specialist",), ANYBODY - {"stranger", "former"}, LEAD | ADMIN),
    form("specialists:take-back", ("assignment",), READERS | FINANCE, STAFF | ADMIN),
    button("specialists:place", ("participation",), EVERYONE, STAFF | ADMIN),
    form("specialists:assign", ("participation",), EVERYONE, STAFF | ADMIN),
    Row("devplans:plans", get=ANYBODY),
    reads("devplans:plan", ("urn",), READERS),
    Row("devplans:write", ("urn",), READERS, get=PLAN_WRITERS),
    button("devplans:attach", ("urn", "need"), READERS, PLAN_WRITERS),
    form("devplans:new-aim", ("urn",), READERS, PLAN_WRITERS),
    button("devplans:share", ("urn",), READERS, WRITERS),
    button("devplans:agree", ("urn",), READERS, SPECIALIST | LEAD | ADMIN),
    button("devplans:refine", ("urn",), READERS, PLAN_WRITERS | LEAD),
    reads("devplans:version", ("urn", "version"), READERS),
    reads("devplans:compare", ("urn",), READERS),
    Row("devplans:templates", ("urn",), READERS, get=PLAN_WRITERS),
    button("devplans:use-template", ("urn", "template"), READERS, PLAN_WRITERS),
    form("devplans:bring-in", ("urn",), READERS, PLAN_WRITERS),
    form("devplans:check-import", ("urn", "plan_import"), ADVOCATE, ADVOCATE),
    button("devplans:undo-import", ("urn", "saved_import"), READERS, PLAN_WRITERS),
    reads("devplans:print", ("urn",), READERS),
    reads("devplans:docx", ("urn",), READERS),
    form("devplans:start-year", ("urn",), READERS, PLAN_WRITERS),
    reads("devplans:year", ("urn", "plan_year"), READERS),
    reads("devplans:review", ("urn", "this_year", "term"), READERS),
    reads("devplans:aim", ("aim",), READERS),
    button("devplans:choose-of-aim", ("aim",), READERS, PLAN_WRITERS),
    button("devplans:comment", ("aim",), READERS, PLAN_WRITERS | STAFF | ADMIN),
    form("devplans:drop-aim", ("aim",), READERS, PLAN_WRITERS),
    button("devplans:restore-aim", ("aim",), READERS, PLAN_WRITERS),
    form("devplans:new-step", ("aim",), READERS, PLAN_WRITERS),
    form("devplans:judge", ("aim", "this_year", "term"), READERS, PLAN_WRITERS),
    form("devplans:step", ("step",), READERS, PLAN_WRITERS),
    button("devplans:step-progress", ("step",), READERS, PLAN_WRITERS),
    button("devplans:field", ("aim_kind", "aim", "need_name"), READERS, PLAN_WRITERS),
    form("devplans:conflict", ("conflict",), READERS, PLAN_WRITERS),
    button("devplans:withdraw-comment", ("comment",), READERS, frozenset({"advocate"})),
    reads("devplans:file", ("plan_file",), READERS),
    button("devplans:remove-file", ("plan_file",), READERS, PLAN_WRITERS),
    button("devplans:restore-file", ("plan_file",), READERS, PLAN_WRITERS),
    Row("devplans:impact", get=HUB | SPECIALIST | FORMER | ADMIN),
    Row("devplans:impact-csv", get=HUB | SPECIALIST | FORMER | ADMIN),
    Row("devplans:impact-xlsx", get=HUB | SPECIALIST | FORMER | ADMIN),
    reads("devplans:school-impact", ("urn",), READERS),
    form("devplans:reflect", ("urn", "this_year", "term"), READERS, WRITERS),
    form("devplans:evaluate", ("urn", "this_year"), READERS, WRITERS),
    Row("devplans:sessions", get=ANYBODY),
    Row("devplans:log", get=LOGGERS, post=LOGGERS),
    reads("devplans:session", ("session",), READERS),
    button("devplans:confirm", ("session",), READERS, SPECIALIST),
    form("devplans:ask-change", ("session",), READERS, SPECIALIST),
    form("devplans:correct-session", ("session",), READERS, SESSION_RUNNERS),
    form("devplans:log-planned", ("planned",), READERS, SESSION_RUNNERS),
    form("devplans:move-session", ("planned",), READERS, SESSION_RUNNERS),
    form("devplans:cancel-session", ("planned",), READERS, SESSION_RUNNERS),
    form("devplans:reopen-session", ("session",), READERS, SESSION_RUNNERS),
    form("devplans:remove-session", ("session",), READERS, SESSION_RUNNERS),
    form("devplans:restore-session", ("planned",), READERS, SESSION_RUNNERS),
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
    form("devplans:add-next-step", ("session",), READERS, SESSION_RUNNERS),
    form("devplans:change-next-step", ("next_step",), READERS, STEP_SETTLERS),
    button("devplans:finish-next-step", ("next_step",), READERS, STEP_SETTLERS),
    button("devplans:drop-next-step", ("next_step",), READERS, STEP_SETTLERS),
    form("devplans:reopen-next-step", ("next_step",), READERS, STEP_SETTLERS),
    form("devplans:attach-to-session", ("session",), READERS, SESSION_RUNNERS),
    reads("devplans:session-file", ("file",), WORD_READERS),
    reads("devplans:session-file-small", ("file",), WORD_READERS),
    button("devplans:take-away-file", ("file",), WORD_READERS, SESSION_RUNNERS),
    button("devplans:restore-session-file", ("file",), WORD_READERS, SESSION_RUNNERS),
    Row("workgroups:groups", get=ANYBODY),
    Row("workgroups:new", get=GROUP_MANAGERS, post=GROUP_MANAGERS),
    reads("workgroups:group", ("group",), GROUP),
    form("workgroups:edit-group", ("group",), GROUP, GROUP_MANAGERS),
    form("workgroups:join", ("group",), GROUP, GROUP_MANAGERS),
    form("workgroups:leave", ("membership",), EVERYONE, GROUP_MANAGERS),
    form("workgroups:series", ("group",), GROUP, MEETING_RUNNERS),
    form("workgroups:add-meeting", ("group",), GROUP, MEETING_RUNNERS),
    reads("workgroups:meeting", ("meeting",), GROUP),
    reads("workgroups:meeting-calendar", ("meeting",), GROUP),
    form("workgroups:schedule", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:move", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:cancel", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:restore", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:edit", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:resources", ("meeting",), GROUP, MEETING_RUNNERS),
    reads("workgroups:file", ("resource",), GROUP),
    button("workgroups:remove-file", ("resource",), GROUP, MEETING_RUNNERS),
    button("workgroups:remove-link", ("link",), GROUP, MEETING_RUNNERS),
    button("workgroups:restore-file", ("resource",), GROUP, MEETING_RUNNERS),
    button("workgroups:restore-link", ("link",), GROUP, MEETING_RUNNERS),
    button("workgroups:answer", ("meeting",), SPECIALIST | {"advocate"}, SPECIALIST | {"advocate"}),
    form("workgroups:substitute", ("substitute",), MEETING_RUNNERS, MEETING_RUNNERS),
    Row("workgroups:mail", ("meeting",), GROUP, get=MEETING_RUNNERS),
    button("workgroups:steer", ("meeting",), GROUP, MEETING_RUNNERS),
    Row("workgroups:preview", ("meeting", "reminder"), GROUP, get=MEETING_RUNNERS),
    Row("workgroups:register", ("meeting",), GROUP, get=MEETING_RUNNERS),
    button("workgroups:mark", ("meeting",), GROUP, MEETING_RUNNERS),
    button("workgroups:colleague", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:hold", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:correct-date", ("meeting",), GROUP, MEETING_RUNNERS),
    form("workgroups:reopen", ("meeting",), GROUP, MEETING_RUNNERS),
    Row("learning:gap-task", ("held_meeting",), GROUP, get=GROUP - {"auditor"}, post=frozenset({"advocate"})),
    button("learning:withdraw", ("response",), GROUP - {"auditor"}, frozenset({"advocate"})),
    button("learning:restore", ("response",), GROUP - {"auditor"}, frozenset({"advocate"})),
    button("learning:remove-file", ("response", "response_file"), GROUP - {"auditor"}, frozenset({"advocate"})),
    button("learning:restore-file", ("response", "response_file"), GROUP - {"auditor"}, frozenset({"advocate"})),
    reads("learning:response-file", ("response_file",), GROUP - {"auditor"}),
    form("learning:give-feedback", ("held_meeting",), GROUP, frozenset({"advocate"})),
    Row("learning:feedback", get=MEETING_RUNNERS | FORMER),
    Row("learning:group-feedback", ("group",), GROUP, get=MEETING_RUNNERS),
    Row("learning:library", get=ANYBODY),
    reads("learning:library-file", ("library_item",), READERS),
    form("learning:add-link", ("link",), GROUP, MEETING_RUNNERS),
    form("learning:add-file", ("resource",), GROUP, MEETING_RUNNERS),
    form("learning:edit-item", ("library_item",), READERS, MEETING_RUNNERS),
    button("learning:remove-item", ("library_item",), READERS, MEETING_RUNNERS),
    button("learning:restore-item", ("library_item",), READERS, MEETING_RUNNERS),
    form("workgroups:rules", ("hub",), EVERYONE, GROUP_MANAGERS),
    form("workgroups:wording", ("hub", "wording"), EVERYONE, GROUP_MANAGERS),
    button("workgroups:reset-wording", ("hub", "wording"), EVERYONE, GROUP_MANAGERS),
    form("workgroups:certificates", ("group",), GROUP, MEETING_RUNNERS),
    Row("workgroups:group-certificates-file", ("group",), GROUP, get=MEETING_RUNNERS),
    button("workgroups:issue-own-certificate", ("group",), GROUP, frozenset({"advocate"})),  # they attended a meeting
    Row("workgroups:own-certificates", get=ANYBODY),
    reads("workgroups:certificate-file", ("certificate",), CERTIFICATE_READERS),
    form("workgroups:withdraw-certificate", ("certificate",), CERTIFICATE_READERS, MEETING_RUNNERS),
    button("workgroups:restore-certificate", ("certificate",), CERTIFICATE_READERS, MEETING_RUNNERS),
    Row("workgroups:calendar", get=ANYBODY, post=ANYBODY),
    Row("outbox:choices", get=ANYBODY, post=ANYBODY),
    reads("outbox:email", ("email",), MEETING_RUNNERS),
    button("outbox:retry", ("email",), MEETING_RUNNERS, MEETING_RUNNERS),
    button("outbox:set-aside", ("email",), MEETING_RUNNERS, MEETING_RUNNERS),
    Row("funding:claims", get=ANYBODY),
    Row("funding:several", get=CLAIMANTS, post=CLAIMANTS),
    Row("funding:check-several", sees=frozenset(), get=frozenset(), post=frozenset()),
    reads("funding:grant", ("urn",), MONEY_READERS),
    reads("funding:statement", ("urn",), MONEY_READERS),
    reads("funding:school-file", ("urn", "ending"), MONEY_READERS),
    form("funding:late", ("urn",), MONEY_READERS, LEAD | ADMIN),
    Row("funding:account", get=HUB | ADMIN),
    Row("funding:account-file", ("anything",), get=HUB | ADMIN, is_unscoped=True),
    Row("funding:ledger-file", ("anything",), get=HUB | ADMIN, is_unscoped=True),
    form("funding:new", ("urn",), MONEY_READERS, CLAIM_WRITERS),
    reads("funding:claim", ("reference",), MONEY_READERS),
    form("funding:edit", ("reference",), MONEY_READERS, CLAIM_WRITERS),
    form("funding:payee", ("reference",), MONEY_READERS, CLAIM_WRITERS),
    form("funding:files", ("reference",), MONEY_READERS, CLAIM_WRITERS),
    reads("funding:file", ("claim_file",), CLAIM_FILE_READERS),
    button("funding:remove-file", ("claim_file",), CLAIM_FILE_READERS, CLAIM_WRITERS),
    button("funding:restore-file", ("claim_file",), CLAIM_FILE_READERS, CLAIM_WRITERS),
    Row("funding:check", ("reference",), MONEY_READERS, get=MONEY_READERS, post=CLAIMANTS),
    button("funding:withdraw", ("reference",), MONEY_READERS, CLAIMANTS),
    button("funding:answer", ("reference",), MONEY_READERS, CLAIMANTS),
    button("funding:approve", ("reference",), MONEY_READERS, LEAD | ADMIN),
    form("funding:less", ("reference",), MONEY_READERS, LEAD | ADMIN),
    form("funding:reject", ("reference",), MONEY_READERS, LEAD | ADMIN),
    form("funding:query", ("reference",), MONEY_READERS, LEAD | ADMIN),
    form("funding:unapprove", ("reference",), MONEY_READERS, LEAD | ADMIN),
    form("funding:reconsider", ("reference",), MONEY_READERS, LEAD | ADMIN),
    button("funding:restore", ("reference",), MONEY_READERS, CLAIMANTS),
    Row("funding:runs", get=HUB | ADMIN),
    Row("funding:run", ("run",), HUB | ADMIN, get=HUB | ADMIN, post=LEAD | ADMIN),
    form("funding:cancel-run", ("run",), HUB | ADMIN, RUNNERS),
    form("funding:recall-run", ("run",), HUB | ADMIN, LEAD | ADMIN),
    form("funding:correct-payment", ("payment",), MONEY_READERS, RUNNERS),
    form("funding:finance-answer", ("run",), HUB | ADMIN, RUNNERS),
    reads("funding:check-answer", ("results",), UPLOADER),
    button("funding:save-answer", ("results",), UPLOADER, UPLOADER),
    reads("funding:run-file", ("run_file",), HUB | ADMIN),
    button("funding:file-link", ("run_file",), HUB | ADMIN, RUNNERS),
    form("funding:prepare", ("hub",), EVERYONE, RUNNERS),
    Row("funding:instalments", ("project",), get=ADMIN, post=ADMIN, is_unscoped=True),
    form("funding:setup", ("hub",), EVERYONE, RUNNERS),
    button("funding:setup-conditions", ("hub",), EVERYONE, RUNNERS),
    button("funding:setup-window", ("hub",), EVERYONE, RUNNERS),
    button("funding:setup-columns", ("hub",), EVERYONE, RUNNERS),
    button("funding:setup-codes", ("hub",), EVERYONE, RUNNERS),
    button("funding:setup-column-set", ("hub",), EVERYONE, RUNNERS),
    Row("funding:payees", ("hub",), EVERYONE, get=HUB | ADMIN),
    form("funding:request-payee", ("hub", "urn"), EVERYONE, RUNNERS),
    reads("funding:payee-change", ("payee_change",), HUB | ADMIN),
    button("funding:confirm-payee", ("payee_change",), HUB | ADMIN, LEAD | ADMIN),
    form("funding:cancel-payee", ("payee_change",), HUB | ADMIN, RUNNERS),
    Row("funding:statements", ("hub",), EVERYONE, get=HUB | ADMIN, post=RUNNERS),
    Row("funding:statement-check", ("statement",), HUB | ADMIN, get=RUNNERS),
    form("funding:statement-columns", ("statement",), HUB | ADMIN, RUNNERS),
    button("funding:statement-save", ("statement",), HUB | ADMIN, RUNNERS),
    form("funding:statement-undo", ("saved_statement",), HUB | ADMIN, RUNNERS),
    reads("funding:remittance", ("payment",), MONEY_READERS),
    button("funding:setup-budget", ("hub",), EVERYONE, LEAD | ADMIN),
    Row("funding:release-own", get=ANYBODY),
    Row("funding:release-months", ("hub",), EVERYONE, get=HUB | ADMIN),
    Row("funding:release-setup", ("hub",), EVERYONE, get=LEAD | ADMIN),
    button("funding:release-switch", ("hub",), EVERYONE, LEAD | ADMIN),
    button("funding:release-rate", ("hub",), EVERYONE, LEAD | ADMIN),
    button("funding:release-budget", ("hub",), EVERYONE, LEAD | ADMIN),
    form("funding:release-review", RELEASED, EVERYONE, RUNNERS),
    button("funding:release-reject", RELEASED, EVERYONE, RUNNERS),
    reads("funding:release-month", ("release_month",), HUB | SPECIALIST | ADMIN),
    form("funding:release-take-back", ("release_month",), HUB | SPECIALIST | ADMIN, RUNNERS),
    Row("assurance:desk", get=HUB | ADMIN),
    Row("assurance:year", ("hub", "year"), EVERYONE, get=HUB | ADMIN),
    Row("assurance:table", ("hub", "year", "fact_table"), EVERYONE, get=HUB | ADMIN),
    button("assurance:make-pack", ("hub", "year"), EVERYONE, LEAD | ADMIN),
    form("assurance:record-receipt", ("hub", "year"), EVERYONE, RUNNERS),
    form("assurance:cancel-receipt", ("receipt",), HUB | ADMIN, RUNNERS),
    reads("assurance:pack", ("pack",), HUB | ADMIN),
    button("assurance:check-pack", ("pack",), HUB | ADMIN, HUB | ADMIN),
    reads("assurance:pack-file", ("pack_file",), HUB | ADMIN),
    Row("assurance:trail", ("grant",), MONEY_READERS, get=HUB | ADMIN),
    button("assurance:sample-evidence", ("sample",), HUB | ADMIN, HUB | ADMIN),
    reads("assurance:evidence-file", ("evidence_file",), HUB | ADMIN),
    Row("funding:samples", get=HUB | ADMIN),
    reads("funding:sample", ("sample",), HUB | ADMIN),
    form("funding:draw", ("hub",), EVERYONE, LEAD | ADMIN),
    form("funding:evidence", ("sampled",), MONEY_READERS, CLAIMANTS),
    form("funding:judge", ("sampled",), MONEY_READERS, RUNNERS),
    form("funding:recover", ("sampled",), MONEY_READERS, RUNNERS),
    form("funding:recovery", ("recovery",), MONEY_READERS, LEAD | ADMIN),
    form("funding:reconsider-evidence", ("sampled",), MONEY_READERS, LEAD | ADMIN),
    form("funding:restore-recovery", ("recovery",), MONEY_READERS, RUNNERS),
    form("funding:drop-recovery", ("recovery",), MONEY_READERS, RUNNERS),
    form("funding:settle-recovery", ("recovery",), MONEY_READERS, RUNNERS),
    form("funding:reverse-repayment", ("recovery",), MONEY_READERS, LEAD | ADMIN),
    Row("privacy:own", get=ANYBODY, post=ANYBODY),
    Row("privacy:people", get=ADMIN),
    Row("privacy:leavers", get=ADMIN, post=ADMIN),
    Row("privacy:person", ("person",), get=ADMIN, is_unscoped=True),
    *(
        Row(f"privacy:person-{change}", ("person",), get=ADMIN, post=ADMIN, is_unscoped=True)
        for change in ("name", "address", "close", "reopen", "restrict", "lift")
    ),
    Row("privacy:requests", get=LEAD | ADMIN, post=LEAD | ADMIN),
    reads("privacy:request", ("data_request",), LEAD | ADMIN),
    Row("privacy:archive", ("data_request",), LEAD | ADMIN, get=LEAD),  # to the person who asked for it
    button("privacy:end", ("data_request",), LEAD | ADMIN, LEAD | ADMIN),
    Row("privacy:close-own", get=ANYBODY, post=ANYBODY),  # the last one: it signs out a person without a role
]
