"""Text: what may be drawn, how wide it is, where it breaks. Standard library only."""
