"""The programme's own privacy notice, for hubs that have none: what DfE and the hubs say (see docs/data-protection.md)."""

from django.db import migrations
from django.utils import timezone

from sustaining.common.migrations import Migration as LargeMigration

WORDS = """Sustaining is used by the Maths Hubs to run the Secondary Teaching for Mastery programme. This notice says what is kept about you, why, and for how long. Your hub may have a notice of its own, which then holds instead.

Who is responsible: the Department for Education is the controller of the data; the school that leads your Maths Hub processes it for the Department.

What is kept: your name and previous names, your e-mail address, your post and school, the Work Groups and meetings that you take part in, what you write about the department’s work, and, where you give it, your Teacher Reference Number. Nothing is kept about pupils.

Why, and on what basis: to run the programme, to write to you about it, and to show what public money was spent on. The basis is public task, Article 6(1)(e) of the UK GDPR.

Who else receives it: the Department for Education, the National Centre for Excellence in the Teaching of Mathematics, the lead schools of other hubs where you take part there, and an independent evaluator.

How long: as long as you take part, and after that until records of grant spending may go, which is six years and the current one. Then your name and address are replaced; figures stay.

Your rights: you can ask to see what is kept about you, to have it put right, or to object. Write to your hub. You can also complain to the Information Commissioner’s Office."""


def publish(apps, schema_editor):
    notices = apps.get_model("schools", "PrivacyNotice")
    if not notices.objects.filter(hub=None).exists():
        notices.objects.create(hub=None, number=1, words=WORDS, published_at=timezone.now())


class Migration(LargeMigration):
    dependencies = [("schools", "0005_privacy_notices_are_published")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
