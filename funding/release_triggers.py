"""Database triggers on Specialists' release pay: a budget that is never exceeded, and months that agree with their ledger.

Lock order: the month's row, then its budget's, in every path.
"""

from __future__ import annotations

import pgtrigger

from sustaining.accounts.persons import person_sql
from sustaining.common.moves import raise_trigger

from .triggers import CHECKED, IS_TAKEN_BACK, MONEY

OVER_BUDGET = (
    "This month is for £%, but £% of the £% budget for release pay is left. Raise the budget or leave out sessions."
)
DECIDED_BY_THEMSELVES = "Specialists can’t decide their own release pay."
RATE_IS_USED = "Sessions from this day on have been decided at the present rate. Choose a later day."
SUMS = """
    SELECT COALESCE(SUM(CASE e.kind WHEN 'commit' THEN e.amount WHEN 'uncommit' THEN -e.amount END), 0),
           COALESCE(SUM(CASE WHEN e.kind = 'pay' THEN e.amount WHEN e.kind IN ('return', 'recall') THEN -e.amount END), 0)
"""
SUMS_OF_A_BUDGET = f"""{SUMS}
    INTO held, sent FROM funding_releaseentry e JOIN funding_releasemonth m ON m.id = e.month_id
    WHERE m.budget_id = """

LOCK_MONTH_FIRST = pgtrigger.Trigger(
    name="release_entry_waits",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func=pgtrigger.Func(
        """
        PERFORM 1 FROM funding_releasemonth m WHERE m.id = NEW.month_id FOR UPDATE;
        PERFORM 1 FROM funding_releasebudget b JOIN funding_releasemonth m ON m.budget_id = b.id
            WHERE m.id = NEW.month_id FOR UPDATE OF b;
        RETURN NEW;
        """
    ),
)

# After the insert, because the new entry must be among those that are summed.
APPLY_RELEASE_ENTRY = pgtrigger.Trigger(
    name="release_entry_counts",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[
        ("agreed", "numeric"), ("its_budget", "bigint"), ("most", "numeric"),
        ("held", "numeric"), ("sent", "numeric"),
    ],
    func=pgtrigger.Func(
        f"""
        SELECT m.amount, m.budget_id INTO agreed, its_budget FROM funding_releasemonth m WHERE m.id = NEW.month_id;
        {SUMS} INTO held, sent FROM funding_releaseentry e WHERE e.month_id = NEW.month_id;
        IF NEW.amount <> agreed OR held NOT IN (0, agreed) OR sent NOT IN (0, agreed) OR sent > held THEN
            RAISE EXCEPTION 'An entry is for what was approved for its month, which is paid once.'
                {CHECKED} = 'release_entry_is_the_months';
        END IF;
        SELECT b.amount INTO most FROM funding_releasebudget b WHERE b.id = its_budget;
        {SUMS_OF_A_BUDGET} its_budget;
        IF NEW.kind = 'commit' AND held > most THEN
            RAISE EXCEPTION '{OVER_BUDGET}', to_char(NEW.amount, '{MONEY}'), to_char(most - held + NEW.amount, '{MONEY}'),
                to_char(most, '{MONEY}') {CHECKED} = 'release_budget_never_exceeded';
        END IF;
        UPDATE funding_releasebudget SET committed = held, paid = sent WHERE id = its_budget;
        RETURN NEW;
        """
    ),
)  # fmt: skip

RELEASE_BUDGET_EQUALS_LEDGER = pgtrigger.Trigger(
    name="release_budget_is_its_ledger",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("held", "numeric"), ("sent", "numeric")],
    func=pgtrigger.Func(
        f"""
        {SUMS_OF_A_BUDGET} NEW.id;
        IF NEW.committed <> held OR NEW.paid <> sent THEN
            RAISE EXCEPTION 'What is committed and paid of a budget is the sum of its ledger, and nothing else.'
                {CHECKED} = 'release_budget_is_its_ledger';
        END IF;
        RETURN NEW;
        """
    ),
)


def _agrees(name: str, operation: pgtrigger.Operation, row: str) -> pgtrigger.Trigger:
    """Return a deferred trigger: at commit a month agrees with its ledger entries and with its sessions."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        declare=[
            ("standing", "text"), ("agreed", "numeric"), ("held", "numeric"), ("sent", "numeric"), ("summed", "numeric"),
        ],
        func=pgtrigger.Func(
            f"""
            SELECT m.state, m.amount INTO standing, agreed FROM funding_releasemonth m WHERE m.id = {row};
            {SUMS} INTO held, sent FROM funding_releaseentry e WHERE e.month_id = {row};
            SELECT COALESCE(SUM(s.amount), 0) INTO summed FROM funding_releasesession s WHERE s.month_id = {row};
            IF (held, sent, summed) IS DISTINCT FROM (
                CASE WHEN standing IN ('approved', 'in_run', 'paid') THEN agreed ELSE 0 END,
                CASE WHEN standing = 'paid' THEN agreed ELSE 0 END,
                agreed
            ) OR EXISTS (
                SELECT 1 FROM funding_releasesession s
                WHERE s.month_id = {row} AND s.is_open IS DISTINCT FROM (standing <> 'reversed')
            ) THEN
                RAISE EXCEPTION 'A month stands where its sessions and its ledger entries say, and nowhere else.'
                    {CHECKED} = '{name}';
            END IF;
            RETURN NULL;
            """
        ),
    )  # fmt: skip


MONTH_AGREES_WITH_LEDGER = _agrees("release_month_agrees", pgtrigger.Insert | pgtrigger.Update, "NEW.id")
ENTRY_AGREES_WITH_MONTH = _agrees("release_ledger_agrees", pgtrigger.Insert, "NEW.month_id")
SESSIONS_AGREE_WITH_MONTH = _agrees("release_sessions_agree", pgtrigger.Insert | pgtrigger.Update, "NEW.month_id")

# A rule over two tables: whose release is paid, and who decides.
NOT_THEIR_OWN = raise_trigger(
    "release_decided_by_another",
    operation=pgtrigger.Insert | pgtrigger.Update,
    when_sql=(
        f"{person_sql('NEW.decided_by_id')} = (SELECT COALESCE(u.merged_into_id, u.id) FROM specialists_specialist s"
        " JOIN accounts_user u ON u.id = s.user_id WHERE s.id = NEW.specialist_id)"
    ),
    sentence=DECIDED_BY_THEMSELVES,
)

# A sum over the rows of a date; the Specialist is locked, so that two approvals at once cannot both count the day.
ONE_DAY_A_DATE = pgtrigger.Trigger(
    name="one_day_of_release_a_date",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    declare=[("whose", "bigint"), ("counted", "numeric")],
    func=pgtrigger.Func(
        f"""
        SELECT m.specialist_id INTO whose FROM funding_releasemonth m WHERE m.id = NEW.month_id;
        PERFORM 1 FROM specialists_specialist s WHERE s.id = whose FOR NO KEY UPDATE;
        SELECT COALESCE(SUM(r.days), 0) INTO counted FROM funding_releasesession r
            JOIN funding_releasemonth m ON m.id = r.month_id
            WHERE m.specialist_id = whose AND r.held_on = NEW.held_on AND r.is_open;
        IF counted + NEW.days > 1 THEN
            RAISE EXCEPTION 'At most one day of release is paid for a date.' {CHECKED} = 'one_day_of_release_a_date';
        END IF;
        RETURN NEW;
        """
    ),
)

RATE_CHANGES_LATER_DAYS_ONLY = raise_trigger(
    "release_rate_is_used",
    operation=pgtrigger.Insert,
    when_sql=(
        "EXISTS (SELECT 1 FROM funding_releasesession s JOIN funding_releaserate r ON r.id = s.rate_id"
        " WHERE s.is_open AND r.hub_id = NEW.hub_id AND r.project_id = NEW.project_id AND s.held_on >= NEW.starts_on)"
    ),
    sentence=RATE_IS_USED,
)

RELEASE_PAYMENT_STANDS = pgtrigger.Trigger(
    name="release_payments_stand",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    declare=[("agreed", "numeric"), ("its_run", "bigint")],
    func=pgtrigger.Func(
        f"""
        IF TG_OP = 'INSERT' THEN
            SELECT m.amount, m.run_id INTO agreed, its_run FROM funding_releasemonth m WHERE m.id = NEW.month_id;
            IF agreed IS DISTINCT FROM NEW.amount OR its_run IS DISTINCT FROM NEW.run_id THEN
                RAISE EXCEPTION 'A payment is of what was approved, in the month''s own run.'
                    {CHECKED} = 'release_payments_stand';
            END IF;
        ELSIF (NEW.month_id, NEW.run_id, NEW.amount, NEW.paid_on, NEW.paid_to, NEW.recorded_by_id, NEW.recorded_at)
            IS DISTINCT FROM
            (OLD.month_id, OLD.run_id, OLD.amount, OLD.paid_on, OLD.paid_to, OLD.recorded_by_id, OLD.recorded_at) THEN
            RAISE EXCEPTION 'A payment stands as it was made.' {CHECKED} = 'release_payments_stand';
        END IF;
        RETURN NEW;
        """
    ),
)

# A rule across two rows: a payment, and the month that it pays.
REINSTATE_A_PAID_MONTH = raise_trigger(
    "reinstated_release_is_its_months",
    operation=pgtrigger.Update,
    when_sql=(
        "OLD.state = 'returned' AND NEW.state <> 'returned' AND NOT EXISTS (SELECT 1 FROM funding_releasemonth m"
        " WHERE m.id = NEW.month_id AND m.run_id = NEW.run_id AND m.state = 'paid')"
    ),
    sentence="A returned payment counts again only while its month is paid by the same run.",
)

RECALL_WITHOUT_RELEASE_RESULTS = raise_trigger(
    "run_recalled_without_release_results",
    operation=pgtrigger.Update,
    when_sql=(
        f"{IS_TAKEN_BACK} AND EXISTS (SELECT 1 FROM funding_releasepayment p WHERE p.run_id = NEW.id"
        " AND (p.state IN ('confirmed', 'returned') OR p.corrected_at IS NOT NULL))"
    ),
    sentence="Payment results have been uploaded for this run, so its release can’t be reversed.",
)
