"""People, who sign in by email, and the functions that fold names.

Frozen with release 0.9.0: what is to change is a migration of its own (docs/deploying.md, Writing a migration).
"""

import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import sustaining.common.folded
from sustaining.common.migrations import Migration as BatchedMigration

# The functions read nothing but their argument, compare in collation "C" and call built-in functions alone, so that generated
# columns and indexes may use them, also while a dump is restored (decision 92). `fold_text` and `natural_key` return what
# `typed_text.fold` and `sort_key` do (tests/common/test_folded.py).
APOSTROPHES = "''\u2019\u2018\u02bc`\u00b4\u2032"
ACCENTS = "\u0300-\u036f\u0483-\u0487\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
# What nobody sees (categories Cf and Cc) but line breaks.
UNSEEN = (
    "\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
)
SPACES = "\t\n\r\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
DASHES = "\u2010-\u2014"
# Letters that have no decomposition: capitals, and letters with a stroke, and what they become.
LETTERS = (
    "ÐØðøĐđĦħıŁłŊŦŧƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƢƤƦƧƩƬƮƱƲƳƵƷƸƼǤǶǷȜȠȢȤȺȻȽȾɁɃɄɅɆɈɊɌɎͰͲͶͿΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣ"
    "ΤΥΦΧΨΩςϏϘϚϜϞϠϢϤϦϨϪϬϮϷϺϽϾϿЂЄЅІЈЉЊЋЏАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯѠѢѤѦѨѪѬѮѰѲѴѸѺѼѾҀҊҌҎҐҒҔҖҘҚ"
    "ҜҞҠҢҤҦҨҪҬҮҰҲҴҶҸҺҼҾӀӃӅӇӉӋӍӔӘӠӨӶӺӼӾԀԂԄԆԈԊԌԎԐԒԔԖԘԚԜԞԠԢԤԦԨԪԬԮԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑ"
    "ՒՓՔՕՖᲀᲁᲂᲃᲄᲅᲆᲇᲈỺỼỾⱠⱢⱣⱤⱧⱩⱫⱭⱮⱯⱰⱲⱵⱾⱿꙀꙂꙄꙆꙈꙊꙌꙎꙐꙒꙔꙖꙘꙚꙜꙞꙠꙢꙤꙦꙨꙪꙬꚀꚂꚄꚆꚈꚊꚌꚎꚐꚒꚔꚖꚘꚚꜢꜤꜦꜨꜪꜬꜮꜲꜴꜶꜸꜺꜼꜾꝀꝂꝄꝆꝈꝊꝌ"
    "ꝎꝐꝒꝔꝖꝘꝚꝜꝞꝠꝢꝤꝦꝨꝪꝬꝮꝹꝻꝽꝾꞀꞂꞄꞆꞋꞍꞐꞒꞖꞘꞚꞜꞞꞠꞢꞤꞦꞨꞪꞫꞬꞭꞮꞰꞱꞲꞳꞴꞶꞸꞺꞼꞾꟀꟂꟄꟅꟆꟇꟉꟐꟖꟘꟵ"
)
PLAIN = (
    "dododdhhillŋttɓƃƅɔƈɖɗƌǝəɛƒɠɣɩɨƙɯɲɵƣƥʀƨʃƭʈʊʋƴƶʒƹƽǥƕƿȝƞȣȥⱥȼƚⱦɂƀʉʌɇɉɋɍɏͱͳͷϳαβγδεζηθικλμνξοπρσ"
    "τυφχψωσϗϙϛϝϟϡϣϥϧϩϫϭϯϸϻͻͼͽђєѕіјљњћџабвгдежзиклмнопрстуфхцчшщъыьэюяѡѣѥѧѩѫѭѯѱѳѵѹѻѽѿҁҋҍҏґғҕҗҙқ"
    "ҝҟҡңҥҧҩҫҭүұҳҵҷҹһҽҿӏӄӆӈӊӌӎӕәӡөӷӻӽӿԁԃԅԇԉԋԍԏԑԓԕԗԙԛԝԟԡԣԥԧԩԫԭԯաբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրց"
    "ւփքօֆвдосттъѣꙋỻỽỿⱡɫᵽɽⱨⱪⱬɑɱɐɒⱳⱶȿɀꙁꙃꙅꙇꙉꙋꙍꙏꙑꙓꙕꙗꙙꙛꙝꙟꙡꙣꙥꙧꙩꙫꙭꚁꚃꚅꚇꚉꚋꚍꚏꚑꚓꚕꚗꚙꚛꜣꜥꜧꜩꜫꜭꜯꜳꜵꜷꜹꜻꜽꜿꝁꝃꝅꝇꝉꝋꝍ"
    "ꝏꝑꝓꝕꝗꝙꝛꝝꝟꝡꝣꝥꝧꝩꝫꝭꝯꝺꝼᵹꝿꞁꞃꞅꞇꞌɥꞑꞓꞗꞙꞛꞝꞟꞡꞣꞥꞧꞩɦɜɡɬɪʞʇʝꭓꞵꞷꞹꞻꞽꞿꟁꟃꞔʂᶎꟈꟊꟑꟗꟙꟶ"
)
LIGATURES = {"Æ": "ae", "Þ": "th", "ß": "ss", "æ": "ae", "þ": "th", "Œ": "oe", "œ": "oe", "ẞ": "ss"}
REPLACED = "plain"
for letter, letters in LIGATURES.items():
    REPLACED = f"replace({REPLACED}, '{letter}', '{letters}')"

FOLD_TEXT = f"""
CREATE FUNCTION fold_text(typed text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text COLLATE "C" := typed;
BEGIN
    IF plain ~ '[^ -~]' THEN -- most names are plain: an import folds 50,000
        plain := regexp_replace(plain, '[{UNSEEN}{APOSTROPHES}]+', '', 'g');
        plain := normalize(regexp_replace(plain, '[{SPACES}]+', ' ', 'g'), NFKD);
        plain := regexp_replace(plain, '[{ACCENTS}{APOSTROPHES}]+', '', 'g');
        plain := translate(plain, '{LETTERS}', '{PLAIN}');
        plain := {REPLACED};
        plain := regexp_replace(plain, '[{DASHES}{SPACES}]+', ' ', 'g');
    END IF;
    plain := lower(replace(replace(replace(replace(plain, '''', ''), '`', ''), '-', ' '), '.', ' '));
    IF strpos(plain, '  ') > 0 THEN
        plain := regexp_replace(plain, ' +', ' ', 'g');
    END IF;
    RETURN btrim(plain, ' ');
END $$;
"""

# O'Neill is searched for as "neill" and "o neill" too, and R.C. as "rc". A text without such signs has no other words.
OTHER_WORDS = f"""
CREATE FUNCTION other_words(typed text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text COLLATE "C" := typed;
BEGIN
    IF plain !~ '[{APOSTROPHES}{DASHES}.-]' THEN
        RETURN '';
    END IF;
    RETURN regexp_replace(regexp_replace(plain, '[{APOSTROPHES}]+', ' ', 'g'), '[{DASHES}.-]+', '', 'g');
END $$;
"""

# Eight digits: "Group 2" comes before "Group 10".
NATURAL_KEY = """
CREATE FUNCTION natural_key(folded text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text COLLATE "C" := folded;
BEGIN
    IF plain !~ '[0-9]' THEN
        RETURN plain;
    END IF;
    plain := regexp_replace(plain, '([0-9]+)', '0000000\\1', 'g');
    RETURN regexp_replace(plain, '[0-9]*([0-9]{8})(?![0-9])', '\\1', 'g');
END $$;
"""


class Migration(BatchedMigration):

    replaces = [
        ('accounts', '0001_people_sign_in_by_email'),
        ('accounts', '0002_trn_and_merged_accounts'),
        ('accounts', '0003_history_is_indexed_by_its_row_alone'),
        ('accounts', '0004_merges_are_one_step'),
        ('accounts', '0005_addresses_are_verified_and_events_kept'),
        ('accounts', '0006_an_administrator_stays'),
        ('accounts', '0008_addresses_are_plain'),
        ('accounts', '0009_names_are_folded'),
        ('accounts', '0010_sentences_in_plain_english'),
        ('accounts', '0011_listed_addresses_are_logged'),
        ('accounts', '0012_the_last_administrator_is_told_plainly'),
        ('accounts', '0013_use_of_data_can_be_restricted'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.RunSQL(FOLD_TEXT, "DROP FUNCTION fold_text(text)"),
        migrations.RunSQL(OTHER_WORDS, "DROP FUNCTION other_words(text)"),
        migrations.RunSQL(NATURAL_KEY, "DROP FUNCTION natural_key(text)"),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(error_messages={'unique': 'Someone with this email address already has an account.'}, max_length=254, unique=True, verbose_name='email address')),
                ('full_name', models.CharField(max_length=150)),
                ('is_active', models.BooleanField(default=True, help_text='Clear this instead of deleting, so that records are kept.')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open Django admin')),
                ('is_system', models.BooleanField(default=False, editable=False)),
                ('invited_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('joined_at', models.DateTimeField(blank=True, editable=False, help_text='When the invitation was accepted.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, help_text='The account it was merged into.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to=settings.AUTH_USER_MODEL)),
                ('trn', models.CharField(blank=True, help_text='Teacher Reference Number, 7 digits. Only the person and the hub’s staff can see it.', max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$', 'TRN must be 7 digits.')], verbose_name='TRN')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=sustaining.common.folded.SortKey(models.F('full_name')), output_field=models.TextField(db_collation='C'))),
                ('restricted_on', models.DateField(blank=True, editable=False, help_text='Since when their data is kept and not otherwise used (UK GDPR, article 18).', null=True, verbose_name='use of data restricted on')),
                ('restriction_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it is restricted')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['sort_name', 'email'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='one_account_an_address', violation_error_message='This email address is already in use. Enter a different one.'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='address_is_lower_case', violation_error_message='Email address must be in lower case.'), models.CheckConstraint(condition=models.Q(('trn', ''), ('trn__regex', '^[0-9]{7}$'), _connector='OR'), name='trn_has_seven_digits', violation_error_message='TRN must be 7 digits.'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('is_active', False), _connector='OR'), name='merged_account_is_closed', violation_error_message='This account was merged into another one, so it stays closed.'), models.CheckConstraint(condition=models.Q(models.Q(('restricted_on__isnull', True), ('restriction_reason', '')), models.Q(('restricted_on__isnull', False), models.Q(('restriction_reason', ''), _negated=True)), _connector='OR'), name='restriction_has_a_reason', violation_error_message='Enter why the use of this person’s data is restricted.'), models.UniqueConstraint(condition=models.Q(('is_system', True)), fields=('is_system',), name='one_system_user')],
            },
        ),
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('kind', models.CharField(choices=[('signed_in', 'Signed in'), ('sign_in_failed', 'Sign-in failed'), ('new_device', 'Signed in on a new device'), ('password_set', 'Password set'), ('password_changed', 'Password changed'), ('password_reset', 'Password reset'), ('email_changed', 'Email address changed'), ('totp_activated', 'Authenticator app added'), ('totp_deactivated', 'Authenticator app removed'), ('webauthn_added', 'Passkey or security key added'), ('webauthn_removed', 'Passkey or security key removed'), ('recovery_codes_generated', 'Recovery codes created'), ('recovery_code_used', 'Recovery code used'), ('role_changed', 'Role changed'), ('file_taken', 'File downloaded'), ('addresses_listed', 'Email addresses listed')], max_length=30)),
                ('email', models.CharField(blank=True, max_length=254, verbose_name='email address')),
                ('ip', models.GenericIPAddressField(blank=True, null=True, verbose_name='IP address')),
                ('user_agent', models.CharField(blank=True, max_length=200, verbose_name='browser')),
                ('detail', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='security_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['kind', '-at'], name='security_event_by_kind')],
            },
        ),
        migrations.CreateModel(
            name='UserEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(error_messages={'unique': 'Someone with this email address already has an account.'}, max_length=254, verbose_name='email address')),
                ('full_name', models.CharField(max_length=150)),
                ('is_active', models.BooleanField(default=True, help_text='Clear this instead of deleting, so that records are kept.')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may open Django admin')),
                ('is_system', models.BooleanField(default=False, editable=False)),
                ('invited_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('joined_at', models.DateTimeField(blank=True, editable=False, help_text='When the invitation was accepted.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='The account it was merged into.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('trn', models.CharField(blank=True, help_text='Teacher Reference Number, 7 digits. Only the person and the hub’s staff can see it.', max_length=7, validators=[django.core.validators.RegexValidator('^\\d{7}$', 'TRN must be 7 digits.')], verbose_name='TRN')),
                ('restricted_on', models.DateField(blank=True, editable=False, help_text='Since when their data is kept and not otherwise used (UK GDPR, article 18).', null=True, verbose_name='use of data restricted on')),
                ('restriction_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it is restricted')),
            ],
            options={
                'abstract': False,
            },
        ),
        # Not valid, because accounts may be older than the rule: `manage.py check_addresses` lists them, and a person merges them.
        django.contrib.postgres.operations.AddConstraintNotValid(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email__regex', '^[!-~]+$')), name='address_is_plain', violation_error_message='Email address contains a character that isn’t allowed. It may be invisible.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='merges_are_one_step', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."merged_into_id" IS NOT NULL)', func="\n        PERFORM 1 FROM accounts_user u\n            WHERE u.id = NEW.merged_into_id AND u.id <> NEW.id AND u.merged_into_id IS NULL FOR SHARE;\n        IF NOT FOUND OR EXISTS (SELECT 1 FROM accounts_user u WHERE u.merged_into_id = NEW.id) THEN\n            RAISE EXCEPTION 'An account is merged into one that is in use. Move the accounts merged into it first.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'merges_are_one_step';\n        END IF;\n        RETURN NEW;\n        ", hash='c9f397ff6c6a7163900b7eee13cd84d635edd4be', operation='INSERT OR UPDATE OF "merged_into_id"', pgid='pgtrigger_merges_are_one_step_72464', table='accounts_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='email_is_verified_first', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."email" IS DISTINCT FROM NEW."email")', func="\n        IF left(OLD.password, 1) <> '!' AND NEW.email NOT LIKE '%.invalid' AND NOT EXISTS (\n            SELECT 1 FROM account_emailaddress a WHERE a.user_id = NEW.id AND a.email = NEW.email AND a.verified\n        ) THEN\n            RAISE EXCEPTION 'The new email address has to be verified first, by the link in an email to it.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'email_is_verified_first';\n        END IF;\n        RETURN NEW;\n        ", hash='2513b4fbbe63b72df260837eb9fb3dbf7d4f8b0f', operation='UPDATE OF "email"', pgid='pgtrigger_email_is_verified_first_5a163', table='accounts_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='email_stays_verified', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n        IF EXISTS (SELECT 1 FROM account_emailaddress a WHERE a.user_id = NEW.id) AND EXISTS (\n            SELECT 1 FROM accounts_user u WHERE u.id = NEW.id AND left(u.password, 1) <> '!' AND NOT EXISTS (\n                SELECT 1 FROM account_emailaddress a WHERE a.user_id = u.id AND a.email = u.email AND a.verified\n            )\n        ) THEN\n            RAISE EXCEPTION 'An account that can be signed in to has a verified email address of its own.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'email_stays_verified';\n        END IF;\n        RETURN NULL;\n        ", hash='87e02e7fadb83a70e2896dc4c83578118cfbf95f', operation='INSERT OR UPDATE OF "email", "password"', pgid='pgtrigger_email_stays_verified_36a3f', table='accounts_user', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='an_administrator_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_active" AND OLD."is_staff" AND OLD."is_superuser" AND NOT (NEW."is_active" AND NEW."is_staff" AND NEW."is_superuser"))', func="\n        PERFORM pg_advisory_xact_lock(hashtext('an_administrator_stays'));\n        IF NOT EXISTS (\n            SELECT 1 FROM accounts_user u WHERE u.id <> NEW.id AND u.is_active AND u.is_staff AND u.is_superuser\n        ) THEN\n            RAISE EXCEPTION 'This is the last programme administrator. Make someone else a programme administrator first.'\n                USING ERRCODE = 'check_violation', CONSTRAINT = 'an_administrator_stays';\n        END IF;\n        RETURN NEW;\n        ", hash='7165c654c209161408b697e6928ba2c3ca125364', operation='UPDATE OF "is_active", "is_staff", "is_superuser"', pgid='pgtrigger_an_administrator_stays_b0eea', table='accounts_user', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='roles_are_logged', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."is_superuser" IS DISTINCT FROM NEW."is_superuser" OR OLD."is_staff" IS DISTINCT FROM NEW."is_staff" OR OLD."is_active" IS DISTINCT FROM NEW."is_active")', func="\n            INSERT INTO accounts_securityevent (at, kind, user_id, email, user_agent, detail)\n                SELECT now(), 'role_changed', u.id, u.email, '', left(concat_ws(', ', CASE WHEN NEW.is_superuser THEN 'programme administrator' END,\n        CASE WHEN NEW.is_staff THEN 'Django admin' END, CASE WHEN NEW.is_active THEN 'active' ELSE 'closed' END), 300) FROM accounts_user u WHERE u.id = NEW.id;\n            RETURN NULL;\n            ", hash='613de72554786d1e2d9888bc0cf88bae1e2c48ad', operation='UPDATE', pgid='pgtrigger_roles_are_logged_6b998', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("created_at", "email", "full_name", "id", "invited_at", "is_active", "is_staff", "is_superuser", "is_system", "joined_at", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restricted_on", "restriction_reason", "trn") VALUES (NEW."created_at", NEW."email", NEW."full_name", NEW."id", NEW."invited_at", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."is_system", NEW."joined_at", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."restricted_on", NEW."restriction_reason", NEW."trn"); RETURN NULL;', hash='5064efb059c3cb73d0696d56162a3a304f41c1f9', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invited_at" IS DISTINCT FROM (NEW."invited_at") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."is_system" IS DISTINCT FROM (NEW."is_system") OR OLD."joined_at" IS DISTINCT FROM (NEW."joined_at") OR OLD."merged_into_id" IS DISTINCT FROM (NEW."merged_into_id") OR OLD."restricted_on" IS DISTINCT FROM (NEW."restricted_on") OR OLD."restriction_reason" IS DISTINCT FROM (NEW."restriction_reason") OR OLD."trn" IS DISTINCT FROM (NEW."trn"))', func='INSERT INTO "accounts_userevent" ("created_at", "email", "full_name", "id", "invited_at", "is_active", "is_staff", "is_superuser", "is_system", "joined_at", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restricted_on", "restriction_reason", "trn") VALUES (NEW."created_at", NEW."email", NEW."full_name", NEW."id", NEW."invited_at", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."is_system", NEW."joined_at", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."restricted_on", NEW."restriction_reason", NEW."trn"); RETURN NULL;', hash='442cc44684238819a48786c71c8e8e1e87879bcf', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='securityevent',
            trigger=pgtrigger.compiler.Trigger(name='security_events_stand', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b48411e5090576c08044f182e50fbc5227f72388', operation='UPDATE', pgid='pgtrigger_security_events_stand_c394b', table='accounts_securityevent', when='BEFORE')),
        ),
    ]
