"""The coding session as a state machine without a terminal."""
