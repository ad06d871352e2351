"""Events of schools and their people, which other apps handle."""

from __future__ import annotations

from sustaining.common.events import declare

declare("schools.enrolled", "A school takes part in a project: what its year needs is opened.", subject="participation")
declare(
    "schools.past_year_recorded",
    "A school took part in a year that is over, before its hub used the site: its grant is known, and closed.",
    subject="participation",
)
declare(
    "schools.proposed", "A year is proposed to a school: what goes on from the year before.", subject="participation"
)
declare(
    "schools.project_rolled",
    "A project is rolled forward to next year as `copy`: what apps keep about it is copied too.",
    subject="project",
    extra=("copy",),
)
declare(
    "schools.succeeded",
    "A closed school goes on as `successor`: each app moves its rows. A handler raises `CannotFollow` to refuse.",
    subject="school",
    extra=("successor",),
)
declare(
    "schools.advocate_joined",
    "Someone becomes an Advocate of a school apart from an enrolment: they are brought into what is going on there.",
    subject="advocate",
)
