"""House rules that read the source: they take a second and say where the breach is."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest
from django.conf import settings

from scripts import architecture

from .sources import ROOT, formatted, modules, short, templates, tree

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 250
LONGEST_LINE = 120
DEEPEST_NESTING = 12
"""Elements and blocks around a line of a template: at 24 columns of indentation 96 are left for what it says."""


def test_modules_are_at_most_400_lines():
    long = {short(path): lines for path in modules() if (lines := len(path.read_text().splitlines())) > LONGEST_MODULE}
    assert long == {}, "which room is missing?"


def test_functions_are_at_most_50_lines():
    long = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_template_css_and_js_lines_fit_in_120_columns():
    long = [
        f"{short(path)}:{number}"
        for path in formatted()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert long == [], "make format breaks most; a long tag wants {% with %}, a component or a selector"


def test_template_nesting_stays_readable():
    """The formatter indents by two columns for each element and block, so that indentation is nesting."""
    deep = [
        f"{short(path)}:{number}"
        for path in formatted()
        if path.suffix == ".html"
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if line.strip() and len(line) - len(line.lstrip()) > 2 * DEEPEST_NESTING
    ]
    assert deep == [], "take a part of it into a template of its own"


def test_template_length_stays_readable():
    long = [short(path) for path in templates() if len(path.read_text().splitlines()) > LONGEST_TEMPLATE]
    assert long == []


def test_elements_that_keep_line_breaks_touch_their_text():
    """Where `white-space: pre…` applies, a line break after the opening tag or before the closing one is shown."""
    css = "".join(path.read_text() for path in sorted((ROOT / "static" / "css").glob("*.css")))
    classes = set(re.findall(r"^ *\.([\w-]+) {[^}]*white-space: pre", css, re.MULTILINE))
    assert {"pre", "compared"} <= classes
    opening = re.compile(r"""<(\w+)\s[^<>]*?class="([^"]*)"[^<>]*>""")
    break_at_an_end = re.compile(r"\A(?:{[%#][^\n]*?[%#]})*\s*\n|\n\s*(?:{[%#][^\n]*?[%#]})*\Z")
    laid_out = [
        f"{short(path)}:{text[: match.start()].count(chr(10)) + 1}"
        for path in templates()
        for text in [path.read_text()]
        for match in opening.finditer(text)
        if classes & set(match[2].split())
        if break_at_an_end.search(text[match.end() :].partition(f"</{match[1]}")[0])
    ]
    assert laid_out == [], "put the text into an element of its own, or render it by a template tag"


def test_components_with_a_tag_are_used_by_their_tag():
    """`{% tag %}`, `{% empty_state %}` and `{% grant_bar %}` say what they take; an include does not."""
    pattern = re.compile(r"include .components/(tag|empty|grant_bar)\.html")
    assert [short(path) for path in templates() if pattern.search(path.read_text())] == []


def test_templates_compare_no_states():
    """`{% status thing %}` says where a thing stands; buttons come from `page_actions`; a model names what it asks."""
    pattern = re.compile(r"{%[^%]*\bstate\s*(==|!=|in)\s*[\"']|{%[^%]*\.state\s*(==|!=|in)\b")
    offenders = [short(path) for path in templates() if pattern.search(path.read_text())]
    assert offenders == ["templates/applications/call.html"]


def test_ways_back_begin_with_an_arrow():
    links = {short(path): re.findall(r'<a\s[^<]*?class="back"[^<]*?>\s*(\S)', path.read_text()) for path in templates()}
    assert sum(map(len, links.values())) > 50
    assert {path: marks for path, marks in links.items() if set(marks) - {"←"}} == {}


def test_views_and_templates_branch_on_no_function_name():
    pattern = re.compile(r"\bact(ion)?\.__name__|\bdoing ==")
    paths = [*modules("views", "selectors", "forms"), *templates()]
    assert [short(path) for path in paths if pattern.search(path.read_text())] == []


def test_formatter_knows_every_block_tag():
    """A tag with an end tag that djangofmt does not know is taken for one without."""
    known = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["djangofmt"]["custom-blocks"])
    ends = {name for path in templates() for name in re.findall(r"{%-? *end(\w+)", path.read_text())}
    usual = {"allauth", "autoescape", "block", "element", "for", "if", "ifchanged", "slot", "with"}
    assert ends - usual == known


def test_states_move_by_moves():
    """Nobody assigns `.state` or updates it by hand: `Moves.make` alone does, and a new row is written in its first."""
    breaches = []
    for path in modules():
        if short(path) == "sustaining/common/moves.py":
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                breaches += [
                    f"{short(path)}:{node.lineno}"
                    for target in targets
                    if isinstance(target, ast.Attribute) and target.attr == "state"
                ]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
                breaches += [f"{short(path)}:{node.lineno}" for word in node.keywords if word.arg == "state"]
    assert breaches == []


def _is_decorated(node: ast.FunctionDef, *names: str) -> bool:
    return any(
        isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") in names
        for decorator in node.decorator_list
    )


def _keeps_actions(path) -> bool:
    return path.stem == "actions" or path.parent.name == "actions"


def test_every_action_is_in_its_apps_actions():
    """`@action` stands in `<app>/actions.py` or `<app>/actions/`, whatever the module that it would otherwise be in."""
    astray = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in modules()
        if not _keeps_actions(path)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and _is_decorated(node, "action")
    ]
    assert astray == []


def test_function_with_by_and_now_is_an_action_or_runs_inside_one():
    """Wherever it stands: a public function with `by` and `now` writes for somebody, so it asks who may, or its caller has."""
    open_doors = []
    for path in modules():
        for node in tree(path).body:
            if (
                not isinstance(node, ast.FunctionDef)
                or node.name.startswith("_")
                or _is_decorated(node, "action", "on")
            ):
                continue  # a handler of an event runs in the transaction of the action that emits it
            names = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
            docstring = " ".join((ast.get_docstring(node) or "").split()).lower()
            inner = any(
                phrase in docstring for phrase in ("inside an action", "caller's transaction", "through its action")
            )
            if {"by", "now"} <= names and not inner:
                open_doors.append(f"{short(path)}:{node.lineno} {node.name}")
    assert open_doors == []


def test_public_actions_have_docstrings():
    silent = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in modules("actions", "rules", "reminders", "delivery")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
        if not any("predicate" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert silent == []


def test_now_is_passed_in():
    """Only views, webhooks, tasks, commands and the clock itself ask what time it is."""
    allowed = {
        *(
            "views",
            "hub_views",
            "chase_views",
            "hub_staff_views",
            "group_views",
            "feedback_views",
            "message_views",
            "gap_task_views",
            "self_evaluation_views",
            "task_views",
            "watchlist_views",
            "opening_views",
            "account_views",
            "notice_views",
            "tasks",
            "clock",
            "commands",
            "admin",
            "adapter",
            "templatetags",
            "apps",
            "bounces",
        ),
        *("link_pages", "list_pages", "metrics_page"),
        *("events", "second_factor", "sessions"),  # sign-in: middleware, and what the library reports of a request
    }
    pattern = re.compile(r"datetime\.now\(|date\.today\(|timezone\.now\(\)")
    breaches = [
        short(path)
        for path in modules()
        if pattern.search(path.read_text())
        and path.stem not in allowed
        and allowed.isdisjoint(path.relative_to(ROOT).parts)
    ]
    assert breaches == ["sustaining/common/pages.py"]


def test_templates_carry_no_inline_style_or_script():
    pattern = re.compile(r"""\sstyle\s*=|<style|\son[a-z]+\s*=|<script(?![^>]*\bsrc=)(?![^>]*application/json)""")
    pages = [path for path in templates() if "email" not in path.relative_to(ROOT).parts]
    assert [short(path) for path in pages if pattern.search(path.read_text())] == []


def test_pages_load_nothing_from_other_hosts():
    pattern = re.compile(r"""(src|href)\s*=\s*["']https?://""")
    assert [short(path) for path in templates() if pattern.search(path.read_text())] == []


def test_every_local_app_is_in_the_import_contract():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    floors = {room.strip() for layer in contract["layers"] for room in layer.split("|")}
    assert set(settings.LOCAL_APPS) <= floors
    assert floors - set(settings.LOCAL_APPS) == {
        "sustaining.urls",
        "sustaining.settings",
        "sustaining.celery",
        "sustaining.wsgi",
    }


@pytest.mark.parametrize("marker", ["TO" + "DO:", "FIX" + "ME", "NotImplementedError"])
def test_no_todo_markers_are_left(marker):
    here = [*modules(), *templates(), *(ROOT / "static").rglob("*.js"), *(ROOT / "static").rglob("*.css")]
    assert [short(path) for path in here if marker in path.read_text()] == []


def test_picture_of_the_architecture_is_current():
    """`python -m scripts.architecture` draws it from the import contract and the table of the apps."""
    assert architecture.PICTURE.read_text() == architecture.draw()
