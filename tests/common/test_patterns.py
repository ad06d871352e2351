"""Templates that are filled from a pattern come out as Django renders them."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from sustaining.common.patterns import fill_template, quick_escape

TYPED = "<b>{school}</b> {0} {{x}} % & “O’Brien” \ue000"
HTML = SafeString('<i class="a">{b}</i>')
BOARD = ("look", "key", "urn", "school", "place", "tags", "reasons", "specialist", "responsible", "cells")
SHOWN = [
    {"shows_specialist": a, "shows_responsible": b, "selects": c}
    for a, b, c in [(True, False, True), (False, True, False)]
]
FILLED = [
    *(("desk/board_row.html", BOARD, options) for options in SHOWN),
    *(
        ("devplans/session_row.html", ("url", "kind", "unit", "school", "day", "length", "aims", "status"), {"has_unit": has})
        for has in (True, False)
    ),
    ("funding/claim_row.html", ("url", "reference", "school", "amount", "status", "since"), {}),
    *(("components/tag.html", ("text", "next"), {"tone": tone, "has_next": has}) for tone, has in [("", True), ("go", False)]),
    *(
        ("components/plot_part.html", ("name", "look", "title", "text", "frame", "plate", "middle"), {"text_fits": fits})
        for fits in (True, False)
    ),
    *(("components/plot_label.html", ("at", "text", "width", "figure"), {"has_figure": has}) for has in (True, False)),
]  # fmt: skip


@pytest.mark.parametrize("text", [TYPED, HTML, "", 1200, gettext_lazy("Yes")])
@pytest.mark.parametrize(("template", "names", "options"), FILLED)
def test_filled_template_is_what_django_renders(template, names, options, text, settings):
    settings.USE_THOUSAND_SEPARATOR = False
    texts = dict.fromkeys(names, text)
    rendered = render_to_string(template, {**texts, **options})
    for settings.DEBUG in (False, True):
        assert fill_template(template, texts, **options) == rendered


def test_each_text_has_its_own_place():
    texts = {name: f"<{name}>" for name in BOARD}
    filled = fill_template("desk/board_row.html", texts, **SHOWN[0])
    assert {name: filled.count(f"&lt;{name}&gt;") for name in ("key", "school", "cells")} == {
        "key": 1,
        "school": 2,
        "cells": 1,
    }


def test_template_that_is_edited_is_read_again_in_development(settings, tmp_path):
    template = tmp_path / "row.html"
    options = {"loaders": ["django.template.loaders.filesystem.Loader"]}  # as after the development server's reset
    backend = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [{"BACKEND": backend, "DIRS": [tmp_path], "OPTIONS": options}]
    settings.DEBUG = True
    for heading in ("Before", "After"):
        template.write_text(heading + " {{ text }}")
        assert fill_template("row.html", {"text": "&"}) == f"{heading} &amp;"


@pytest.mark.parametrize("text", [TYPED, HTML, 5, None, gettext_lazy("No")])
def test_quick_escape_is_conditional_escape(text):
    assert quick_escape(text) == conditional_escape(text)
