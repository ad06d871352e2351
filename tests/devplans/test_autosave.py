"""Writing a plan together: autosave, conflicting edits, comments, history entries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from devplans.actions import autosave, plans
from devplans.actions.autosave import NotWritten
from devplans.models import ConflictingEdit
from devplans.text_merge import diff_words, merge_texts, tokenize
from sustaining.common.errors import WrongState
from tests.devplans.test_plans import add_aim, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def aim(cast, now):
    return add_aim(cast.school.plan, cast.advocate, now, need="Books show additive thinking.")


def test_concurrent_edits_of_a_text_keep_every_word(aim, cast, now):
    base = aim.need
    first = write(aim, "need", f"{base} Few draw.", cast.advocate, now, base=base)
    second = write(aim, "need", f"{base} Nobody checks.", cast.specialist, now, base=base)
    assert first.conflict is None
    assert (second.stored, second.conflict.text) == (f"{base} Few draw.", f"{base} Nobody checks.")
    aim.refresh_from_db()
    assert aim.need == f"{base} Few draw."
    more = write(
        aim, "need", f"{base} Nobody checks. Ever.", cast.specialist, now, base=base, conflict=second.conflict.pk
    )
    assert more.conflict == second.conflict
    merged = merge_texts(base, aim.need, ConflictingEdit.objects.get().text)
    assert merged == f"{base} Few draw. Nobody checks. Ever."
    autosave.settle_conflict(second.conflict, text=merged, stored=aim.need, by=cast.head, now=now)
    aim.refresh_from_db()
    assert aim.need == merged
    with pytest.raises(WrongState, match="already chosen a version"):
        autosave.settle_conflict(second.conflict, text="Other", stored=merged, by=cast.head, now=now)


def test_settling_a_conflict_after_another_change_is_refused(aim, cast, now):
    base = aim.need
    write(aim, "need", "Theirs.", cast.advocate, now, base=base)
    conflict = write(aim, "need", "Mine.", cast.specialist, now, base=base).conflict
    write(aim, "need", "Theirs, and more.", cast.advocate, now)
    with pytest.raises(WrongState, match="changed since you opened it"):
        autosave.settle_conflict(conflict, text="Mine.", stored="Theirs.", by=cast.specialist, now=now)
    aim.refresh_from_db()
    assert aim.need == "Theirs, and more."


def test_second_window_of_the_same_writer_keeps_the_conflicting_edit(aim, cast, now):
    base = aim.need
    write(aim, "need", "Theirs.", cast.advocate, now, base=base)
    write(aim, "need", "From one window.", cast.specialist, now, base=base)
    write(aim, "need", "From another.", cast.specialist, now, base=base)
    assert set(ConflictingEdit.objects.values_list("text", flat=True)) == {"From one window.", "From another."}


def test_typing_the_stored_text_settles_the_conflict(aim, cast, now):
    base = aim.need
    write(aim, "need", "Theirs.", cast.advocate, now, base=base)
    conflict = write(aim, "need", "Mine.", cast.specialist, now, base=base).conflict
    assert write(aim, "need", "Theirs.", cast.specialist, now, base=base, conflict=conflict.pk).conflict is None
    assert ConflictingEdit.objects.get().settled_by == cast.specialist


def test_identical_concurrent_edits_make_no_conflict(aim, cast, now):
    base = aim.need
    for person in (cast.advocate, cast.specialist):
        assert write(aim, "need", "The same.", person, now, base=base).conflict is None


def test_autosaves_of_one_sitting_make_one_history_entry(aim, cast, now):
    before = aim.events.count()
    for text in ("B", "Bo", "Books", "Books show", "Books show it."):
        write(aim, "need", text, cast.advocate, now)
    entries = list(aim.events.order_by("pgh_id").values_list("need", flat=True))[before:]
    assert entries == ["Books show it."]
    write(aim, "need", "Nobody reads it.", cast.specialist, now)
    write(aim, "need", "Books show it, I say.", cast.advocate, now)
    entries = list(aim.events.order_by("pgh_id").values_list("need", flat=True))[before:]
    assert entries == ["Books show it.", "Nobody reads it.", "Books show it, I say."]


def test_autosave_after_ten_minutes_makes_a_new_history_entry(aim, cast, now):
    write(aim, "need", "Before lunch.", cast.advocate, now)
    aim.events.update(pgh_created_at=now - timedelta(minutes=11))
    write(aim, "need", "After lunch.", cast.advocate, now)
    assert aim.events.filter(need="Before lunch.").exists()


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "can’t be empty"), ("\x00", "can’t be saved"), ("x" * 10_001, "10,001")]
)
def test_autosave_of_invalid_text_shows_an_error_and_changes_nothing(aim, cast, now, text, sentence):
    with pytest.raises(NotWritten, match=sentence):
        write(aim, "need", text, cast.advocate, now)
    aim.refresh_from_db()
    assert aim.need == "Books show additive thinking."


def test_writing_and_commenting_require_permission(aim, cast, now):
    for person in (cast.lead, cast.auditor, cast.other.advocate, cast.finance):
        with pytest.raises(PermissionDenied):
            write(aim, "need", "Mine.", person, now)
    for person in (cast.head, cast.specialist, cast.advocate_two):
        write(aim, "need", f"By {person}.", person, now)
    comments = [
        autosave.add_comment(aim, text="Why?", by=who, now=now) for who in (cast.lead, cast.head, cast.specialist)
    ]
    for person in (cast.auditor, cast.finance, cast.other.lead):
        with pytest.raises(PermissionDenied):
            autosave.add_comment(aim, text="Why?", by=person, now=now)
    with pytest.raises(PermissionDenied):
        autosave.withdraw_comment(comments[0], by=cast.head, now=now)
    autosave.withdraw_comment(comments[1], by=cast.head, now=now)
    with pytest.raises(WrongState):
        autosave.withdraw_comment(comments[1], by=cast.head, now=now)


def test_text_form_without_javascript_saves_and_shows_conflicts(aim, cast, now, client_of):
    url = reverse("devplans:field", args=["aim", aim.pk, "need"])
    base = aim.need
    client = client_of(cast.advocate)
    assert client.post(url, {"text": "First.", "base": base}).status_code == 302
    answer = client_of(cast.specialist).post(url, {"text": "Second.", "base": base}, follow=True)
    page = answer.content.decode()
    assert "Both versions are saved" in page
    assert "changed this text while you were writing" in page
    assert "First." in page
    assert "Second." in page
    page = client.post(url, {"text": "", "base": "First."}).content.decode()
    assert "The earlier text has been kept" in page


def test_autosave_by_htmx_returns_a_new_base_without_a_page(aim, cast, client_of):
    url = reverse("devplans:field", args=["aim", aim.pk, "need"])
    page = client_of(cast.head).post(url, {"text": "A\r\nB ", "base": aim.need}, headers={"HX-Request": "true"})
    html = page.content.decode()
    assert "Saved at" in html
    assert 'data-hx-swap-oob="true"' in html
    assert "<html" not in html
    aim.refresh_from_db()
    assert aim.need == "A\nB"


@pytest.mark.parametrize("address", ["aim/9/need", "aim/{pk}/nothing", "party/{pk}/need", "step/{pk}/what"])
def test_autosave_of_an_unknown_field_is_not_found(aim, cast, client_of, address):
    url = f"/plans/texts/{address.format(pk=aim.pk)}/"
    assert client_of(cast.advocate).post(url, {"text": "x", "base": ""}).status_code == 404


@pytest.mark.parametrize("conflict", ["x", "9" * 40, "-1", "0"])
def test_autosave_with_an_invalid_conflict_key_saves_the_text(aim, cast, client_of, conflict):
    url = reverse("devplans:field", args=["aim", aim.pk, "need"])
    assert client_of(cast.head).post(url, {"text": "x", "base": aim.need, "conflict": conflict}).status_code == 302


def test_autosave_in_an_agreed_plan_is_refused(aim, cast, now, client_of):
    plans.share_plan(aim.plan, by=cast.advocate, now=now)
    plans.agree_plan(aim.plan, by=cast.specialist, now=now)
    with pytest.raises(WrongState):
        write(aim, "need", "Sly.", cast.advocate, now)
    page = client_of(cast.advocate).get(aim.get_absolute_url()).content.decode()
    assert "data-writing" not in page


TEXTS = st.lists(st.sampled_from(["ratio", "books", "bar", "model", "\n", "show"]), max_size=8).map(" ".join)


@given(base=TEXTS, first=TEXTS, second=TEXTS)
def test_merge_texts_keeps_every_added_word(base, first, second):
    together = merge_texts(base, first, second)
    for text in (first, second):
        added = [piece.text.split() for piece in diff_words(base, text) if piece.kind == "in"]
        for word in {word for run in added for word in run}:
            assert word in together.split()
    assert merge_texts(base, base, second) == second
    assert merge_texts(base, first, base) == first


@given(old=TEXTS, new=TEXTS)
def test_diff_words_restores_both_texts(old, new):
    runs = diff_words(old, new)
    assert "".join(piece.text for piece in runs if piece.kind != "in") == old
    assert "".join(piece.text for piece in runs if piece.kind != "out") == new
    assert "".join(tokenize(old)) == old
