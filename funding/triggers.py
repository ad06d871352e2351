"""Database triggers on money. Each raises the sentence that people read.

Lock order: the claim's row, then its grant's, in every path; two approvals at once therefore wait for each other.
"""

import pgtrigger

from sustaining.accounts.persons import person_sql
from sustaining.common.moves import raise_trigger

from .choices import PAYMENT_COLUMNS

LEFT_SENTENCE = "This claim is for £%, but £% of the £% grant is left. Ask for £% or less."
CLAIMED_AGAIN = (
    "This repayment of £% went back into the grant, and only £% of the grant is left: the rest has been claimed again. Reject"
    " a claim or reverse its approval first."
)
OPENING_SENTENCE = "This payment is for £%, but £% of the £% grant is left."
MONEY = "FM999,990.00"
CHECKED = "USING ERRCODE = 'check_violation', CONSTRAINT"

# A draft takes nothing from the grant, but one that asks for more than is left is refused at once, so that its school
# corrects it before submitting.
CLAIM_WITHIN_GRANT = pgtrigger.Trigger(
    name="claim_within_grant",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("granted", "numeric"), ("taken", "numeric"), ("asked", "numeric")],
    func=pgtrigger.Func(
        f"""
        IF NEW.state IN ('draft', 'submitted', 'queried')
            OR (TG_OP = 'INSERT' AND NEW.state NOT IN ('rejected', 'withdrawn'))
            OR (TG_OP = 'UPDATE' AND NEW.state = 'approved' AND OLD.state = 'submitted') THEN
            asked := COALESCE(NEW.approved, NEW.total);
            SELECT g.amount, g.committed INTO granted, taken FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;
            SELECT taken + COALESCE(SUM(c.total), 0) INTO taken FROM funding_claim c
                WHERE c.grant_id = NEW.grant_id AND c.id <> NEW.id AND c.state IN ('submitted', 'queried');
            IF asked > granted - taken THEN
                RAISE EXCEPTION '{LEFT_SENTENCE}',
                    to_char(asked, '{MONEY}'), to_char(granted - taken, '{MONEY}'),
                    to_char(granted, '{MONEY}'), to_char(granted - taken, '{MONEY}')
                    {CHECKED} = 'claim_within_grant';
            END IF;
        END IF;
        IF NEW.state IN ('submitted', 'approved') AND NEW.total <> (
            SELECT COALESCE(SUM(l.cost), 0) FROM funding_claimline l WHERE l.claim_id = NEW.id
        ) THEN
            RAISE EXCEPTION 'The total of a claim is the sum of its lines.' {CHECKED} = 'claim_total_is_its_lines';
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' AND OLD.state <> 'queried' AND NEW.total <> OLD.total THEN
            RAISE EXCEPTION 'The total of a submitted claim can’t change. Query the claim to have it changed.'
                {CHECKED} = 'claim_total_stands';
        END IF;
        IF TG_OP = 'UPDATE' AND (NEW.grant_id <> OLD.grant_id
            OR (OLD.approved IS NOT NULL AND NEW.approved IS DISTINCT FROM OLD.approved
                AND NOT (OLD.state = 'approved' AND NEW.state = 'submitted'))) THEN
            RAISE EXCEPTION 'The approved amount of a claim, and its grant, can’t change.' {CHECKED} = 'claim_approved_stands';
        END IF;
        RETURN NEW;
        """
    ),
)

# Takes the claim's row, so that a line written while the claim is being submitted waits, and is then refused.
LINES_FROZEN = pgtrigger.Trigger(
    name="lines_of_submitted_claims_stand",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("standing", "text")],
    func=pgtrigger.Func(
        f"""
        SELECT c.state INTO standing FROM funding_claim c
            WHERE c.id = COALESCE(NEW.claim_id, OLD.claim_id) FOR UPDATE;
        IF standing NOT IN ('draft', 'queried') THEN
            RAISE EXCEPTION 'A submitted claim’s items can’t change.' {CHECKED} = 'lines_of_submitted_claims_stand';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
        """
    ),
)

SUMS_OF_A_GRANT = """
    SELECT COALESCE(SUM(CASE e.kind WHEN 'open' THEN e.amount WHEN 'close' THEN -e.amount END), 0),
           COALESCE(SUM(CASE WHEN e.kind IN ('commit', 'unrecover', 'opening') THEN e.amount
                             WHEN e.kind IN ('uncommit', 'recover', 'unopening') THEN -e.amount END), 0),
           COALESCE(SUM(CASE WHEN e.kind IN ('pay', 'unrecover', 'opening') THEN e.amount
                             WHEN e.kind IN ('return', 'recall', 'recover', 'unopening') THEN -e.amount END), 0)
"""

# The balance columns of a grant are a cache of the ledger. They are written by APPLY_ENTRY_TO_GRANT alone, and this check
# refuses any other value.
GRANT_EQUALS_LEDGER = pgtrigger.Trigger(
    name="only_the_ledger_counts",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("granted", "numeric"), ("entered", "numeric"), ("paid_out", "numeric")],
    func=pgtrigger.Func(
        f"""
        {SUMS_OF_A_GRANT} INTO granted, entered, paid_out FROM funding_entry e WHERE e.grant_id = NEW.id;
        IF NEW.amount <> granted OR NEW.committed <> entered OR NEW.paid <> paid_out THEN
            RAISE EXCEPTION 'What is granted, committed and paid is the sum of the grant''s ledger, and nothing else.'
                {CHECKED} = 'only_the_ledger_counts';
        END IF;
        RETURN NEW;
        """
    ),
)

# Lock the grant before the foreign key takes its share lock, so that two entries at once cannot deadlock.
LOCK_GRANT_FIRST = pgtrigger.Trigger(
    name="entry_waits_for_its_grant",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=pgtrigger.Func("PERFORM 1 FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE; RETURN NEW;"),
)

SUMS_OF_A_CLAIM = """
    SELECT COALESCE(SUM(CASE e.kind WHEN 'commit' THEN e.amount WHEN 'uncommit' THEN -e.amount END), 0),
           COALESCE(SUM(CASE WHEN e.kind = 'pay' THEN e.amount WHEN e.kind IN ('return', 'recall') THEN -e.amount END), 0),
           COALESCE(SUM(CASE e.kind WHEN 'recover' THEN e.amount WHEN 'unrecover' THEN -e.amount END), 0)
"""

# After the insert, because the new entry must be among those that are summed.
APPLY_ENTRY_TO_GRANT = pgtrigger.Trigger(
    name="entry_counts",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[
        ("granted", "numeric"),
        ("entered", "numeric"),
        ("paid_out", "numeric"),
        ("earlier", "numeric"),
        ("agreed", "numeric"),
        ("owner", "bigint"),
        ("held", "numeric"),
        ("sent", "numeric"),
        ("came_back", "numeric"),
        ("taken", "numeric"),
    ],
    func=pgtrigger.Func(
        f"""
        IF NEW.claim_id IS NOT NULL THEN
            SELECT c.approved, c.grant_id INTO agreed, owner FROM funding_claim c WHERE c.id = NEW.claim_id;
            {SUMS_OF_A_CLAIM} INTO held, sent, came_back FROM funding_entry e WHERE e.claim_id = NEW.claim_id;
            IF owner <> NEW.grant_id OR agreed IS NULL OR sent NOT IN (0, agreed) OR came_back > sent OR came_back < 0
                OR held <> (CASE NEW.kind WHEN 'uncommit' THEN sent ELSE agreed END)
                OR (NEW.kind NOT IN ('recover', 'unrecover') AND NEW.amount <> agreed) THEN
                RAISE EXCEPTION 'An entry is for its claim''s own grant and for what was approved; a claim is paid once.'
                    {CHECKED} = 'entry_is_the_claims';
            END IF;
        END IF;
        SELECT g.amount, g.committed INTO granted, earlier FROM funding_grant g WHERE g.id = NEW.grant_id FOR UPDATE;
        IF NEW.kind = 'commit' AND NEW.amount > granted - earlier THEN
            RAISE EXCEPTION '{LEFT_SENTENCE}',
                to_char(NEW.amount, '{MONEY}'), to_char(granted - earlier, '{MONEY}'),
                to_char(granted, '{MONEY}'), to_char(granted - earlier, '{MONEY}')
                {CHECKED} = 'grant_never_overspent';
        END IF;
        IF NEW.kind = 'unrecover' THEN
            SELECT earlier + COALESCE(SUM(c.total), 0) INTO taken FROM funding_claim c
                WHERE c.grant_id = NEW.grant_id AND c.state IN ('submitted', 'queried');
            IF NEW.amount > granted - taken THEN
                RAISE EXCEPTION '{CLAIMED_AGAIN}',
                    to_char(NEW.amount, '{MONEY}'), to_char(granted - taken, '{MONEY}') {CHECKED} = 'repayment_claimed_again';
            END IF;
        END IF;
        IF NEW.kind = 'opening' AND NEW.amount > granted - earlier THEN
            RAISE EXCEPTION '{OPENING_SENTENCE}',
                to_char(NEW.amount, '{MONEY}'), to_char(granted - earlier, '{MONEY}'), to_char(granted, '{MONEY}')
                {CHECKED} = 'grant_never_overspent';
        END IF;
        IF NEW.kind = 'unopening' AND (
            SELECT SUM(CASE e.kind WHEN 'opening' THEN e.amount WHEN 'unopening' THEN -e.amount END)
            FROM funding_entry e WHERE e.grant_id = NEW.grant_id
        ) < 0 THEN
            RAISE EXCEPTION 'Only an opening entry can be reversed as one.' {CHECKED} = 'unopening_has_its_opening';
        END IF;
        {SUMS_OF_A_GRANT} INTO granted, entered, paid_out FROM funding_entry e WHERE e.grant_id = NEW.grant_id;
        UPDATE funding_grant SET amount = granted, committed = entered, paid = paid_out WHERE id = NEW.grant_id;
        RETURN NEW;
        """
    ),
)


def _agrees(name: str, operation: pgtrigger.Operation, row: str) -> pgtrigger.Trigger:
    """Return a deferred trigger: at commit every claim's state agrees with its ledger entries."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=[
            ("standing", "text"),
            ("agreed", "numeric"),
            ("held", "numeric"),
            ("sent", "numeric"),
            ("came_back", "numeric"),
        ],
        func=pgtrigger.Func(
            f"""
            SELECT c.state, c.approved INTO standing, agreed FROM funding_claim c WHERE c.id = {row};
            IF standing IS NULL THEN RETURN NULL; END IF;
            {SUMS_OF_A_CLAIM} INTO held, sent, came_back FROM funding_entry e WHERE e.claim_id = {row};
            IF (held, sent, came_back) IS DISTINCT FROM (
                CASE WHEN standing IN ('approved', 'in_run', 'paid') THEN agreed ELSE 0 END,
                CASE WHEN standing = 'paid' THEN agreed ELSE 0 END,
                CASE WHEN standing = 'paid' THEN came_back ELSE 0 END
            ) THEN
                RAISE EXCEPTION 'A claim stands where its ledger entries say, and nowhere else.' {CHECKED} = '{name}';
            END IF;
            RETURN NULL;
            """
        ),
    )


# On both tables, because either may be written without the other; deferred, because an action has to write one of them
# first.
CLAIM_AGREES_WITH_LEDGER = _agrees("claim_agrees_with_ledger", pgtrigger.Insert | pgtrigger.Update, "NEW.id")
CLAIM_AGREES_WITH_LEDGER_ON_ENTRY = _agrees("ledger_agrees_with_claim", pgtrigger.Insert, "NEW.claim_id")

# A payment may only be confirmed or returned; its amount, day and people are what the bank was told.
HOLD_PAYMENTS_STILL = pgtrigger.Trigger(
    name="payments_stand",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("agreed", "numeric"), ("its_run", "bigint")],
    func=pgtrigger.Func(
        f"""
        IF TG_OP = 'INSERT' THEN
            SELECT c.approved, c.run_id INTO agreed, its_run FROM funding_claim c WHERE c.id = NEW.claim_id;
            IF agreed IS DISTINCT FROM NEW.amount OR its_run IS DISTINCT FROM NEW.run_id THEN
                RAISE EXCEPTION 'A payment is of what was approved, in the claim''s own run.' {CHECKED} = 'payments_stand';
            END IF;
        ELSIF (NEW.claim_id, NEW.run_id, NEW.amount, NEW.paid_on, NEW.paid_to, NEW.recorded_by_id, NEW.recorded_at)
            IS DISTINCT FROM
            (OLD.claim_id, OLD.run_id, OLD.amount, OLD.paid_on, OLD.paid_to, OLD.recorded_by_id, OLD.recorded_at) THEN
            RAISE EXCEPTION 'A payment stands as it was made.' {CHECKED} = 'payments_stand';
        END IF;
        RETURN NEW;
        """
    ),
)

# A rule across two rows: a payment, and the claim that it pays.
REINSTATE_A_PAID_CLAIM = raise_trigger(
    "reinstated_payment_is_its_claims",
    operation=pgtrigger.Update,
    when_sql=(
        "OLD.state = 'returned' AND NEW.state <> 'returned' AND NOT EXISTS (SELECT 1 FROM funding_claim c"
        " WHERE c.id = NEW.claim_id AND c.run_id = NEW.run_id AND c.state = 'paid')"
    ),
    sentence="A returned payment counts again only while its claim is paid by the same run.",
)

IS_TAKEN_BACK = "OLD.state = 'released' AND NEW.state = 'prepared'"

# Once the finance system has answered, the money has moved: a release is then corrected payment by payment.
RECALL_AN_UNANSWERED_RUN = raise_trigger(
    "run_recalled_unanswered",
    operation=pgtrigger.Update,
    when_sql=(
        f"{IS_TAKEN_BACK} AND EXISTS (SELECT 1 FROM funding_payment p WHERE p.run_id = NEW.id"
        " AND (p.state IN ('confirmed', 'returned') OR p.corrected_at IS NOT NULL))"
    ),
    sentence=(
        "Payment results have been uploaded for this run, so its release can’t be reversed. Correct single "
        "payments instead."
    ),
)
RECALL_AN_UNAUDITED_RUN = raise_trigger(
    "run_recalled_unaudited",
    operation=pgtrigger.Update,
    when_sql=(
        f"{IS_TAKEN_BACK} AND EXISTS (SELECT 1 FROM funding_claim c WHERE c.run_id = NEW.id AND ("
        "EXISTS (SELECT 1 FROM funding_sampledclaim s WHERE s.claim_id = c.id) OR"
        " EXISTS (SELECT 1 FROM funding_recovery r WHERE r.claim_id = c.id AND r.state <> 'dropped')))"
    ),
    sentence="A claim of this run has been sampled, or its money is to be repaid, so the release can’t be reversed.",
)
RECALL_WITH_ITS_RUN = raise_trigger(
    "payment_recalled_with_its_run",
    operation=pgtrigger.Update,
    when_sql=(
        "OLD.state <> 'recalled' AND NEW.state = 'recalled' AND NOT EXISTS (SELECT 1 FROM funding_paymentrun r"
        " WHERE r.id = NEW.run_id AND r.state = 'prepared')"
    ),
    sentence="A payment is reversed together with the release of its run.",
)

# Two rows that agree: an opening payment, and the entry of the ledger that counts it.
OPENING_HAS_ITS_ENTRY = raise_trigger(
    "opening_has_its_entry",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when_sql=(
        "NOT EXISTS (SELECT 1 FROM funding_entry e WHERE e.id = NEW.entry_id AND e.kind = 'opening')"
        " OR (NEW.reversal_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funding_entry e JOIN funding_entry o"
        " ON o.id = NEW.entry_id WHERE e.id = NEW.reversal_id AND e.kind = 'unopening' AND e.grant_id = o.grant_id"
        " AND e.amount = o.amount))"
    ),
    sentence="A payment that was brought in has an opening entry, and a reversal for the same grant and amount.",
)
OPENING_IS_REVERSED_ONCE = raise_trigger(
    "opening_reversed_once",
    operation=pgtrigger.Update,
    when_sql="OLD.reversed_at IS NOT NULL AND NEW.reversed_at IS DISTINCT FROM OLD.reversed_at",
    sentence="This payment has been reversed already.",
)

# A sum over rows, which no CHECK constraint can hold; the claim's row is locked so that two recoveries at once cannot
# both fit.
RECOVER_NO_MORE_THAN_PAID = pgtrigger.Trigger(
    name="recovered_up_to_paid",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("agreed", "numeric"), ("standing", "text"), ("asked", "numeric")],
    func=pgtrigger.Func(
        f"""
        IF TG_OP = 'UPDATE' AND (NEW.claim_id, NEW.amount, NEW.requested_by_id)
            IS DISTINCT FROM (OLD.claim_id, OLD.amount, OLD.requested_by_id) THEN
            RAISE EXCEPTION 'A recovery stands as it was asked for.' {CHECKED} = 'recovery_stands';
        END IF;
        IF NEW.state <> 'dropped' THEN
            SELECT c.approved, c.state INTO agreed, standing FROM funding_claim c WHERE c.id = NEW.claim_id FOR UPDATE;
            SELECT COALESCE(SUM(r.amount), 0) INTO asked FROM funding_recovery r
                WHERE r.claim_id = NEW.claim_id AND r.id <> NEW.id AND r.state <> 'dropped';
            IF standing <> 'paid' OR NEW.amount > agreed - asked THEN
                RAISE EXCEPTION 'You can recover up to £% of what was paid for this claim.',
                    to_char(CASE WHEN standing = 'paid' THEN agreed - asked ELSE 0 END, '{MONEY}')
                    {CHECKED} = 'recovered_up_to_paid';
            END IF;
        END IF;
        RETURN NEW;
        """
    ),
)


PAY_COLUMNS = ", ".join(f"'{key}'" for key in PAYMENT_COLUMNS)
FORMULA_STARTS = r"('=', '+', '-', '@', E'\t', E'\r')"

# Columns that were set up before the rule stay until they are changed; preparing and releasing a run ask for the change.
FILE_COLUMNS_COMPLETE = pgtrigger.Trigger(
    name="file_columns_can_be_paid_by",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func=pgtrigger.Func(
        f"""
        IF NEW.columns = '[]'::jsonb OR (TG_OP = 'UPDATE' AND NEW.columns = OLD.columns) THEN RETURN NEW; END IF;
        IF jsonb_typeof(NEW.columns) <> 'array' OR {len(PAYMENT_COLUMNS)} > (
            SELECT COUNT(DISTINCT c->>0) FROM jsonb_array_elements(NEW.columns) c WHERE c->>0 IN ({PAY_COLUMNS})
        ) THEN
            RAISE EXCEPTION 'The finance file needs the reference, the payee and the amount.'
                {CHECKED} = 'file_columns_needed';
        END IF;
        IF EXISTS (
            SELECT 1 FROM jsonb_array_elements(NEW.columns) c WHERE TRIM(COALESCE(c->>1, '')) = ''
                OR LEFT(c->>1, 1) IN {FORMULA_STARTS} OR LEFT(COALESCE(c->>2, ''), 1) IN {FORMULA_STARTS}
        ) THEN
            RAISE EXCEPTION 'Each column of the finance file has a heading, and its text does not begin with =, +, - or @.'
                {CHECKED} = 'file_columns_headed';
        END IF;
        IF (SELECT COUNT(*) <> COUNT(DISTINCT LOWER(TRIM(c->>1))) FROM jsonb_array_elements(NEW.columns) c) THEN
            RAISE EXCEPTION 'Two columns of the finance file have the same heading.' {CHECKED} = 'file_columns_distinct';
        END IF;
        RETURN NEW;
        """
    ),
)


def another_person(constraint: str, actor: str, others: tuple[str, ...], sentence: str) -> pgtrigger.Trigger:
    """Return the trigger for `constraint`: the actor is none of `others`, merged accounts counted as one person.

    Checked when one of the columns changes: decisions made before two accounts were merged stay, and are reported.
    """
    columns = (actor, *others)
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("NEW", "OLD"))
    persons = ", ".join(person_sql(f"NEW.{name}") for name in others)
    return pgtrigger.Trigger(
        name=f"{constraint}_person",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=pgtrigger.Func(
            f"""
            IF NEW.{actor} IS NOT NULL AND (TG_OP = 'INSERT' OR ({new}) IS DISTINCT FROM ({old})) THEN
                IF {person_sql(f"NEW.{actor}")} IN ({persons}) THEN
                    RAISE EXCEPTION '{sentence}' {CHECKED} = '{constraint}';
                END IF;
            END IF;
            RETURN NEW;
            """
        ),
    )
