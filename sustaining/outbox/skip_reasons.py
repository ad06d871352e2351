"""Why an email or a reminder was not sent: the reasons, as its history and the list of emails show them.

1. It does not apply: each app's `reminders.py` decides (`sustaining/workgroups/reminders.py` for meetings). Most such
   reminders leave no row: the person sent apologies, has answered, or their account is closed.
2. It applies and is skipped before it is written: `skip_reason` in `sustaining/workgroups/reminders.py`. Kept as a `Hold`
   of kind SKIPPED. People hold or drop a reminder the same way, with a sentence of their own.
3. It is due outside its hub's sending hours: it waits (`ReminderSchedule.is_open`), and is written when they begin.
4. It is written, and asked again as it goes: `_skip_reason` in `delivery.py`. The email is marked MISSED.
5. It was sent, and the server refused it or it came back: FAILED or BOUNCED, with the server's own words (`last_answer`).
"""

from __future__ import annotations

NOT_WANTED = "They have chosen not to get emails of this kind."
"""Before writing and as it goes: the reader's choice (`optional.py`)."""
RESTRICTED = "The use of their data is restricted, so only emails about their account are sent."
"""As it goes: the reader asked that their data is kept and not used (`accounts.User.restricted_on`)."""
TOO_LATE = "It would have arrived too late."
"""As it goes: `use_until` has passed."""
NOT_TRUE = "It was out of date by the time it was due."
"""As it goes: the kind's `still_true` says no. The school may have withdrawn, the meeting moved, the claim been paid."""
ALREADY_INFORMED = "They were emailed the date after this was due."
"""Before writing: the invitation itself was sent after the reminder was due."""
OVERTAKEN = "Nothing could be sent when it was due, so the next one was sent instead."
"""Before writing: a later reminder of the same meeting is due as well."""
BEGUN = "Nothing could be sent before the meeting started."
"""Before writing: the meeting has begun."""
