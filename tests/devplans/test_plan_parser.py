"""What is read from a plan that a department wrote: by headings, labels, lists and tables."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devplans.choices import PartKind
from devplans.models import Aim
from devplans.pasted_text import split_blocks
from devplans.plan_parser import LONGEST_AIM, MOST_PARTS, NotAPlan, parse_plan
from tests.common.uploads import TYPES, archive, picture
from tests.devplans.plan_files import HEADINGS, LETTER, TABLE, blocks, word

CODES = {
    PartKind.VISION: "V", PartKind.STUDENT_NEED: "S", PartKind.TEACHER_NEED: "T", PartKind.AIM: "Aim",
    PartKind.NEED: "need", PartKind.SUCCESS_CRITERIA: "success", PartKind.ACTION: "do", PartKind.LEAVE_OUT: "-",
}  # fmt: skip


def short(parts):
    return [f"{CODES[PartKind(part['kind'])]}: {part['text']}" for part in parts]


def pasted(text):
    return short(parse_plan(split_blocks(text)))


def test_letter_with_labels_is_read_by_them():
    assert pasted(LETTER) == [
        "-: Maths Department Development Plan 2026/27",
        "V: Every student thinks mathematically.\nWe talk about maths.",
        "S: Year 8 books show additive thinking.",
        "Aim: Fluency with ratio",
        "need: Students rely on a single method.",
        "do: Plan four lessons together",
        "do: Retrieval starters",
        "success: Double number lines in every book",
        "Aim: Develop mathematical talk",
        "do: Agree sentence stems",
        "do: Visit Ms Lee’s lesson",
        "success: students explain",
    ]
    action = parse_plan(split_blocks(LETTER))[6]
    assert (action["who"], action["when"]) == ("AB and CD", "12/02/2027")


def test_headings_of_a_word_document_are_read_by_style_and_level():
    assert short(parse_plan(blocks(HEADINGS))) == [
        "-: Maths plan 2026/27",
        "V: Every student reasons.",
        "Aim: Fluency with ratio",
        "need: Year 8 rely on one method.",
        "do: Plan four lessons",
        "do: Team teach",
        "success: Books show it",
        "Aim: Mathematical talk",
        "do: Sentence stems",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "• Fluency\no\tStarters\no\tShared planning\n• Talk\no\tStems",
        "- Fluency\n    - Starters\n    - Shared planning\n- Talk\n    - Stems",
        "1. Fluency\n1.1 Starters\n1.2 Shared planning\n2. Talk\n2.1 Stems",
        "1) Fluency\na) Starters\nb) Shared planning\n2) Talk\na) Stems",
        "Fluency\n• Starters\n• Shared planning\nTalk\n• Stems",
        "Aim 1 Fluency\nActions:\nStarters\nShared planning\n\nAim 2 Talk\nActions:\nStems",
        "OBJECTIVE 1 – Fluency\nAction 1: Starters\nAction 2: Shared planning\nOBJECTIVE 2 – Talk\nAction 1: Stems",
        "Priority 1: Fluency\nWhat will we do?\tStarters\nHow?\tShared planning\n\nPriority 2: Talk\nActions\tStems\nWho\t",
    ],
)
def test_lists_and_labels_of_many_kinds_give_the_same_plan(text):
    assert pasted(text) == ["Aim: Fluency", "do: Starters", "do: Shared planning", "Aim: Talk", "do: Stems"]


def test_nested_list_of_a_word_document_gives_aims_and_actions():
    made = word(("Fluency", "List Bullet"), ("Starters", "List Bullet 2"), ("Talk", "List Bullet"))
    read = blocks(made)
    read[1]["depth"] = 1  # python-docx has no nested numbering of its own
    assert short(parse_plan(read)) == ["Aim: Fluency", "do: Starters", "Aim: Talk"]


def test_table_is_read_by_its_headings():
    expected = [
        ("Aim: Fluency with ratio", "", ""),
        ("success: Books show it", "", ""),
        ("do: Plan four lessons", "AB", "12/02/2027"),
        ("do: Team teach", "AB", "12/02/2027"),
        ("do: Visit a lesson", "CD", "by Easter"),
        ("Aim: Talk", "", ""),
        ("success: Students explain", "", ""),
        ("do: Sentence stems", "All", "Autumn 2"),
    ]
    rows = [
        ["Aim", "Action", "Who", "By when", "Success criteria"],
        ["Fluency with ratio", "Plan four lessons\nTeam teach", "AB", "12/02/2027", "Books show it"],
        ["", "Visit a lesson", "CD", "by Easter", ""],
        ["Talk", "Sentence stems", "All", "Autumn 2", "Students explain"],
    ]
    for read in (split_blocks(TABLE), blocks(word(table=rows))):
        parts = parse_plan(read)
        assert list(zip(short(parts), *([part[name] for part in parts] for name in ("who", "when")), strict=True)) == (
            expected
        )


def test_cell_merged_over_rows_is_one_aim_and_unknown_columns_are_left_out():
    rows = [
        ["Maths priorities"] * 3,
        ["Objective", "Actions (what we will do)", "RAG"],
        ["Fluency", "Starters", "A"],
        ["Fluency", "Planning", "G"],
    ]
    assert pasted("\n".join("\t".join(row) for row in rows)) == [
        "Aim: Fluency", "do: Starters", "do: Planning", "-: RAG\nA\nG",
    ]  # fmt: skip


def test_table_below_an_aim_belongs_to_it():
    text = "Aim 1: Fluency\nAction\tLead\tDeadline\nStarters\tAB\tJuly\nPlanning\tCD\tMay"
    assert pasted(text) == ["Aim: Fluency", "do: Starters", "do: Planning"]


def test_aim_between_two_rows_begins_anew():
    text = "Aim 1: Fluency\nAction\tLead\nStarters\tAB\nAim 2: Talk\n{}Stems\tCD"
    for header in ("Action\tLead\n", ""):
        assert pasted(text.format(header)) == ["Aim: Fluency", "do: Starters", "Aim: Talk", "do: Stems"]


def test_questions_and_we_will_are_labels():
    text = "Where are we now?\nWeak ratio\nWhere do we want to be?\nStrong ratio\nAim 1: Ratio\nWe will:\n- map KS3\n- plan"
    assert pasted(text) == ["S: Weak ratio", "V: Strong ratio", "Aim: Ratio", "do: map KS3", "do: plan"]


def test_labels_in_the_first_column_are_read():
    assert pasted("Vision\tAll reason\nAims\tFluency\nActions\tStarters\nWho\tAB") == [
        "V: All reason", "Aim: Fluency", "do: Starters",
    ]  # fmt: skip


def test_actions_without_an_aim_get_an_empty_one_to_name():
    assert pasted("Action\tWho\nStarters\tAB\nPlanning\tCD") == ["Aim: ", "do: Starters", "do: Planning"]


def test_deleted_and_hidden_text_is_left_out_and_inserted_text_and_boxes_are_read():
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        "<w:p><w:r><w:t>Aim 1: Flu</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>ency</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Action: Starters</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>Vision: All reason</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
        "</w:body></w:document>"
    )
    content = archive({TYPES: "<Types/>", "word/document.xml": body})
    assert short(parse_plan(blocks(content))) == ["Aim: Fluency", "do: Starters", "V: All reason"]


def test_long_aim_keeps_its_first_sentence_as_title():
    title = "Students choose efficient methods for ratio"
    rest = "They often rely on one. " * 8
    assert pasted(f"Aim 1: {title}. {rest}") == [f"Aim: {title}", f"need: {rest.strip()}"]
    assert Aim._meta.get_field("title").max_length == LONGEST_AIM


@pytest.mark.parametrize("text", ["", "  \n\t\n", "•\t\n", "\u200b\u00ad"])
def test_text_without_words_is_refused(text):
    with pytest.raises(NotAPlan, match="We found no text"):
        pasted(text)


def test_document_of_pictures_is_refused_with_what_to_do():
    with pytest.raises(NotAPlan, match="If it is a scan or a picture"):
        parse_plan(blocks(word(picture=picture("PNG"))))


@pytest.mark.parametrize("line", ["a", "a\tb", "• a", "Vision: a", "Aim 1: a", '"a\tb'])
def test_text_of_very_many_lines_is_refused_before_it_is_read(line):
    with pytest.raises(NotAPlan, match="much longer than a development plan"):
        pasted("\n".join(f"{line}{number}" for number in range(10_000)))


def test_plan_with_too_many_parts_is_refused():
    with pytest.raises(NotAPlan, match="in two or three pieces"):
        pasted("\n".join(f"• Aim {number}: fluency" for number in range(MOST_PARTS + 1)))


WORDS = st.text("abcdefgh", min_size=8, max_size=20).map(lambda word: f"qx{word}")
LABELS = st.sampled_from(
    ["", "Vision: ", "Vision\n", "Aims\n", "Aim 1: ", "Actions\n", "Action: ", "Who: ", "By when\t", "Success criteria – ", "• ",
     "o\t", "    - ", "1.1 ", "a) ", "Why\t", "Aim\tAction\tWho\n", "Staff\n", "\t", "\"", "Resources: "]
)  # fmt: skip
LINES = st.one_of(
    st.builds(str.__add__, LABELS, WORDS),
    st.builds("\t".join, st.lists(st.one_of(WORDS, st.just("")), min_size=2, max_size=5)),
)
OF_AN_AIM = (PartKind.ACTION, PartKind.NEED, PartKind.SUCCESS_CRITERIA)


@settings(max_examples=300)
@example(["Aim\tAction\tWho\nqxaaaaaaaa\t\tqxbbbbbbbb"])
@given(st.lists(LINES, max_size=25))
def test_no_word_of_a_pasted_plan_is_lost(lines):
    text = "\n".join(lines)
    try:
        parts = parse_plan(split_blocks(text))
    except NotAPlan:
        assert "qx" not in text
        return
    read = " ".join(value for part in parts for value in part.values())
    assert [word for word in re.findall("qx[a-h]+", text) if word not in read] == []
    kinds = [part["kind"] for part in parts]
    first = next((number for number, kind in enumerate(kinds) if kind in OF_AN_AIM), None)
    assert first is None or PartKind.AIM in kinds[:first]


@settings(max_examples=300)
@example(["Aim", "", "\t\t", '"', "a\tb"])
@given(st.lists(st.text(max_size=40), max_size=20))
def test_any_text_is_read_or_refused(lines):
    try:
        parts = parse_plan(split_blocks("\n".join(lines)))
    except NotAPlan:
        return
    assert {part["kind"] for part in parts} <= set(PartKind)


PLAN = st.lists(st.tuples(WORDS, st.lists(WORDS, max_size=5)), min_size=1, max_size=8)


@given(PLAN)
def test_aims_with_actions_are_read_back_from_a_list_headings_and_a_table(plan):
    expected, headings = [], []
    for aim, actions in plan:
        expected += [(PartKind.AIM, aim), *((PartKind.ACTION, action) for action in actions)]
    as_list = "\n".join(line for aim, actions in plan for line in [f"• {aim}", *(f"o\t{action}" for action in actions)])
    for aim, actions in plan:
        headings.append({"text": aim, "level": 2, "depth": -1})
        headings += [{"text": action, "level": 0, "depth": 0} for action in actions]
    for blocks_read in (split_blocks(as_list), headings):
        assert [(part["kind"], part["text"]) for part in parse_plan(blocks_read)] == expected
