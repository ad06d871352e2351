"""Triggers on the tables of schools and hubs."""

from typing import Any

import pgtrigger

from sustaining.accounts.models import log_role_change
from sustaining.common.moves import protect_identity, raise_trigger

MERGED = "EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.merged_into_id = NEW.user_id)"
SUCCEEDED = "EXISTS (SELECT 1 FROM schools_school s WHERE s.id = OLD.school_id AND s.successor_id = NEW.school_id)"
ANOTHERS_POST = "A post can’t be given to someone else or moved. End it, and add a new one."


def _kept_or(column: str, condition: str) -> str:
    return f"(OLD.{column} = NEW.{column} OR {condition})"


# Locked, so that the hub that takes over is not merged away at the same moment.
HUB_MERGES_ARE_ONE_STEP = pgtrigger.Trigger(
    name="hub_merges_are_one_step",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("merged_into_id"),
    condition=pgtrigger.Condition('NEW."merged_into_id" IS NOT NULL'),
    func=pgtrigger.Func(
        """
        PERFORM 1 FROM schools_hub h
            WHERE h.id = NEW.merged_into_id AND h.id <> NEW.id AND h.merged_into_id IS NULL FOR SHARE;
        IF NOT FOUND OR EXISTS (SELECT 1 FROM schools_hub h WHERE h.merged_into_id = NEW.id) THEN
            RAISE EXCEPTION 'A hub is merged into one that is at work. Move the hubs merged into it first.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'hub_merges_are_one_step';
        END IF;
        RETURN NEW;
        """
    ),
)


def takes_nothing_new(name: str, operation: Any = pgtrigger.Insert) -> pgtrigger.Trigger:
    """Return a trigger for a table with a hub: a hub that has been merged into another gets no new rows there.

    The hub is locked, so that it is not merged away at the same moment.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        condition=pgtrigger.Condition('NEW."hub_id" IS NOT NULL'),
        declare=[("successor", "bigint")],
        func=pgtrigger.Func(
            f"""
            IF TG_OP = 'UPDATE' AND NEW.hub_id IS NOT DISTINCT FROM OLD.hub_id THEN
                RETURN NEW;
            END IF;
            SELECT h.merged_into_id INTO successor FROM schools_hub h WHERE h.id = NEW.hub_id FOR SHARE;
            IF successor IS NOT NULL THEN
                RAISE EXCEPTION 'This hub has been merged into another one. Choose the hub that it is part of now.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN NEW;
            """
        ),
    )


HUB_POSTS_STAY_WITH_THEIR_PERSON = protect_identity(
    "hub_posts_stay_with_their_person", "user_id", "hub_id", "role",
    unless=f"OLD.hub_id = NEW.hub_id AND OLD.role = NEW.role AND {_kept_or('user_id', MERGED)}", sentence=ANOTHERS_POST,
)  # fmt: skip
ADVOCACIES_STAY_WITH_THEIR_PERSON = protect_identity(
    "advocacies_stay_with_their_person", "user_id", "school_id",
    unless=f"{_kept_or('school_id', SUCCEEDED)} AND {_kept_or('user_id', MERGED)}", sentence=ANOTHERS_POST,
)  # fmt: skip
CONTACTS_STAY_WITH_THEIR_PERSON = protect_identity(
    "contacts_stay_with_their_person", "user_id", "school_id", "role",
    unless=f"OLD.role = NEW.role AND {_kept_or('school_id', SUCCEEDED)} AND {_kept_or('user_id', MERGED)}",
    sentence=ANOTHERS_POST,
)  # fmt: skip
PARTICIPATIONS_STAY_WITH_THEIR_HUB = protect_identity(
    "participations_stay_with_their_hub", "hub_id",
    sentence="A school’s year stays with the hub that enrolled it. A school that moves finishes the year there.",
)  # fmt: skip
PARTICIPATIONS_STAY_WITH_THEIR_SCHOOL = protect_identity(
    "participations_stay_with_their_school", "school_id", "project_id",
    unless=f"OLD.project_id = NEW.project_id AND {SUCCEEDED}",
    sentence="A school’s year cannot move to another school or project. Withdraw it, and enrol the other school.",
)  # fmt: skip
PROJECTS_STAY_IN_THEIR_YEAR = protect_identity(
    "projects_stay_in_their_year", "academic_year",
    once="EXISTS (SELECT 1 FROM schools_participation p WHERE p.project_id = NEW.id)",
    sentence="Schools take part in this project, so its academic year cannot change. Roll it forward instead.",
)  # fmt: skip
PROJECTS_REQUIRE_NO_CIRCLE = raise_trigger(
    "projects_require_no_circle",
    when_sql="""NEW.requires_id IS NOT NULL AND EXISTS (
        WITH RECURSIVE chain(id) AS (
            SELECT NEW.requires_id
            UNION SELECT p.requires_id FROM schools_project p JOIN chain c ON p.id = c.id WHERE p.requires_id IS NOT NULL
        ) SELECT 1 FROM chain WHERE id = NEW.id
    )""",
    sentence="A project cannot require itself, directly or through another project. Choose a different one.",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("requires_id"),
)

# Named to come after `projects_stay_in_their_year`: triggers fire in the order of their names, and that sentence helps more.
PROJECTS_SUCCEED_THE_YEAR_BEFORE = raise_trigger(
    "projects_succeed_the_year_before",
    when_sql="""EXISTS (
        SELECT 1 FROM schools_project p WHERE p.id = NEW.rolled_from_id AND p.academic_year + 1 <> NEW.academic_year
    ) OR EXISTS (
        SELECT 1 FROM schools_project p WHERE p.rolled_from_id = NEW.id AND p.academic_year <> NEW.academic_year + 1
    )""",
    sentence="A project can only continue from one of the year before. Choose a project of that year.",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("rolled_from_id", "academic_year"),
)

POSTS_ARE_LOGGED = log_role_change(
    "posts_are_logged",
    user="NEW.user_id",
    detail="NEW.role || ' of hub ' || NEW.hub_id || COALESCE(' until ' || NEW.ends_on, '')",
    operation=pgtrigger.Insert | pgtrigger.Update,
)
ENDS = "COALESCE(' until ' || NEW.ends_on, '')"
ADVOCACIES_ARE_LOGGED = log_role_change(
    "advocacies_are_logged",
    user="NEW.user_id",
    detail=f"'Advocate of school ' || NEW.school_id || {ENDS}",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("ends_on", "user_id", "school_id"),
)
CONTACTS_ARE_LOGGED = log_role_change(
    "contacts_are_logged",
    user="NEW.user_id",
    detail=f"NEW.role || ' of school ' || NEW.school_id || {ENDS}",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("ends_on", "user_id", "school_id", "role"),
)

# A change of hub begins today; the action that knows another day corrects both periods. Two changes on one day leave one
# period, of the later hub.
AUTHORITY_PERIODS_FOLLOW = pgtrigger.Trigger(
    name="authority_periods_follow",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("hub_id"),
    declare=[("today", "date")],
    func=pgtrigger.Func(
        """
        today := (now() AT TIME ZONE 'Europe/London')::date;
        IF TG_OP = 'INSERT' THEN
            INSERT INTO schools_authorityperiod (authority_id, hub_id) VALUES (NEW.id, NEW.hub_id);
        ELSIF NEW.hub_id <> OLD.hub_id THEN
            UPDATE schools_authorityperiod SET hub_id = NEW.hub_id
                WHERE authority_id = NEW.id AND ends_on IS NULL AND starts_on >= today;
            IF NOT FOUND THEN
                UPDATE schools_authorityperiod SET ends_on = today - 1 WHERE authority_id = NEW.id AND ends_on IS NULL;
                INSERT INTO schools_authorityperiod (authority_id, hub_id, starts_on) VALUES (NEW.id, NEW.hub_id, today);
            END IF;
        END IF;
        RETURN NULL;
        """
    ),
)
