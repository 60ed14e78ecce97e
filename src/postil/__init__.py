"""Postil: code interview transcripts by the Framework Method, at the keyboard, in a terminal."""

__version__ = "0.1.0"
