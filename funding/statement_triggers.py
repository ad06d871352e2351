"""Database triggers on matched bank statements. Each raises the sentence that people read."""

import pgtrigger

from sustaining.common.moves import raise_trigger

from .triggers import CHECKED

# A sum over the rows of one line; deferred, because a line of a whole run has many.
MATCHES_ADD_UP = pgtrigger.Trigger(
    name="bank_matches_add_up",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    declare=[("matched", "numeric"), ("booked", "numeric")],
    func=pgtrigger.Func(
        f"""
        SELECT SUM(COALESCE(p.amount, r.amount)) INTO matched FROM funding_bankmatch m
            LEFT JOIN funding_payment p ON p.id = m.payment_id
            LEFT JOIN funding_releasepayment r ON r.id = m.release_payment_id
            WHERE m.line_id = NEW.line_id AND NOT m.is_undone;
        SELECT l.amount INTO booked FROM funding_statementline l WHERE l.id = NEW.line_id;
        IF matched IS NOT NULL AND matched <> booked THEN
            RAISE EXCEPTION 'The payments of a statement line add up to its amount.' {CHECKED} = 'bank_matches_add_up';
        END IF;
        RETURN NULL;
        """
    ),
)
MATCHES_BELONG_TO_THEIR_HUB = raise_trigger(
    "bank_match_of_its_hub",
    operation=pgtrigger.Insert,
    when_sql=(
        "NOT EXISTS (SELECT 1 FROM funding_statementline l, funding_payment p JOIN funding_claim c ON c.id = p.claim_id"
        " JOIN funding_grant g ON g.id = c.grant_id JOIN schools_participation s ON s.id = g.participation_id"
        " WHERE l.id = NEW.line_id AND p.id = NEW.payment_id AND s.hub_id = l.hub_id)"
        " AND NOT EXISTS (SELECT 1 FROM funding_statementline l, funding_releasepayment p"
        " JOIN funding_releasemonth m ON m.id = p.month_id"
        " WHERE l.id = NEW.line_id AND p.id = NEW.release_payment_id AND m.hub_id = l.hub_id)"
    ),
    sentence="A line of a bank statement is matched to payments of its own hub.",
)
