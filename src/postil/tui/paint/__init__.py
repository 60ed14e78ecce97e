"""Pure drawing: a session in, rows of runs out. Nothing here knows Textual or writes to a terminal."""
