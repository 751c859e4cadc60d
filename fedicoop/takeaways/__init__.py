"""A member's own data, taken along: what every room keeps of her, gathered into one file."""

from fedicoop.takeaways.models import Bringing, Deed, State, Takeaway

__all__ = ["Bringing", "Deed", "State", "Takeaway"]
