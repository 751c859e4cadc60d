"""The site on a telephone's screen: its manifest, sharing to it, and the page without a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.browser import words

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def test_a_telephone_reads_how_the_site_is_called_and_looks(visitor: Browser) -> None:
    page = await visitor.get("/about")
    assert 'href="/manifest.webmanifest"' in page.text

    answer = await visitor.get("/manifest.webmanifest")

    assert answer.headers["content-type"] == "application/manifest+json"
    found = answer.json()
    assert found["name"] == "Coopérative coop.example"
    assert found["lang"] == visitor.language
    assert found["start_url"] == "/home"
    assert found["theme_color"] in page.text
    style = re.search(r"/static/style\.\w+\.css", page.text)
    assert style is not None
    assert f"--paper: {found['background_color']}" in (await visitor.get(style[0])).text
    assert [each["name"] for each in found["shortcuts"]] == [
        visitor.say("Agenda"),
        visitor.say("Groups"),
    ]
    assert (await visitor.get(found["icons"][0]["src"])).status_code == 200


async def test_a_long_name_is_not_cut_in_the_middle(opened: Opener, coop: Instance) -> None:
    coop.config.__dict__["name"] = "Coopérative " * 5
    found = (await opened(coop).get("/manifest.webmanifest")).json()
    assert found["short_name"] == "coop.example"


async def test_what_is_shared_begins_a_message(at_home: Browser, opened: Opener) -> None:
    way = "/share?title=Le+vent&text=Le+vent&url=https%3A%2F%2Fvent.example%2F%3Fa%3D1"
    answer = await at_home.get(way)
    assert answer.status_code == 303
    page = await at_home.get(answer.headers["location"])
    typed = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page.text)
    assert typed is not None
    assert typed[1].split() == ["Le", "vent", "https://vent.example/?a=1"]
    assert (await at_home.get("/share")).status_code == 303
    assert (await opened(at_home.instance).get(way)).status_code in {303, 401}


async def test_only_the_page_without_a_network_is_kept(visitor: Browser) -> None:
    script = await visitor.get("/worker.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["cache-control"] == "no-cache"
    listed = re.search(r"FILES = (\[.*\]);", script.text)
    assert listed is not None
    files = re.findall(r'"([^"]+)"', listed[1])
    assert files[0] == "/offline"
    for each in files:
        assert (await visitor.get(each)).status_code == 200
    assert visitor.say("No network") in words(await visitor.get("/offline"))
