"""What happens to documents: taken in, added, changed, given a new version, put away."""

from fedicoop.library.service.departing import forget_departed, prune
from fedicoop.library.service.drafts import PaperDraft, VersionDraft
from fedicoop.library.service.elsewhere import (
    MOST_OF_ONE,
    forget_elsewhere,
    miss_library,
    take_library,
)
from fedicoop.library.service.keeping import (
    add,
    add_version,
    archive,
    change,
    delete,
    remove_version,
    restore,
)
from fedicoop.library.service.shelving import add_category, change_category, remove_category
from fedicoop.library.service.taking_in import Prepared, prepare

__all__ = [
    "MOST_OF_ONE",
    "PaperDraft",
    "Prepared",
    "VersionDraft",
    "add",
    "add_category",
    "add_version",
    "archive",
    "change",
    "change_category",
    "delete",
    "forget_departed",
    "forget_elsewhere",
    "miss_library",
    "prepare",
    "prune",
    "remove_category",
    "remove_version",
    "restore",
    "take_library",
]
