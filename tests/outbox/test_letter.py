"""How the plain wording of an email becomes the paragraphs, lists and tables of its HTML version."""

from __future__ import annotations

import re

import pytest

from sustaining.outbox.kinds import KINDS
from sustaining.outbox.letter import get_preview, keep_references_whole, linkify, read_letter
from sustaining.outbox.messages import render_email
from sustaining.outbox.sealing import Sealed
from sustaining.outbox.wording import default_wording


def test_neighbouring_lines_with_a_label_and_a_name_are_one_table_of_facts():
    body = "You are invited.\n\nWhen: {{ when }} to {{ until }}\nWhere: {{ where }}\nMap: {{ map }}\n\nSee you there."
    values = {"when": "4pm", "until": "5pm", "where": "Room M3", "map": ""}
    blocks = read_letter(body, values)
    assert [block.kind for block in blocks] == ["lines", "rows", "lines"]
    assert blocks[1].rows == [("When", "4pm to 5pm"), ("Where", "Room M3")], "a fact without a value is left out"


def test_label_may_name_a_value():
    (block,) = read_letter("Left of the {{ grant }} grant: {{ left }}", {"grant": "£1,000.00", "left": "£430.00"})
    assert block.rows == [("Left of the £1,000.00 grant", "£430.00")]
    assert block.is_money


def test_what_a_person_typed_makes_no_table():
    (block,) = read_letter("{{ message }}", {"message": "Please note: bring two books.\nWhen: as always"})
    assert block.lines == ["Please note: bring two books.", "When: as always"]


def test_sentence_that_ends_with_a_colon_and_a_name_is_no_fact():
    (block,) = read_letter("{{ who }} has moved it: {{ text }}", {"who": "Lena", "text": "to Friday"})
    assert block.kind == "lines"


def test_lines_of_a_table_value_are_rows_beside_the_facts_that_follow():
    values = {"items": "Joint planning: Year 8, 4 November 2026: £90.00\nObservation: £90.00", "total": "£180.00"}
    (block,) = read_letter("{{ items }}\nTotal approved: {{ total }}", values, tables={"items"})
    assert block.rows[0] == ("Joint planning: Year 8, 4 November 2026", "£90.00")
    assert block.rows[2] == ("Total approved", "£180.00")
    assert block.is_money


def test_lines_with_a_dash_are_a_list_and_a_reason_keeps_its_lines():
    list_block, fact = read_letter(
        "Who:\n{{ coming }}\n\nReason: {{ reason }}", {"coming": "- Ann\n- Bo", "reason": "a\nb"}
    )[1:]
    assert list_block.items == ["Ann", "Bo"]
    assert fact.rows == [("Reason", "a<br>b")]


def test_text_is_escaped_and_addresses_are_links():
    assert linkify("<b>Tom & Ann</b>") == "&lt;b&gt;Tom &amp; Ann&lt;/b&gt;"
    assert 'href="https://testserver/plans/"' in linkify("See https://testserver/plans/.")


def test_code_is_emphasised_and_no_link_while_a_sealed_address_is_one():
    assert "<a " not in linkify(f"{Sealed('H7K2PQ')}")
    assert f'<b style="font-size: 22px; letter-spacing: 2px">{Sealed("H7K2PQ")}</b>' in linkify(f"{Sealed('H7K2PQ')}")
    assert "<a " in linkify(f"{Sealed('https://testserver/confirm/abc/')}")


@pytest.mark.parametrize("reference", ["SUS-26-6PNP", "K7QD-93MF-XW2P", "INV-1042"])
def test_reference_is_kept_on_one_line(reference):
    assert f'<span style="white-space: nowrap">{reference}</span>' in keep_references_whole(
        f"Claim {reference} is paid"
    )


@pytest.mark.parametrize("text", ["Y7-Y8 books and PRE-TEACHING", "https://testserver/claims/SUS-26-6PNP/"])
def test_address_is_not_taken_for_a_reference(text):
    assert "claims/<span" not in keep_references_whole(text)
    assert "nowrap" not in keep_references_whole("PRE-TEACHING")


def test_preview_is_the_first_line_that_is_no_greeting():
    assert get_preview("Dear Ines,\n\nYour claim is approved.\n\nBye") == "Your claim is approved."
    assert get_preview("Hello\n\nhttps://testserver/") == ""


@pytest.mark.parametrize("name", sorted(KINDS))
def test_html_version_says_what_the_text_version_says(name):
    kind = KINDS[name]
    rendered = render_email(name, kind.sample(), wording=default_wording(kind))
    html = " ".join(re.sub(r"<style>.*?</style>|<[^>]+>", " ", rendered.html, flags=re.S).split())
    for line in rendered.text.split("\n-- \n")[0].split("\n"):
        for part in re.split(r": (?=https?://)|^- |: ", line):
            part_text = " ".join(part.split()).replace("&", "&amp;").replace("'", "&#x27;")
            if part_text and not part_text.startswith("http"):
                assert part_text in html or part_text.replace(" ", "") in html.replace(" ", ""), f"{name}: {part_text}"
