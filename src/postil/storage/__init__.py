"""The study file: the only room that reads and writes studies on disk."""
