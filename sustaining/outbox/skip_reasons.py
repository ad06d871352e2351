"""Why an email or a reminder was not sent: every reason, as its history and the list of emails show it.

Two places decide. Before a reminder is written, its `occasions` may yield it with `skip`, which is kept as a `Hold` of
kind SKIPPED (`actions.write_due_reminders`); only meetings do, so other reminders that do not apply leave no row. Once
written, an email is asked again as it goes (`delivery.py`) and marked MISSED. People hold or drop a reminder with a
sentence of their own.
"""

from __future__ import annotations

NOT_WANTED = "They have asked not to get emails of this kind."
"""Before writing and as it goes: the reader's choice (`optional.py`)."""
TOO_LATE = "It would have come too late."
"""As it goes: `use_until` has passed."""
NOT_TRUE = "What it says was no longer true when its turn came."
"""As it goes: the kind's `still_true` says no. The school may have withdrawn, the meeting moved, the claim been paid."""
ALREADY_INFORMED = "They were told of the date when this was due already."
"""Before writing: the invitation itself was sent after the reminder was due."""
OVERTAKEN = "Nothing could be sent when it was due; the next one goes instead."
"""Before writing: a later reminder of the same meeting is due as well."""
BEGUN = "Nothing could be sent before the meeting began."
"""Before writing: the meeting has begun."""
