"""Help, the public pages about the programme, and the gallery of emails."""
