"""The judge of pages asks little, and misses nothing."""

from __future__ import annotations

import pytest

from tests.browser.axe import Judge

pytestmark = pytest.mark.browser
PAGE = """<html lang="en"><title>A page</title><style>
  .faint {{ color: #999; background: #fff }} @media (width < 600px) {{ .faint {{ color: #333 }} }}
  @media (prefers-color-scheme: dark) {{ .sheet .dim {{ color: #222; background: #111 }} }}
</style><main><h1>Words</h1>{}</main>"""


@pytest.fixture
def judged(browser):
    """What a judge says of `<main>` with this in it, at a width and in a light."""
    judge, page = Judge(), browser.new_page()

    def say(content: str, width: int = 1280, *, dark: bool = False) -> str:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_content(PAGE.format(content))
        return "\n".join(judge.complaints(page, dark=dark))

    yield say
    page.close()


def test_axe_skips_passed_structures_and_finds_new_faults(judged):
    assert judged("<p>One</p>") == ""
    assert judged("<p>Another, in 2026</p>") == ""
    assert "image-alt" in judged("<p>One</p><img src='x.png'>")
    assert "image-alt" in judged("<p>One</p><img src='x.png'>"), "a fault stays a fault"
    assert "label" in judged("<p>One</p><input>")


def test_axe_cache_ignores_numbers_but_not_links(judged):
    assert judged("<label for='a1'>Name</label><input id='a1'>") == ""
    assert judged("<label for='a2'>Name</label><input id='a2'>") == ""
    assert "label" in judged("<label for='a2'>Name</label><input id='a1'>")


def test_axe_checks_colours_at_each_width_mode_and_context(judged):
    assert judged("<p class='faint'>Words</p>", 390) == ""
    assert "color-contrast" in judged("<p class='faint'>Words</p>")
    assert judged("<p class='dim'>Words</p>", dark=True) == ""
    assert judged("<div class='sheet'><p class='dim'>Words</p></div>") == ""
    assert "color-contrast" in judged("<div class='sheet'><p class='dim'>Words</p></div>", dark=True)
