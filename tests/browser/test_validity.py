"""The check of HTML finds what is wrong, and nothing else."""

from __future__ import annotations

from tests.browser.validity import list_invalid_html

PAGE = '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Schools</title></head><body>{}</body></html>\n'


def test_mistakes_are_listed_by_page(tmp_path):
    pages = {
        "/": PAGE.format("<h1>Schools</h1>"),
        "/twice/": PAGE.format('<p id="a">One</p><p id="a">Two</p>'),
        "/doubled/": PAGE.format('<label>Files <input type="file" multiple multiple></label>'),
        "/cell/": PAGE.format("<table><tr><th><details><summary>Filter</summary></details></th></tr></table>"),
        "/nested/": PAGE.format("<p><a href='/'><button type='button'>Open</button></a></p>"),
    }
    assert {line.split(":")[0] for line in list_invalid_html(pages, tmp_path)} == {"/twice/", "/doubled/", "/nested/"}
