"""What happens with the register: a file is taken over, people are invited, accounts come to be."""

from fedicoop.register.service.activating import AccountDraft, activate, suggest
from fedicoop.register.service.exporting import HEAD, csv_lines, rows
from fedicoop.register.service.importing import MOST_SHOWN, PIECE, Report, look, take_over
from fedicoop.register.service.inviting import AT_ONCE, answer, link, send_again, send_due
from fedicoop.register.service.planning import Fate, Outcome

__all__ = [
    "AT_ONCE",
    "HEAD",
    "MOST_SHOWN",
    "PIECE",
    "AccountDraft",
    "Fate",
    "Outcome",
    "Report",
    "activate",
    "answer",
    "csv_lines",
    "link",
    "look",
    "rows",
    "send_again",
    "send_due",
    "suggest",
    "take_over",
]
