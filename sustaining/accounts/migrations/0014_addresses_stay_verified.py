"""Addresses in allauth's table stay verified: apart from the first migration, because allauth's tables refer to our people.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

from django.db import migrations

from sustaining.common.migrations import Migration as BatchedMigration

# The table is allauth's, so the trigger is written here and not in a model's Meta. At commit, since an address is made
# primary and the one before it deleted by one statement after the other.
ROWS_STAY_VERIFIED = """
CREATE FUNCTION account_emailaddress_stays_verified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.email = OLD.email AND left(u.password, 1) <> '!'
            AND NOT EXISTS (
                SELECT 1 FROM account_emailaddress a WHERE a.user_id = u.id AND a.email = u.email AND a.verified
            )
    ) THEN
        RAISE EXCEPTION 'An account that can be signed in to has a verified email address of its own.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'email_stays_verified';
    END IF;
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER account_emailaddress_stays_verified AFTER DELETE OR UPDATE ON account_emailaddress
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.verified)
    EXECUTE FUNCTION account_emailaddress_stays_verified();
"""
ROWS_MAY_CHANGE = """
DROP TRIGGER account_emailaddress_stays_verified ON account_emailaddress;
DROP FUNCTION account_emailaddress_stays_verified();
"""


class Migration(BatchedMigration):

    replaces = [
        ('accounts', '0007_addresses_stay_verified'),
    ]

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('accounts', '0001_squashed_0013_use_of_data_can_be_restricted'),
    ]

    operations = [
        migrations.RunSQL(ROWS_STAY_VERIFIED, ROWS_MAY_CHANGE),
    ]
