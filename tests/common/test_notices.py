"""What happened is said under a page's title, wherever the title stands."""

from __future__ import annotations

import pytest
from django.contrib.messages.storage.base import Message
from django.template import Context, Template

PAGE = "{% load notices %}{% under_title %}CONTENT{% endunder_title %}"


def render(content: str, *sentences: str) -> str:
    messages = [Message(25, sentence) for sentence in sentences]
    return " ".join(Template(PAGE.replace("CONTENT", content)).render(Context({"messages": messages})).split())


@pytest.mark.parametrize(
    ("content", "before"),
    [
        ("<h1>Claims</h1><p>All</p>", "<h1>Claims</h1>"),
        (
            '<a>Back</a><div class="page-head"><div><h1>Claim</h1></div><div>Acts</div></div><p>Items</p>',
            "<div>Acts</div></div>",
        ),
        ("<p>No title</p>", ""),
    ],
)
def test_notice_stands_under_the_title(content, before):
    shown = render(content, "Claim approved.")
    above, _, _ = shown.partition('<div class="notice')
    assert above.rstrip().endswith(before)
    assert "Claim approved." in shown
    assert shown.endswith(content[-8:])


def test_page_without_messages_is_as_it_was():
    assert render("<h1>Claims</h1><p>All</p>") == "<h1>Claims</h1><p>All</p>"


def test_sentence_of_a_person_is_escaped():
    assert "<b>" not in render("<h1>Plan</h1>", "<b>Ada</b> added.")
