"""The commands, one thin file each. Invariant: a module here is imported when its command is asked for, not before."""
