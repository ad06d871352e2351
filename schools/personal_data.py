"""What hubs, posts and schools’ years hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import LONG, holds

from .models import (
    Advocate,
    FormerHubName,
    FormerLeadSchool,
    Hub,
    HubMerge,
    HubStaff,
    Participation,
    Pause,
    PrivacyNotice,
    RegisterLoad,
    RosterUpload,
    SchoolContact,
    Withdrawal,
)

POST = "To know who does what in the programme, and what they may see and do."
POST_STAYS = "Without the name, once the account has been cleared."
YEAR = "The record of a school’s year, and who decided about it."
YEAR_STAYS = "The record of the programme’s years stays; the name goes with the account."

holds(HubStaff, "Posts at hubs", why=POST, stays=POST_STAYS, whole_for=("user",))
holds(Advocate, "Posts as Mastery Advocate", why=POST, stays=POST_STAYS, whole_for=("user",))
holds(
    SchoolContact,
    "Posts as a school’s contact",
    why=POST,
    clears=("contacts",),
    stays=POST_STAYS,
    whole_for=("user",),
    names=("own_name",),
)
holds(Participation, "Schools’ years", why=YEAR, stays=YEAR_STAYS)
holds(Pause, "Years that were paused", why=YEAR, stays=YEAR_STAYS)
holds(Withdrawal, "Schools that withdrew", why=YEAR, stays=YEAR_STAYS, mentions=("ended",))
holds(Hub, "Hubs", why="So that schools can write to their hub.", stays="While the hub exists.")
holds(HubMerge, "Hubs that were merged", why=YEAR, stays=YEAR_STAYS, mentions=("passed_on",))
holds(FormerHubName, "Former names of hubs", why=YEAR, stays=YEAR_STAYS)
holds(FormerLeadSchool, "Former lead schools of hubs", why=YEAR, stays=YEAR_STAYS)
holds(PrivacyNotice, "Privacy notices", why="To know what people were emailed, and when.", stays=YEAR_STAYS)
holds(
    RegisterLoad,
    "Imports of the register of schools",
    why="To know where a school’s data comes from.",
    stays=YEAR_STAYS,
    mentions=("report", "changes"),
)
holds(
    RosterUpload,
    "Lists of Advocates that were uploaded",
    why="To check a list before it is saved.",
    stays=f"The rows a day; that a list was uploaded, {LONG}.",
    mentions=("rows",),
)
