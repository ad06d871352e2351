"""What emails and links hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import Email, Hold, Link, MailChoice

holds(
    Email,
    "Emails that the site wrote",
    why="To show what was sent, and when.",
    clears=("mail",),
    whole_for=("user",),
    mentions=("html", "calendar"),
    secrets=("placeholders", "message_id", "provider_id"),
)
holds(Hold, "Emails that were held back", why="To know why an email was not sent.", stays="With the email’s occasion.")
holds(
    Link,
    "Links that work without signing in",
    why="To know which links work, and to end them.",
    clears=("links",),
    whole_for=("user",),
    mentions=("payload",),
    secrets=("token_hash",),
)
holds(
    MailChoice,
    "Choices about emails",
    why="To send you the emails that you want.",
    clears=("mail choices",),
    stays="While you have an account.",
    whole_for=("user",),
)
