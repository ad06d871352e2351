"""What the database itself holds about money. Each refusal is the sentence that people read, wherever it comes from.

Lock order: the claim's row, then its grant's, in every path; two approvals at once therefore wait for each other.
"""

import pgtrigger

LEFT_SENTENCE = "This claim is for £%, but £% of the £% grant is left. Ask for £% or less."
COUNTS = "('submitted', 'queried', 'approved', 'in_run', 'paid')"
MONEY = "FM999,990.00"

# A draft does not count against other claims, but asks for no more than is left either: told early, mended early.
HOLD_CLAIM_TO_GRANT = pgtrigger.Trigger(
    name="claim_within_grant",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("granted", "numeric"), ("taken", "numeric")],
    func=pgtrigger.Func(
        f"""
        IF NEW.state NOT IN ('rejected', 'withdrawn') THEN
            SELECT g.amount INTO granted FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;
            SELECT COALESCE(SUM(c.total), 0) INTO taken FROM funding_claim c
                WHERE c.grant_id = NEW.grant_id AND c.id <> NEW.id AND c.state IN {COUNTS};
            IF NEW.total > granted - taken THEN
                RAISE EXCEPTION '{LEFT_SENTENCE}',
                    to_char(NEW.total, '{MONEY}'), to_char(granted - taken, '{MONEY}'),
                    to_char(granted, '{MONEY}'), to_char(granted - taken, '{MONEY}')
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_within_grant';
            END IF;
        END IF;
        IF NEW.state IN ('submitted', 'approved') AND NEW.total <> (
            SELECT COALESCE(SUM(l.cost), 0) FROM funding_claimline l WHERE l.claim_id = NEW.id
        ) THEN
            RAISE EXCEPTION 'The total of a claim is the sum of its lines.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_total_is_its_lines';
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND OLD.state <> 'queried' AND NEW.total <> OLD.total THEN
            RAISE EXCEPTION 'The total of a submitted claim stands. Query the claim to have it changed.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_total_stands';
        END IF;
        RETURN NEW;
        """
    ),
)

HOLD_LINES_STILL = pgtrigger.Trigger(
    name="lines_of_submitted_claims_stand",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("standing", "text")],
    func=pgtrigger.Func(
        """
        SELECT c.state INTO standing FROM funding_claim c
            WHERE c.id = COALESCE(NEW.claim_id, OLD.claim_id) FOR UPDATE;
        IF standing NOT IN ('draft', 'queried') THEN
            RAISE EXCEPTION 'The lines of a claim stand once it is submitted.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'lines_of_submitted_claims_stand';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """
    ),
)

ONLY_THE_LEDGER_COUNTS = pgtrigger.Trigger(
    name="only_the_ledger_counts",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("entered", "numeric"), ("paid_out", "numeric")],
    func=pgtrigger.Func(
        """
        SELECT COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'commit'), 0),
               COALESCE(SUM(e.amount) FILTER (WHERE e.kind = 'pay'), 0)
            INTO entered, paid_out FROM funding_entry e WHERE e.grant_id = NEW.id;
        IF NEW.committed <> entered OR NEW.paid <> paid_out THEN
            RAISE EXCEPTION 'What is committed and paid of a grant is the sum of its ledger, and nothing else.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'only_the_ledger_counts';
        END IF;
        RETURN NEW;
        """
    ),
)

COUNT_THE_ENTRY = pgtrigger.Trigger(
    name="entry_counts",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[("granted", "numeric"), ("already", "numeric"), ("claimed", "numeric"), ("owner", "bigint")],
    func=pgtrigger.Func(
        f"""
        SELECT c.total, c.grant_id INTO claimed, owner FROM funding_claim c WHERE c.id = NEW.claim_id;
        IF owner <> NEW.grant_id OR claimed <> NEW.amount THEN
            RAISE EXCEPTION 'An entry is for its claim''s own grant and total.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_is_the_claims';
        END IF;
        SELECT g.amount, g.committed INTO granted, already FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;
        IF NEW.kind = 'commit' THEN
            IF NEW.amount > granted - already THEN
                RAISE EXCEPTION '{LEFT_SENTENCE}',
                    to_char(NEW.amount, '{MONEY}'), to_char(granted - already, '{MONEY}'),
                    to_char(granted, '{MONEY}'), to_char(granted - already, '{MONEY}')
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_never_overspent';
            END IF;
            UPDATE funding_grant SET committed = committed + NEW.amount WHERE id = NEW.grant_id;
        ELSE
            UPDATE funding_grant SET paid = paid + NEW.amount WHERE id = NEW.grant_id;
        END IF;
        RETURN NEW;
        """
    ),
)
