"""The library: documents of the cooperative and its groups, who may read them, their versions."""

from fedicoop.library.models import Audience, Category, Paper, PaperElsewhere, Version

__all__ = ["Audience", "Category", "Paper", "PaperElsewhere", "Version"]
