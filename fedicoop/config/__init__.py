"""instance.toml, data/secrets and the environment, read once into frozen settings.

A mistake names itself: the file or variable, the key, and what would be right.
"""

from __future__ import annotations

from fedicoop.config.describing import described, settings_markdown
from fedicoop.config.reading import load
from fedicoop.config.settings import (
    SECTIONS,
    Config,
    ConfigError,
    DatabaseSettings,
    Development,
    Federation,
    Limits,
    Mail,
    Server,
)

__all__ = [
    "SECTIONS",
    "Config",
    "ConfigError",
    "DatabaseSettings",
    "Development",
    "Federation",
    "Limits",
    "Mail",
    "Server",
    "described",
    "load",
    "settings_markdown",
]
