"""The default grant conditions, used until a hub writes its own."""

CONDITIONS = """\
The grant is towards the cost of releasing teachers for Secondary Teaching for Mastery – Sustaining, and for nothing else.
Claim only for teachers who were released on the day, and only what the release cost the school.
Keep the records of each release (cover, supply invoices, who took part) for six years and the current one.
The hub’s lead school may ask to see those records. Money that was not spent as claimed is paid back.
A claim that comes after the window has closed may not be paid."""
"""One condition to a line."""
