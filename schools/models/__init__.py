"""Hubs, the register of schools, people in schools, projects and participations: everything else refers to them."""

from ..completion import CompletionCriteria
from ..gias.models import RegisterLoad
from ..notices import PrivacyNotice
from ..term_dates import TermDates
from .endings import Pause, Withdrawal
from .hub_history import AuthorityPeriod, FormerHubName
from .hub_merges import HubMerge
from .hubs import ENDS_AFTER_START, Hub, HubAuthority, HubStaff, HubStaffQuerySet
from .lead_schools import FormerLeadSchool
from .people import Advocate, PersonAtSchool, SchoolContact
from .projects import PARTICIPATION_MOVES, Participation, Project
from .register import School
from .uploads import RosterUpload

__all__ = [
    "ENDS_AFTER_START",
    "PARTICIPATION_MOVES",
    "Advocate",
    "AuthorityPeriod",
    "CompletionCriteria",
    "FormerHubName",
    "FormerLeadSchool",
    "Hub",
    "HubAuthority",
    "HubMerge",
    "HubStaff",
    "HubStaffQuerySet",
    "Participation",
    "Pause",
    "PersonAtSchool",
    "PrivacyNotice",
    "Project",
    "RegisterLoad",
    "RosterUpload",
    "School",
    "SchoolContact",
    "TermDates",
    "Withdrawal",
]
