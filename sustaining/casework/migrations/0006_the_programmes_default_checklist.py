"""The programme's default checklist, from welcome to completion, for hubs to begin from. Administrators change it on a page."""

from django.db import migrations

from sustaining.common.migrations import Migration as BatchedMigration

STEPS = [
    {
        "title": "Welcome call with the school",
        "guidance": "Introduce the hub and the Specialist, say what the year asks of the school, and agree who to ring.",
        "doer": "hub", "due_from": "enrolment", "due_days": 14,
    },
    {
        "title": "Advocate signed in",
        "guidance": "The invitation is in the Advocate’s email. The hub can send it again from the school’s People page.",
        "doer": "advocate", "due_from": "enrolment", "due_days": 21, "fact": "advocate_signed_in",
    },
    {
        "title": "Headteacher has confirmed time for the work",
        "guidance": "Release for Work Group meetings and sessions, and time for the department to plan together.",
        "doer": "head", "due_from": "enrolment", "due_days": 28,
    },
    {
        "title": "Finance contact named",
        "guidance": "The person who makes the school’s claims and gets the payment emails.",
        "doer": "advocate", "due_from": "enrolment", "due_days": 28, "fact": "finance_contact_named",
    },
    {
        "title": "Specialist assigned",
        "guidance": "",
        "doer": "hub", "due_from": "autumn_start", "due_days": 14, "fact": "specialist_assigned",
    },
    {
        "title": "In a Work Group",
        "guidance": "",
        "doer": "hub", "due_from": "autumn_start", "due_days": 21, "fact": "in_work_group",
    },
    {
        "title": "First session with the Specialist",
        "guidance": "Look at the department’s evidence together and agree a first aim.",
        "doer": "specialist", "due_from": "autumn_start", "due_days": 42, "fact": "session_1",
    },
    {
        "title": "Development plan agreed",
        "guidance": "The school shares its plan, and the Specialist agrees it.",
        "doer": "specialist", "due_from": "autumn_start", "due_days": 63, "fact": "plan_agreed",
    },
    {
        "title": "First Work Group meeting",
        "guidance": "",
        "doer": "advocate", "due_from": "autumn_end", "due_days": 7, "fact": "meeting_1",
    },
    {
        "title": "Plan reviewed in the autumn term",
        "guidance": "",
        "doer": "advocate", "due_from": "autumn_end", "due_days": 0, "fact": "reviewed_autumn",
    },
    {
        "title": "Mid-year call with the headteacher",
        "guidance": "What has changed in classrooms, what the school needs, and whether the grant is being used.",
        "doer": "hub", "due_from": "spring_start", "due_days": 28,
    },
    {
        "title": "First claim submitted",
        "guidance": "",
        "doer": "finance", "due_from": "spring_end", "due_days": 14, "fact": "claim_submitted",
    },
    {
        "title": "Plan reviewed in the spring term",
        "guidance": "",
        "doer": "advocate", "due_from": "spring_end", "due_days": 0, "fact": "reviewed_spring",
    },
    {
        "title": "Next year discussed with the headteacher",
        "guidance": "Whether the school continues, who its Advocates will be, and what the department works on.",
        "doer": "hub", "due_from": "summer_start", "due_days": 28,
    },
    {
        "title": "Year evaluated",
        "guidance": "The department’s evaluation of the year, for the hub and the governors.",
        "doer": "advocate", "due_from": "summer_end", "due_days": 14, "fact": "year_evaluated",
    },
    {
        "title": "Completion confirmed with the school",
        "guidance": "Thank the school, confirm what it has achieved and what remains of the grant.",
        "doer": "hub", "due_from": "step", "due_days": 7, "due_step": "Year evaluated", "needs": "Year evaluated",
    },
]  # fmt: skip


def add_default(apps, schema_editor):
    checklists, steps = apps.get_model("casework", "Checklist"), apps.get_model("casework", "ChecklistStep")
    if checklists.objects.filter(hub=None).exists():
        return
    default = checklists.objects.create(hub=None, academic_year=None, state="in_use")
    by_title = {}
    for position, values in enumerate(STEPS, start=1):
        others = {name: by_title[values[name]] for name in ("needs", "due_step") if name in values}
        by_title[values["title"]] = steps.objects.create(
            checklist=default, position=position, **{**values, **others}
        )


class Migration(BatchedMigration):
    dependencies = [("casework", "0005_hubs_keep_a_checklist_a_year")]
    operations = [migrations.RunPython(add_default, migrations.RunPython.noop)]
