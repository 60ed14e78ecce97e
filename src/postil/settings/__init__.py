"""Where things are on this machine and what the user prefers."""
