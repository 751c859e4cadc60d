"""Finding by words whatever the reader may see, and nothing else."""

from fedicoop.search.asking import Question
from fedicoop.search.kinds import Kind, Narrowed

__all__ = ["Kind", "Narrowed", "Question"]
