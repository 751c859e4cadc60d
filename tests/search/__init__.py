"""Finding by words: what is found, and what never is."""
