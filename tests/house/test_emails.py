"""Every kind of email renders from its sample, says when it is no longer true, and who may decline it; a slip is named."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from schools import samples
from sustaining.outbox.kinds import KINDS, Button, Category, EmailKind, Variable, register
from sustaining.outbox.messages import Rendered, render_email
from sustaining.outbox.wording import WordingText, default_wording
from tests.house.email_kinds import find_problems, find_slips, stray_files, unknown_kinds, wrong_facts
from tests.house.sources import modules, short


def render_default(kind: EmailKind) -> Rendered:
    """The email of a kind's sample in the default wording, which no database is asked for."""
    return render_email(kind.name, kind.sample(), wording=default_wording(kind))


@pytest.mark.parametrize("name", sorted(KINDS))
def test_email_kind_has_no_problem(name):
    assert find_problems(KINDS[name]) == []


OF_THE_PROGRAMME = {"account_unknown_account", "data_request_ready", "retention_due", "retention_certificate"}
"""Emails that no hub sends: the programme's administrators answer."""


@pytest.mark.parametrize("name", sorted(KINDS.keys() - OF_THE_PROGRAMME))
def test_email_is_signed_by_the_hub_and_names_the_address_for_replies(name):
    rendered = render_email(name, KINDS[name].sample(), wording=default_wording(KINDS[name]))
    # The report of a problem goes to the hub; its answer goes to the person who reported it.
    replies_to = "nina@school.example" if name == "problem_report" else samples.HUB.contact_email
    assert rendered.reply_to == replies_to
    assert f"\n-- \n{samples.HUB}\n" in rendered.text
    assert f"Reply to this email, or write to {replies_to}." in rendered.text
    assert len(re.findall(rf">\s*{samples.HUB}\s*<", rendered.html)) == 2, "the hub's name heads the letter and ends it"
    assert f'href="mailto:{replies_to}"' in rendered.html


def test_email_without_a_hub_names_the_programmes_contact(settings):
    settings.PROGRAMME_CONTACT = "programme@school.example"
    rendered = render_email("account_unknown_account", KINDS["account_unknown_account"].sample())
    assert rendered.reply_to == "programme@school.example"
    assert "Reply to this email, or write to programme@school.example." in rendered.text


def test_email_without_a_hub_and_a_contact_promises_no_reply(settings):
    settings.PROGRAMME_CONTACT = ""
    rendered = render_email("account_login_code", KINDS["account_login_code"].sample() | {"hub": None})
    assert (rendered.reply_to, "Reply to this email" in rendered.text) == ("", False)
    assert "Questions? Contact your Maths Hub." in rendered.text


def test_emails_say_what_people_say_and_offer_one_main_button():
    assert [problem for kind in KINDS.values() for problem in find_slips(kind)] == []


@pytest.mark.parametrize(
    ("subject", "body", "sentence"),
    [
        ("Tea", "Use the button below.", "speaks of a button, which the text version lacks"),
        ("Tea", "There is no tea today, because {{ reason }}", "gives a reason in a sentence"),
        ("Tea on NCP26-08", "Tea is ready.", "names a project by its code"),
    ],
)
def test_slip_of_a_wording_is_reported(good, wording, monkeypatch, subject, body, sentence):
    wording.update(subject=subject, body=body)
    reasoned = replace(good, variables=(*good.variables, Variable("reason", "why", lambda context: "It is cold.")))
    monkeypatch.setitem(KINDS._entries, reasoned.name, reasoned)
    assert [sentence in problem for problem in find_slips(reasoned)] == [True]


def test_reason_on_a_line_of_its_own_is_no_slip(good, wording, monkeypatch):
    wording.update(body="No tea today.\n\nReason: {{ reason }}")
    reasoned = replace(good, variables=(*good.variables, Variable("reason", "why", lambda context: "It is cold.")))
    monkeypatch.setitem(KINDS._entries, reasoned.name, reasoned)
    assert list(find_slips(reasoned)) == []


def test_second_main_button_is_reported(good, wording, monkeypatch):
    bad = replace(good, buttons=good.buttons * 2)
    monkeypatch.setitem(KINDS._entries, bad.name, bad)
    assert ["has 2 main buttons" in problem for problem in find_slips(bad)] == [True]


def test_third_button_is_reported(good, wording, monkeypatch):
    bad = replace(good, buttons=(*good.buttons, *[replace(good.buttons[0], is_main=False)] * 2))
    monkeypatch.setitem(KINDS._entries, bad.name, bad)
    assert ["has 3 buttons" in problem for problem in find_slips(bad)] == [True]


def test_link_that_ends_emails_says_which():
    ends = {
        kind.category: re.findall(r"(Stop [\w ]+): https", render_default(kind).text)
        for kind in KINDS.values()
        if kind.is_optional
    }
    assert ends[Category.REMINDER] == ["Stop reminders"]
    assert ends[Category.NEWS] == ["Stop these emails"]
    assert ends[Category.SUMMARY] == ["Stop weekly summary"]
    changes = (kind for kind in KINDS.values() if not kind.is_optional)
    assert not any("\nStop " in render_default(kind).text for kind in changes)


def test_samples_of_opposite_emails_give_different_reasons():
    """One reason for a pause and for its end, or for an offer and a refusal, contradicts one of them."""
    reasons: dict[str, list[str]] = {}
    for kind in KINDS.values():
        for label, reason in re.findall(r"^(Reason|Question): (.+)$", render_default(kind).text, re.M):
            reasons.setdefault(f"{label}: {reason}", []).append(kind.name)
    pairs = [
        ("participation_paused", "participation_resumed"),
        ("participation_withdrawn", "participation_reinstated"),
        ("meeting_cancelled", "meeting_restored"),
        ("session_cancelled", "session_restored"),
        ("hub_merged", "hub_merge_undone"),
        ("claim_rejected", "claim_reopened"),
        ("claim_queried", "claim_reopened"),
        ("payment_returned", "payment_recalled"),
    ]
    assert [pair for pair in pairs for names in reasons.values() if set(pair) <= set(names)] == []
    assert all(any(name in names for names in reasons.values()) for pair in pairs for name in pair)


def test_email_templates_belong_each_to_a_kind():
    assert stray_files(KINDS) == []


def test_emails_written_by_literal_name_are_registered():
    wrong = {short(path): names for path in modules() if (names := unknown_kinds(path.read_text(), KINDS))}
    assert wrong == {}


WRITTEN_FACTS = {"term": "autumn", "answer": "agreed", "meetings": [0], "assignments": [0], "responsibilities": [0]}
TRUE_OF_NOTHING = {"meeting_withdrawn": "it says that its reader is not invited, and nobody is invited to nothing"}
MOMENTS = {"day", "closes", "closes_at", "asked_at", "answer_by"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", [kind.name for kind in KINDS.values() if kind.still_true and kind.name not in TRUE_OF_NOTHING]
)
def test_email_about_what_is_not_there_is_no_longer_true(name, now):
    """A `still_true` that asks nothing, or looks at nothing, says yes to this."""
    kind = KINDS[name]
    facts = {fact: now.isoformat() if fact in MOMENTS else WRITTEN_FACTS.get(fact, 0) for fact in kind.facts}
    if "closes" in facts or "day" in facts or "answer_by" in facts:
        facts |= {fact: str(now.date()) for fact in facts.keys() & {"closes", "day", "answer_by"}}
    assert not kind.is_still_true({**facts, "user": None}, now), "ask whether what the email is about is still there"


def test_facts_given_to_an_email_are_those_that_its_kind_keeps():
    wrong = {short(path): problems for path in modules() if (problems := wrong_facts(path.read_text(), KINDS))}
    assert wrong == {}


def test_forgotten_fact_is_reported_with_its_kind(good):
    source = 'queue_email("tea:1", to=reader, kind="tea_is_ready", now=now, facts={"cup": 1})'
    assert wrong_facts(source, {"tea_is_ready": good}) == ["An email tea_is_ready keeps [], and is given ['cup']."]
    assert wrong_facts(source, {"tea_is_ready": replace(good, facts=("cup",))}) == []


def test_email_kinds_of_a_hubs_schools_can_be_worded_by_the_hub():
    assert {kind.area for kind in KINDS.values() if not kind.can_be_worded} == {"Accounts"}


def test_email_reminders_can_be_declined_and_check_still_true():
    reminders = [kind for kind in KINDS.values() if kind.occasions is not None]
    assert len(reminders) >= 10
    assert {kind.name for kind in reminders if not kind.is_optional or kind.still_true is None} == set()


# Slips of a newcomer, each problem_text by name.


@pytest.fixture
def good() -> EmailKind:
    """A kind without a slip; its wording is `words`."""
    return EmailKind(
        name="tea_is_ready",
        area="Kitchen",
        title="Tea is ready",
        goes_when="when the kettle has boiled",
        category=Category.NEWS,
        variables=(Variable("name", "the reader’s name", lambda context: context["name"]),),
        buttons=(Button("See your work", lambda context: "https://testserver" + reverse("outbox:choices")),),
        sample=lambda: {"name": "Ines"},
        always_true="Tea is always welcome.",
    )


@pytest.fixture
def wording(monkeypatch, good, settings) -> dict[str, str]:
    """The wording of `good`, to be spoilt."""
    settings.SITE_URL = "https://testserver"
    given = {"subject": "Tea for {{ name }}", "body": "Dear {{ name }},\n\nTea is ready."}
    monkeypatch.setattr("tests.house.email_kinds.default_wording", lambda kind: WordingText(**given))
    return given


def problem_text(kind: EmailKind, monkeypatch) -> str:
    """What the house test says of a kind."""
    monkeypatch.setitem(KINDS._entries, kind.name, kind)
    return " ".join(find_problems(kind))


def test_email_kind_without_mistakes_has_no_problem(good, wording, monkeypatch):
    assert problem_text(good, monkeypatch) == ""


@pytest.mark.parametrize("place", ["subject", "body"])
def test_misspelt_variable_is_reported_with_the_nearest_name(good, wording, monkeypatch, place):
    wording[place] = "Tea for {{ nmae }}"
    assert "tea_is_ready" in problem_text(good, monkeypatch)
    assert "Did you mean [name]?" in problem_text(good, monkeypatch)


def test_tag_in_the_wording_is_reported(good, wording, monkeypatch):
    wording["body"] = "{% if name %}Tea{% endif %}"
    assert "can’t be used" in problem_text(good, monkeypatch)


def test_wrong_url_name_is_reported_with_the_kind(good, wording, monkeypatch):
    bad = replace(good, buttons=(Button("Drink", lambda context: reverse("kitchen:tea")),))
    assert "tea_is_ready cannot be rendered from its sample: NoReverseMatch" in problem_text(bad, monkeypatch)


def test_link_to_an_unknown_page_is_reported(good, wording, monkeypatch):
    bad = replace(good, buttons=(Button("Drink", lambda context: "https://testserver/kitchen/tea/"),))
    assert "links to https://testserver/kitchen/tea/, which is no page of the site" in problem_text(bad, monkeypatch)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("/mail/choices/", "which works in no mailbox"),
        ("https://tseterver/mail/choices/", "which is not on this site"),
    ],
)
def test_link_that_leads_nowhere_from_a_mailbox_is_reported(good, wording, monkeypatch, link, sentence):
    bad = replace(good, buttons=(Button("Drink", lambda context: link),))
    assert sentence in problem_text(bad, monkeypatch)


def test_path_in_the_wording_is_reported(good, wording, monkeypatch):
    wording["body"] = "Dear {{ name }}, read /plan/read/ first."
    assert "writes /plan/read/ without the address of the site" in problem_text(good, monkeypatch)


def test_missing_attribute_is_reported(good, wording, monkeypatch):
    bad = replace(good, variables=(Variable("name", "name", lambda context: context["name"].surname),))
    assert "tea_is_ready cannot be rendered from its sample: AttributeError" in problem_text(bad, monkeypatch)


def test_long_subject_is_reported(good, wording, monkeypatch):
    wording["subject"] = "Tea " * 40
    assert "needs a subject on one line" in problem_text(good, monkeypatch)


def test_none_in_the_text_is_reported(good, wording, monkeypatch):
    wording["body"] = "Dear None ,"
    assert "says “None”" in problem_text(good, monkeypatch)


def test_missing_template_file_is_reported(good, monkeypatch):
    assert "tea_is_ready lacks templates/email/tea_is_ready.subject" in problem_text(good, monkeypatch)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"category": None}, "tea_is_ready has no category"),
        ({"category": Category.REQUIRED}, "tea_is_ready is REQUIRED: say why"),
        ({"category": Category.REMINDER}, "tea_is_ready is a REMINDER: give its `occasions`"),
        ({"always_true": ""}, "tea_is_ready needs still_true"),
        ({"still_true": lambda facts, now: True}, "both still_true and always_true"),
        ({"sample": None}, "tea_is_ready has no sample"),
        ({"goes_when": ""}, "tea_is_ready needs a title and goes_when"),
    ],
)
def test_incomplete_declaration_stops_the_site(good, monkeypatch, fields, sentence):
    monkeypatch.setattr(KINDS, "_entries", {})
    with pytest.raises(ImproperlyConfigured, match=sentence):
        register(replace(good, **fields))


def test_kind_declared_twice_stops_the_site(good, monkeypatch):
    monkeypatch.setattr(KINDS, "_entries", {})
    register(good)
    with pytest.raises(ImproperlyConfigured, match="tea_is_ready is declared twice"):
        register(good)


def test_template_file_without_a_kind_is_reported(tmp_path):
    for name in ("layout.txt", "tea_is_ready.txt", "tea_is_redy.subject"):
        (tmp_path / name).touch()
    assert stray_files(["tea_is_ready"], tmp_path) == ["tea_is_redy.subject"]


def test_unknown_kind_in_a_literal_is_reported():
    source = 'queue_email("key", to=person, kind="tea_is_redy" if late else "tea_is_ready", now=now)'
    assert ast.parse(source)
    assert unknown_kinds(source, ["tea_is_ready"]) == ["tea_is_redy"]
