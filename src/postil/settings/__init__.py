"""The user's own settings: where they are, what they may say. Read only; the program never writes them."""
