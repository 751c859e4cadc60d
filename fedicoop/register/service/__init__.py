"""What happens with the register: files taken over, people invited or sent a code, accounts."""

from fedicoop.register.service.activating import AccountDraft, activate, suggest
from fedicoop.register.service.exporting import HEAD, csv_lines, rows
from fedicoop.register.service.importing import MOST_SHOWN, PIECE, Report, look, take_over
from fedicoop.register.service.inviting import AT_ONCE, answer, link, send_again, send_due
from fedicoop.register.service.planning import Fate, Outcome
from fedicoop.register.service.printing import MOST_CARDS, Card, card_lines, print_cards

__all__ = [
    "AT_ONCE",
    "HEAD",
    "MOST_CARDS",
    "MOST_SHOWN",
    "PIECE",
    "AccountDraft",
    "Card",
    "Fate",
    "Outcome",
    "Report",
    "activate",
    "answer",
    "card_lines",
    "csv_lines",
    "link",
    "look",
    "print_cards",
    "rows",
    "send_again",
    "send_due",
    "suggest",
    "take_over",
]
