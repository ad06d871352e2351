"""The programme's own privacy notice in plainer words, as its next version; one that an administrator has written stays."""

from importlib import import_module

from django.db import migrations
from django.utils import timezone

from sustaining.common.migrations import Migration as LargeMigration

FIRST = import_module("schools.migrations.0006_the_programmes_notice").WORDS

WORDS = """Sustaining is the website that Maths Hubs use to run the Secondary Teaching for Mastery programme. This notice says what we keep about you, why, and for how long. Your hub may have its own notice, which applies instead of this one.

Who is responsible: the Department for Education is the controller of the data. The school that leads your Maths Hub processes it for the Department.

What we keep: your name and previous names, your email address, your post and school, the Work Groups and meetings that you take part in, what you write about the department’s work, messages that you are sent, notes of calls and visits about your school’s support, and, if you give it, your Teacher Reference Number. We keep nothing about students.

Why, and on what basis: to run the programme, to write to you about it, and to show what public money was spent on. The basis is public task, Article 6(1)(e) of the UK GDPR.

Who else receives it: the Department for Education, the National Centre for Excellence in the Teaching of Mathematics, the lead schools of other hubs if you take part there, and an independent evaluator.

How long: as long as you take part, and after that until records of grant spending are deleted, six years after the year they belong to. Then your name and address are removed. Totals that name nobody are kept.

Your rights: you can ask for a copy of what we keep about you, ask for it to be corrected, or object. Write to your hub. You can also complain to the Information Commissioner’s Office."""


def publish(apps, schema_editor):
    notices = apps.get_model("schools", "PrivacyNotice")
    newest = notices.objects.filter(hub=None).order_by("-number").first()
    if newest and newest.words == FIRST:
        notices.objects.create(hub=None, number=newest.number + 1, words=WORDS, published_at=timezone.now())


class Migration(LargeMigration):
    dependencies = [("schools", "0030_names_people_search_for")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
