"""What the database itself holds about places: never oversold, also when two people offer in the same instant.

Both triggers take the call's row first, so that two offers, or an offer and a change of places, wait for each other.
"""

import pgtrigger

from sustaining.common.moves import protect_identity

PLACES_SENTENCE = "All % places are offered or accepted. Put the school on the waiting list, or add places."
FEWER_SENTENCE = "% places are already offered or accepted, so there can’t be fewer."
TAKES_A_PLACE = "('offered', 'accepted')"

NEVER_OVERSOLD = pgtrigger.Trigger(
    name="places_never_oversold",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("allowed", "integer"), ("taken", "integer")],
    func=pgtrigger.Func(
        f"""
        IF NEW.state IN {TAKES_A_PLACE} THEN
            SELECT c.places INTO allowed FROM applications_call c WHERE c.id = NEW.call_id FOR UPDATE;
            SELECT count(*) INTO taken FROM applications_application a
                WHERE a.call_id = NEW.call_id AND a.id <> NEW.id AND a.state IN {TAKES_A_PLACE};
            IF taken >= allowed THEN
                RAISE EXCEPTION '{PLACES_SENTENCE}', allowed
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'places_never_oversold';
            END IF;
        END IF;
        RETURN NEW;
        """
    ),
)

# The UPDATE itself holds the call's row, so an offer made at this moment waits for it and sees the new number.
NEVER_FEWER_THAN_TAKEN = pgtrigger.Trigger(
    name="places_never_fewer_than_taken",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    declare=[("taken", "integer")],
    condition=pgtrigger.Condition('OLD."places" IS DISTINCT FROM NEW."places"'),
    func=pgtrigger.Func(
        f"""
        SELECT count(*) INTO taken FROM applications_application a
            WHERE a.call_id = NEW.id AND a.state IN {TAKES_A_PLACE};
        IF taken > NEW.places THEN
            RAISE EXCEPTION '{FEWER_SENTENCE}', taken
                USING ERRCODE = 'check_violation', CONSTRAINT = 'places_never_fewer_than_taken';
        END IF;
        RETURN NEW;
        """
    ),
)

CALLS_STAY_AT_THEIR_HUB = protect_identity(
    "calls_stay_at_their_hub", "hub_id", "project_id",
    once="EXISTS (SELECT 1 FROM applications_application a WHERE a.call_id = NEW.id)",
    sentence="Schools have applied, so this call cannot move to another hub or project.",
)  # fmt: skip

# FOR UPDATE: an answer saved while the application is being submitted waits, and is then refused instead of slipping
# in.
ANSWERS_STAND = pgtrigger.Trigger(
    name="answers_stand_once_submitted",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("standing", "text")],
    func=pgtrigger.Func(
        """
        SELECT a.state INTO standing FROM applications_application a
            WHERE a.id = COALESCE(NEW.application_id, OLD.application_id) FOR UPDATE;
        IF standing <> 'draft' THEN
            RAISE EXCEPTION 'What was applied with stands once it is submitted.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'answers_stand_once_submitted';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """
    ),
)
