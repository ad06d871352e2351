"""Database triggers on instalments: they are the whole grant, stay once claimed, and are claimed whole and in their project."""

from __future__ import annotations

import pgtrigger

from .triggers import CHECKED

CLAIMED_ALREADY = "A school has claimed on this project, so how its grant is paid can’t change."

# Deferred, because all instalments of a project are replaced together.
INSTALMENTS_ARE_THE_WHOLE = pgtrigger.Trigger(
    name="instalments_are_the_whole",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    func=pgtrigger.Func(
        f"""
        IF (SELECT SUM(i.percent) FROM funding_instalment i WHERE i.project_id = NEW.project_id) <> 100 THEN
            RAISE EXCEPTION 'The instalments of a grant add up to 100%%.' {CHECKED} = 'instalments_are_the_whole';
        END IF;
        RETURN NULL;
        """
    ),
)

# Withdrawn claims count too: they can be restored.
INSTALMENTS_STAY_ONCE_CLAIMED = pgtrigger.Trigger(
    name="instalments_stay_once_claimed",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    func=pgtrigger.Func(
        f"""
        IF EXISTS (
            SELECT 1 FROM funding_claim c JOIN funding_grant g ON g.id = c.grant_id
                JOIN schools_participation p ON p.id = g.participation_id
            WHERE p.project_id = COALESCE(NEW.project_id, OLD.project_id)
        ) THEN
            RAISE EXCEPTION '{CLAIMED_ALREADY}'
                {CHECKED} = 'instalments_stay_once_claimed';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """
    ),
)

# The share is worked out from running totals, so that the instalments of any amount add up to it to the penny.
CLAIMED_BY_INSTALMENT = pgtrigger.Trigger(
    name="claimed_by_instalment",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("its_project", "bigint"), ("granted", "numeric"), ("upto", "numeric"), ("before", "numeric")],
    func=pgtrigger.Func(
        f"""
        IF TG_OP = 'UPDATE' AND NEW.instalment_id IS DISTINCT FROM OLD.instalment_id THEN
            RAISE EXCEPTION 'A claim stays for the instalment that it was made for.' {CHECKED} = 'claim_keeps_its_instalment';
        END IF;
        IF TG_OP = 'INSERT' THEN
            SELECT p.project_id INTO its_project FROM funding_grant g
                JOIN schools_participation p ON p.id = g.participation_id WHERE g.id = NEW.grant_id;
            IF NEW.instalment_id IS NULL AND EXISTS (SELECT 1 FROM funding_instalment i WHERE i.project_id = its_project) THEN
                RAISE EXCEPTION 'This grant is paid in instalments. Claim an instalment instead of single items.'
                    {CHECKED} = 'claimed_by_instalment';
            END IF;
            IF NEW.instalment_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM funding_instalment i WHERE i.id = NEW.instalment_id AND i.project_id = its_project
            ) THEN
                RAISE EXCEPTION 'This instalment belongs to another project.' {CHECKED} = 'claimed_by_instalment';
            END IF;
        END IF;
        IF NEW.instalment_id IS NOT NULL AND NEW.total <> 0 AND (TG_OP = 'INSERT' OR NEW.total <> OLD.total) THEN
            SELECT g.amount INTO granted FROM funding_grant g WHERE g.id = NEW.grant_id;
            SELECT SUM(i.percent), COALESCE(SUM(i.percent) FILTER (WHERE i.number < o.number), 0) INTO upto, before
                FROM funding_instalment o JOIN funding_instalment i ON i.project_id = o.project_id AND i.number <= o.number
                WHERE o.id = NEW.instalment_id;
            IF NEW.total <> ROUND(granted * upto / 100, 2) - ROUND(granted * before / 100, 2) THEN
                RAISE EXCEPTION 'An instalment is claimed in full.' {CHECKED} = 'instalment_claimed_in_full';
            END IF;
        END IF;
        RETURN NEW;
        """
    ),
)
