"""The agenda: what happens near or far, as a list, month by month, and on a map."""
