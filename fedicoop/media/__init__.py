"""Pictures: taking them in safely, keeping them on disk, letting them go."""

from fedicoop.media.models import Discarded, File

__all__ = ["Discarded", "File"]
