"""What the documents name exists: files in the index of questions, in the recipes and in the README."""

from __future__ import annotations

import re

import pytest

from .sources import ROOT, modules, short

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")),
)
TOP = ("devplans", "docs", "funding", "schools", "scripts", "specialists", "static", "sustaining", "templates", "tests")
PATH = re.compile(rf"`((?:{'|'.join(TOP)})/[\w./-]+\.(?:py|md|txt|js|html|css))(?:::\w+)?`")
NODE = re.compile(r"`(tests/[\w./-]+\.py)::(\w+)`")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)")
QUESTIONS = 57


@pytest.mark.parametrize("page", PAGES)
def test_document_file_names_exist(page):
    paths = PATH.findall((ROOT / page).read_text())
    assert [path for path in paths if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("page", PAGES)
def test_document_links_point_to_existing_files(page):
    links = LINK.findall((ROOT / page).read_text())
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_document_test_names_exist(page):
    tests = NODE.findall((ROOT / page).read_text())
    assert [name for path, name in tests if f"def {name}(" not in (ROOT / path).read_text()] == []


def test_index_of_questions_has_each_with_its_file():
    rows = [row for row in (ROOT / "docs/where.md").read_text().splitlines() if row.startswith("| ")]
    questions = [row for row in rows if "?" in row]
    assert len(questions) == QUESTIONS
    assert [row for row in questions if not re.search(r"\| `[\w./-]+` \|$", row)] == []


DECISIONS = sorted((ROOT / "docs/decisions").glob("0*.md"))
NUMBER = 4
"""The digits that a decision's name begins with."""
SUPERSEDED = re.compile(r"Superseded by \[?(?:decision )?\d+")


def test_decisions_are_numbered_one_by_one():
    numbers = [int(path.name[:NUMBER]) for path in DECISIONS]
    assert len(set(numbers)) == len(numbers)
    assert [path.name for path in DECISIONS if not path.read_text().startswith(f"# {int(path.name[:NUMBER])}. ")] == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem[:4])
def test_files_named_by_a_decision_exist_unless_it_is_superseded(path):
    text = path.read_text()
    gone = [name for name in PATH.findall(text) if not (ROOT / name).is_file()]
    assert gone == [] or SUPERSEDED.search(text), (
        f"name the file of today, or say by which decision it is superseded: {gone}"
    )


def test_docstrings_and_comments_name_documents_that_exist():
    document = re.compile(r"\b(?:docs/[\w./-]+\.md|(?<![\w/-])(?:design|domain|words)\.md)")
    gone = {
        f"{short(path)}: {name}"
        for path in modules()
        for name in document.findall(path.read_text())
        if not (ROOT / name).is_file()
    }
    assert gone == set()
