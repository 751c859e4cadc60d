"""docs/settings.md, made from the settings themselves: ``python -m tests.house.settings_page``."""

from __future__ import annotations

from pathlib import Path

from fedicoop.config import settings_markdown

PAGE = Path(__file__).parent.parent.parent / "docs" / "settings.md"
_HEAD = """# Settings

<!-- Made from fedicoop/config/settings.py by ./run fix: change it there. -->

The settings of an instance are in `instance.toml`, in its folder:

```toml
host = "lille.example"
name = "Coopérative de Lille"
languages = ["fr", "en"]

[mail]
url = "smtps://bonjour@mail.lille.example"
```

Only `host` and `name` must be there. A setting `port` of `[server]` is written `server.port` below.

- **A mistake stops the start** and names the file, the key and the nearest known one.
- **Each setting is also an environment variable**, which wins: lists are written with commas,
  `FEDICOOP_LANGUAGES=fr,en`, tables as `a.test=127.0.0.2,b.test=127.0.0.3`.
- **Passwords never stand in `instance.toml`**, which people copy, show and keep in git; they are
  refused there. They belong into the environment, or into a file of `data/secrets` that has the
  setting's name and holds its whole value: `data/secrets/mail.url`.
- **Paths** start from the instance's folder.
- `./run config show instances/lille` prints every value and where it comes from.

"""


def text() -> str:
    """Give what the page should say."""
    return _HEAD + settings_markdown()


def write() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    write()
