"""Headings to begin with, after the outcomes that the programme names: administrators change them in Django admin."""

from django.db import migrations

from sustaining.common.migrations import Migration as BatchedMigration

HEADINGS = [
    (
        "Shared vision",
        "Teachers describe good mathematics teaching in different ways.",
        "The department has one vision, and it guides what is decided.",
    ),
    (
        "Five Big Ideas in lessons",
        "Lessons show them where a teacher happens to know them.",
        "All teachers plan and teach with coherence, representation, thinking, fluency and variation in mind.",
    ),
    (
        "Coherent curriculum",
        "Schemes of work differ between classes and years.",
        "One scheme of work takes students through small connected steps, from Year 7 to Year 11.",
    ),
    (
        "Planning together",
        "Teachers plan alone.",
        "Teachers plan lessons and units together, in time that is kept for it.",
    ),
    (
        "Professional learning",
        "Meetings deal with administration.",
        "Teachers watch each other teach and learn together all year, led by the Advocates.",
    ),
    (
        "Students’ understanding",
        "Students follow methods without saying why they work.",
        "Students reason, explain and connect, and are fluent.",
    ),
    (
        "Students’ attitudes",
        "Many students think that they can’t do mathematics.",
        "Students expect to succeed, and keep trying when it is hard.",
    ),
    (
        "Leadership and time",
        "Senior leaders know little of the work.",
        "Senior leaders support the plan with time, timetable and staffing.",
    ),
]


def add(apps, schema_editor):
    heading = apps.get_model("casework", "SelfEvaluationHeading")
    if heading.objects.exists():
        return
    for position, (title, lowest, highest) in enumerate(HEADINGS, start=1):
        heading.objects.create(title=title, lowest=lowest, highest=highest, position=position, from_year=2026)


class Migration(BatchedMigration):
    dependencies = [("casework", "0008_departments_evaluate_themselves")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
