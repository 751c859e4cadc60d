"""A mail server for tests, on this machine: it says what it is told to and keeps what it gets."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass
class PostOffice:
    """Answers each command as RFC 5321 asks, or with what ``answers`` has for its first word."""

    answers: dict[str, str] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talk with one client."""
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode(errors="replace").strip():
            word = line.partition(" ")[0].upper()
            self.commands.append(line)
            answer = self.answers.get(word, {"DATA": "354 go on", "QUIT": "221 bye"}.get(word))
            writer.write(f"{answer or '250 yes'}\r\n".encode())
            if word == "DATA" and (answer or "").startswith("354"):
                letter = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(letter.decode())
                writer.write(b"250 taken\r\n")
            if word == "QUIT":
                break
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def post_office(**answers: str) -> AsyncIterator[PostOffice]:
    """Open a post office on a free port of this machine."""
    office = PostOffice({word.upper(): answer for word, answer in answers.items()})
    server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()
