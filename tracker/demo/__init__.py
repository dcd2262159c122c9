"""`make demo`: invented people, a mail sink and a summary. Nothing here runs unless DEMO is set."""
