"""A browser without a window: keeps cookies, sends forms with the token that the page gave it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import httpx2

from fedicoop.accounts import passwords
from fedicoop.accounts import service as accounts
from fedicoop.web.i18n import Language

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance

_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
_TAGS = re.compile(r"<(script|style).*?</\1>|<[^>]+>", re.DOTALL)
PASSWORD = "sept chats sous la table"
EVERY_LANGUAGE = ("fr", "en")


class Browser:
    """One visitor or member at one instance."""

    def __init__(
        self, instance: Instance, transport: httpx2.AsyncBaseTransport, language: str = "fr"
    ) -> None:
        """Open a browser that asks for pages in a language."""
        self.instance = instance
        self.language = language
        self.client = httpx2.AsyncClient(
            transport=transport,
            base_url=instance.urls.base,
            headers={
                "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
                "Accept-Language": language,
                "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/130.0",
            },
        )

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        """Open a page; names of headers are written with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(path, headers=named)

    async def send(
        self, path: str, fields: dict[str, Any] | None = None, *, at: str = "/about", **more: Any
    ) -> httpx2.Response:
        """Send a form as the page ``at`` would, with a fresh token; ``files`` may be given."""
        token = await self.token(at)
        data = {"csrf": token, **(fields or {})}
        headers = {"Sec-Fetch-Site": "same-origin"}
        return await self.client.post(path, data=data, headers=headers, **more)

    async def token(self, at: str = "/about") -> str:
        """Read the token that a page gives to its forms."""
        found = _TOKEN.search((await self.get(at)).text)
        assert found, f"{at} has no form"
        return found[1]

    async def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in by password, and insist that it works."""
        answer = await self.send("/login", {"login": username, "password": password}, at="/login")
        assert answer.status_code == 303, answer.text

    def say(self, english: str, **values: object) -> str:
        """Give a text in this browser's language, as the page shows it."""
        said = Language(self.language).gettext(english)
        return said % values if values else said


def markup(answer: httpx2.Response) -> str:
    """Give the HTML of a page with single spaces, however its templates are laid out."""
    return " ".join(answer.text.split())


def words(answer: httpx2.Response) -> str:
    """Give what a page says, without its tags."""
    return re.sub(r"[ \t\r\n]+", " ", unescape(_TAGS.sub(" ", answer.text))).strip()


async def given_account(instance: Instance, username: str, **more: Any) -> Member:
    """Admit a member who signs in with PASSWORD."""
    hashed = await passwords.hash(more.pop("password", PASSWORD))
    async with instance.writing() as work:
        return await accounts.admit(
            work,
            username,
            name=more.pop("name", username.capitalize()),
            email=more.pop("email", f"{username}@mail.example"),
            password_hash=hashed,
            **more,
        )
