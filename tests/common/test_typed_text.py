"""Invisible characters, accents in two pieces and foreign domains: two texts that look the same are the same."""

from __future__ import annotations

import ast
import unicodedata

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from sustaining.common.forms import AddressField, LinesField
from sustaining.common.middleware import TypedTextMiddleware
from sustaining.common.typed_text import clean_code, clean_email, clean_typed
from tests.house.sources import modules, short, tree

INVISIBLE = ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u202e", "\u2066"]


@pytest.mark.parametrize("sign", INVISIBLE, ids=[f"U+{ord(sign):04X}" for sign in INVISIBLE])
def test_invisible_character_makes_no_second_text(sign):
    assert clean_typed(f"Tess{sign} Vaughan") == "Tess Vaughan"
    assert clean_code(f"91{sign}0003 ") == "910003"
    assert clean_email(f"tess.vl@demo.example{sign}") == "tess.vl@demo.example"


@given(st.text())
def test_cleaned_text_stays_as_it_is(text):
    cleaned = clean_typed(text)
    assert clean_typed(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)


@given(st.text(st.characters(categories=["L", "N", "P"], codec="utf-8")))
def test_letters_figures_and_signs_survive(text):
    assert clean_typed(text) == unicodedata.normalize("NFC", text)


def test_accent_in_two_pieces_becomes_one_letter_and_odd_spaces_plain():
    assert clean_typed("E\u0301mrys\u00a0Z\u030cak") == "Émrys Žak"
    assert clean_typed("one\ntwo\tthree") == "one\ntwo\tthree"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" Tess@Demo.Example ", "tess@demo.example"),
        ("tess@demo\u3002example", "tess@demo.example"),
        ("ｔｅｓｓ@demo.example", "tess@demo.example"),
        ("office@schüle.example", "office@xn--schle-mva.example"),
        ("office@xn--schle-mva.example", "office@xn--schle-mva.example"),
    ],
)
def test_address_is_one_however_it_is_written(typed, expected):
    assert clean_email(typed) == expected
    assert AddressField().clean(typed) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"), [("aïda@demo.example", "contain “ï”"), ("a@-.ü", "after the @ is not right")]
)
def test_address_that_cannot_be_sent_to_names_why(typed, sentence):
    with pytest.raises(ValueError, match=sentence):
        clean_email(typed)


def test_middleware_cleans_what_is_typed_and_no_password():
    data = {"name": "Tess\u200b", "password1": "caf\u0065\u0301\u200b", "many": ["a\ufeff", "b"]}
    request = RequestFactory().post("/?q=E\u0301mrys", data)
    TypedTextMiddleware(lambda _: None).process_view(request)  # type: ignore[arg-type]
    assert request.GET["q"] == "Émrys"
    assert request.POST["name"] == "Tess"
    assert request.POST.getlist("many") == ["a", "b"]
    assert request.POST["password1"] == data["password1"]


def test_middleware_leaves_plain_values_alone():
    request = RequestFactory().post("/?q=a", {"name": "Tess"})
    before = request.POST
    TypedTextMiddleware(lambda _: None).process_view(request)  # type: ignore[arg-type]
    assert request.POST is before
    assert isinstance(request.GET, QueryDict)


def test_every_form_asks_for_an_address_by_the_field_that_cleans_it():
    breaches = [
        f"{short(path)}:{node.lineno}"
        for path in modules()
        if short(path) != "sustaining/common/forms.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "forms.EmailField"
    ]
    assert breaches == []


def test_lines_keep_their_commas():
    field = LinesField(required=False)
    assert field.clean("Yes, sir\r\n\r\n No \n") == ["Yes, sir", "No"]
    assert field.prepare_value(["Yes, sir", "No"]) == "Yes, sir\nNo"
    assert not field.has_changed(["Yes, sir", "No"], "Yes, sir\r\nNo")
    assert field.has_changed(["Yes, sir"], "Yes")
