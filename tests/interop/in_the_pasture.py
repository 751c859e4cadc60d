"""Run in the environment of fediverse-pasture and bovine: serve its actors, or ask as one of them.

Usage: in_the_pasture.py serve DOMAIN PORT, or in_the_pasture.py ask with JSON on standard input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from importlib import import_module
from typing import Any


def serve(domain: str, port: int) -> None:
    """Serve the six actors; their own command would listen on every address of the machine."""
    verifying = import_module("fediverse_pasture.verify_actor")
    app = verifying.build_app(only_generate_config=False, domain=domain, https=False, timeout=20)
    app.run(host="127.0.0.1", port=port)


async def ask(given: dict[str, Any]) -> dict[str, Any]:
    """Send one signed request as bovine signs it; digests carry sha-256= in lower case."""
    aiohttp = import_module("aiohttp")
    clients = import_module("bovine.clients.signed_http")
    async with aiohttp.ClientSession() as session:
        client = clients.SignedHttpClient(session, given["key"], given["secret"])
        if given["method"] == "GET":
            answer = await client.get(given["url"])
        else:
            answer = await client.post(given["url"], given["body"])
        kind = answer.headers.get("content-type", "")
        return {"status": answer.status, "type": kind, "text": await answer.text()}


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], int(sys.argv[3]))
    else:
        print(json.dumps(asyncio.run(ask(json.load(sys.stdin)))))
