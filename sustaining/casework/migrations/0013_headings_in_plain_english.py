"""Reword the headings that the programme began with, where nobody has changed them since."""

from django.db import migrations

from sustaining.common.migrations import Migration as BatchedMigration

REWORDED = {
    "The department has one vision, and it guides what is decided.": (
        "The department shares one vision and uses it to make decisions."
    ),
    "Lessons show them where a teacher happens to know them.": "Only some teachers use the Five Big Ideas in their lessons.",
    "Teachers plan lessons and units together, in time that is kept for it.": (
        "Teachers plan lessons and units together, in protected time."
    ),
    "Teachers watch each other teach and learn together all year, led by the Advocates.": (
        "Teachers observe each other and learn together all year, led by the Advocates."
    ),
    "Many students think that they can’t do mathematics.": "Many students believe they can’t do mathematics.",
    "Students reason, explain and connect, and are fluent.": "Students are fluent, and can reason, explain and make connections.",
    "Students expect to succeed, and keep trying when it is hard.": (
        "Students expect to succeed and keep trying when the work is hard."
    ),
    "Senior leaders know little of the work.": "Senior leaders are not involved in the work.",
}


def reword(apps, schema_editor):
    headings = apps.get_model("casework", "SelfEvaluationHeading").objects
    for before, after in REWORDED.items():
        headings.filter(lowest=before).update(lowest=after)
        headings.filter(highest=before).update(highest=after)


class Migration(BatchedMigration):
    dependencies = [("casework", "0012_people_watch_schools")]
    operations = [migrations.RunPython(reword, migrations.RunPython.noop)]
