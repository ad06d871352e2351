"""`fold_text` takes the apostrophe of print out first: what is plain then is folded as plain names are, at a tenth of the cost.

It returns what it did: the same sign went in its first step, and the others change nothing in a plain text.
"""

from importlib import import_module

from django.db import migrations

from sustaining.common.migrations import Migration as BatchedMigration

FIRST = import_module("sustaining.accounts.migrations.0001_squashed_0013_use_of_data_can_be_restricted")
BEFORE = FIRST.FOLD_TEXT.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
NOW = BEFORE.replace("BEGIN\n", "BEGIN\n    plain := replace(plain, '\u2019', '');\n", 1)


class Migration(BatchedMigration):
    dependencies = [("accounts", "0014_addresses_stay_verified")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
