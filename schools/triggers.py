"""Triggers on the tables of schools and hubs."""

import pgtrigger

from sustaining.accounts.models import log_role_change

POSTS_ARE_LOGGED = log_role_change(
    "posts_are_logged",
    user="NEW.user_id",
    detail="NEW.role || ' of hub ' || NEW.hub_id || COALESCE(' until ' || NEW.ends_on, '')",
    operation=pgtrigger.Insert | pgtrigger.Update,
)
