"""No address carries a form's secret: a form that is sent by GET holds no csrf token, and no button turns one into it."""

from __future__ import annotations

import re

from .sources import ROOT


def test_no_form_sends_its_secret_in_the_address():
    wrong = []
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text()
        if re.search(r"formmethod=[\"']?get", text, re.I):
            wrong.append(f"{path.name}: a button with formmethod=get")
        for form in re.findall(r"<form\b.*?</form>", text, re.S | re.I):
            opening = form[: form.index(">") + 1]
            if not re.search(r"method=[\"']?(post|dialog)", opening, re.I) and "csrf_token" in form:
                wrong.append(f"{path.name}: {opening}")
    assert wrong == []
