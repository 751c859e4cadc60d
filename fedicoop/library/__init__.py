"""The library: documents of the cooperative and its groups, who may read them, their versions."""

from fedicoop.library.models import Audience, Category, Paper, Version

__all__ = ["Audience", "Category", "Paper", "Version"]
