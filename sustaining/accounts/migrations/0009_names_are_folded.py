"""Names and texts are compared, searched and sorted without accents, case and signs, the same on every server.

The functions read nothing but their argument, compare in collation "C" and call built-in functions alone, so that
generated columns and indexes may use them, also while a dump is restored (decision 92). `fold_text` and `natural_key`
return what `typed_text.fold` and `sort_key` do (tests/common/test_folded.py).
"""

from django.db import migrations, models

import sustaining.common.folded
from sustaining.common.migrations import Migration as BatchedMigration

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
    dependencies = [("accounts", "0008_addresses_are_plain")]
    operations = [
        migrations.RunSQL(FOLD_TEXT, "DROP FUNCTION fold_text(text)"),
        migrations.RunSQL(OTHER_WORDS, "DROP FUNCTION other_words(text)"),
        migrations.RunSQL(NATURAL_KEY, "DROP FUNCTION natural_key(text)"),
        migrations.AlterModelOptions(
            name="user",
            options={"ordering": ["sort_name", "email"], "verbose_name": "person", "verbose_name_plural": "people"},
        ),
        migrations.AddField(
            model_name="user",
            name="sort_name",
            field=models.GeneratedField(
                db_persist=True,
                expression=sustaining.common.folded.SortKey(models.F("full_name")),
                output_field=models.TextField(db_collation="C"),
            ),
        ),
    ]
