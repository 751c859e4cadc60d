"""Events, room by room and between servers."""
