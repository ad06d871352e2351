"""The mail that is sent, about as long as an invitation to a meeting."""

SUBJECT = "Meeting on Wed 4 Nov 2026, 4:00pm: developing mathematical thinking"
LINE = "The Work Group meets at Castle Vale School. What to bring: one lesson that you planned together."
TEXT = f"{LINE}\n" * 12
HTML = f"<html><body><h1>{SUBJECT}</h1>{f'<p>{LINE}</p>' * 40}</body></html>"
