"""The network: which servers tell each other what happens, and the circle of those we trust."""
