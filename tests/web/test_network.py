"""The page of the network, its counts, the agenda in a frame and as a feed."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.events import queries as happening
from fedicoop.events import service as events
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from fedicoop.network.cooperatives import HUES, hue_of, hues_of
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.events.given import a_draft
from tests.federation.between import announces, asks, calls_off, trusts
from tests.federation.telling import Member
from tests.web.browser import words

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser

COOP, NEIGHBOUR = "coop.example", "neighbour.example"
STYLE = Path(__file__).parents[2] / "fedicoop" / "web" / "static" / "fedicoop.css"


@pytest.fixture
async def ben(neighbour: Instance) -> Member:
    """Give a member of the neighbour's."""
    return await Member(neighbour, "ben").arrives()


@pytest.fixture
async def together(coop: Instance, neighbour: Instance, ben: Member, internet: Internet) -> None:
    """Let ours follow the neighbour, and both announce and say something."""
    await trusts(neighbour, COOP)
    await trusts(coop, NEIGHBOUR)
    await asks(coop, NEIGHBOUR)
    await internet.settle()
    carla = await Member(coop, "carla").arrives()
    await announces(carla, "Chez nous")
    await announces(ben, "Chez eux")
    async with neighbour.writing() as work:
        lea = (await accounts.admit(work, "lea", name="Léa")).actor
        group = await groups.create(work, lea, "solaire", GroupDraft(name="Solaire du Sud"))
        await writing.publish(work, lea, NoteDraft("Les panneaux sont là", group=group))
        await events.announce(work, lea, a_draft(title="Visite du toit"), group.actor)
    await internet.settle()


async def get(coop: Instance, internet: Internet, path: str, **headers: str) -> httpx2.Response:
    """Ask as another site would: without cookies."""
    async with httpx2.AsyncClient(transport=internet.servers[coop.urls.host]) as client:
        return await client.get(f"{coop.urls.base}{path}", headers=headers)


@pytest.mark.usefixtures("together")
async def test_the_page_shows_what_happens_in_all_cooperatives(visitor: Browser) -> None:
    page = await visitor.get("/network")
    said = words(page)
    for part in ("Chez nous", "Chez eux", "Visite du toit", "Solaire du Sud", "panneaux sont là"):
        assert part in said
    for name in ("Coopérative coop.example", "Coopérative neighbour.example"):
        assert name in said, "a colour never stands alone"
    assert f"hue-{hues_of([COOP, NEIGHBOUR])[NEIGHBOUR]}" in page.text
    assert 'class="spot hue-' in page.text, "there are dots on the map"
    assert "/@solaire@neighbour.example/elsewhere" in page.text


@pytest.mark.usefixtures("together")
async def test_the_page_is_cut_to_the_cooperatives_that_are_chosen(visitor: Browser) -> None:
    said = words(await visitor.get(f"/network?server={NEIGHBOUR}"))
    assert "Chez eux" in said
    assert "Chez nous" not in said
    assert "Chez nous" in words(await visitor.get("/network?server=nowhere.example"))


async def test_an_empty_network_says_so(visitor: Browser) -> None:
    page = await visitor.get("/network")
    assert page.status_code == 200
    assert "<fieldset" not in page.text, "there is nothing to choose from"


@pytest.mark.usefixtures("together")
async def test_what_is_for_the_network_is_shown_to_members_only(
    at_home: Browser, visitor: Browser, ben: Member, internet: Internet
) -> None:
    await ben.writes("Entre coopératives", "network")
    await announces(ben, "Assemblée du réseau", visibility="network")
    await announces(ben, "Discret", visibility="unlisted")
    await internet.settle()
    inside, outside = words(await at_home.get("/network")), words(await visitor.get("/network"))
    for part in ("Entre coopératives", "Assemblée du réseau"):
        assert part in inside
        assert part not in outside
    assert "Discret" not in inside + outside


@pytest.mark.usefixtures("together")
async def test_counts_by_month_and_cooperative_are_drawn_tabulated_and_filed(
    visitor: Browser, coop: Instance, internet: Internet, ben: Member
) -> None:
    gone = await announces(ben, "Annulé")
    await internet.settle()
    await calls_off(ben, gone)
    await internet.settle()
    answer = await get(coop, internet, "/network/counts.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    found = {(row["month"], row["server"]): int(row["events"]) for row in rows}
    assert len(rows) == 2 * 12
    assert found["2026-12", COOP] == 1
    assert found["2026-12", NEIGHBOUR] == 2
    assert sum(found.values()) == 3
    page = (await visitor.get("/network")).text
    assert len(re.findall(r"<rect ", page)) == 2, "one bar of two parts"
    assert "<title>" in page
    assert 'href="/network/counts"' in page
    table = words(await visitor.get("/network/counts"))
    for name in ("Coopérative coop.example", "Coopérative neighbour.example"):
        assert name in table
    assert "Total" in table
    only = await get(coop, internet, f"/network/counts.csv?server={COOP}")
    assert NEIGHBOUR not in only.text


async def test_a_name_is_no_formula_in_a_spreadsheet(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await trusts(neighbour, COOP)
    async with neighbour.writing() as work:
        (await actors.instance_actor(work)).name = '=HYPERLINK("https://evil.example")'
    await asks(coop, NEIGHBOUR)
    await internet.settle()
    answer = await get(coop, internet, "/network/counts.csv")
    names = {row[1] for row in csv.reader(io.StringIO(answer.text))}
    assert '\'=HYPERLINK("https://evil.example")' in names


@pytest.mark.usefixtures("together")
async def test_the_agenda_stands_in_a_frame_of_any_site_and_nothing_else_does(
    coop: Instance, internet: Internet
) -> None:
    frame = await get(coop, internet, "/embed/agenda?lang=en")
    assert frame.status_code == 200
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert "form-action 'none'" in frame.headers["content-security-policy"]
    assert "x-frame-options" not in frame.headers
    assert "set-cookie" not in frame.headers
    assert not re.search(r"<(form|script|input|button)", frame.text)
    assert "Chez eux" in frame.text
    assert 'target="_blank"' in frame.text
    for path in ("/network", "/", "/login", "/nowhere"):
        other = await get(coop, internet, path)
        assert other.headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in other.headers["content-security-policy"]


@pytest.mark.usefixtures("together")
async def test_the_feed_is_open_to_every_site_and_says_public_events_only(
    coop: Instance, internet: Internet, ben: Member
) -> None:
    await announces(ben, "Entre nous", visibility="network")
    await internet.settle()
    answer = await get(coop, internet, "/agenda.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {item["title"] for item in feed["items"]} == {"Chez nous", "Chez eux", "Visite du toit"}
    mine = next(item for item in feed["items"] if item["title"] == "Chez nous")
    assert mine["_event"]["start"] == "2026-12-03T18:30:00+01:00"
    assert mine["_event"]["end"] == "2026-12-03T20:30:00+01:00"
    assert mine["_event"]["place"]["town"] == "Lille"
    assert mine["_event"]["server"] == COOP
    again = await get(coop, internet, "/agenda.json", **{"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    one = await get(coop, internet, f"/agenda.json?limit=1&server={NEIGHBOUR}&limit=x")
    assert all(item["_event"]["server"] == NEIGHBOUR for item in one.json()["items"])
    for limit in ("0", "99999", "-1", "abc", "²"):
        assert (await get(coop, internet, f"/agenda.json?limit={limit}")).status_code == 200


def test_a_cooperative_keeps_its_colour_wherever_it_is_seen() -> None:
    assert hue_of("Coop.Example") == hue_of("coop.example:443")
    assert {hue_of(f"coop{number}.example") for number in range(200)} == set(range(HUES))


def test_two_cooperatives_have_one_colour_only_when_there_are_too_many() -> None:
    hosts = [f"coop{number}.example" for number in range(HUES)]
    assert set(hues_of(hosts).values()) == set(range(HUES))
    assert hues_of(hosts) == hues_of(reversed(hosts))
    assert len(hues_of([*hosts, "more.example"])) == HUES + 1


def test_every_colour_is_legible_under_white_letters() -> None:
    """WCAG AA: 4.5 to 1."""
    found = re.findall(r"\.hue-(\d+) \{ background: #([0-9a-f]{6})", STYLE.read_text("utf-8"))
    assert [int(number) for number, _ in found] == list(range(HUES))
    for _, colour in found:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5, colour


@pytest.mark.usefixtures("together")
async def test_no_page_or_feed_for_everybody_says_what_is_for_the_network(
    coop: Instance, internet: Internet, ben: Member
) -> None:
    """Ours, and what the neighbour told us."""
    canary = "canari-5c1e"
    carla = Member(coop, "carla")
    for member in (carla, ben):
        await member.writes(f"Entre nous {canary} #reseau", "network")
        await announces(member, f"Entre nous {canary}", visibility="network", tags=("reseau",))
    await internet.settle()
    async with coop.reading() as work:
        dates = await happening.upcoming(work, await actors.cooperative(work), limit=100)
        hidden = [each.id for each in dates.items if canary in each.post.name]
    assert len(hidden) == 2
    pages = ["/", "/network", "/embed/agenda", "/agenda.json", "/network/counts.csv", "/agenda"]
    pages += ["/agenda.atom", "/agenda.ics", "/agenda?view=month", "/agenda?view=map"]
    pages += ["/@carla", "/@carla.atom", "/@carla.ics", "/@ben@neighbour.example", "/tags/reseau"]
    pages += [f"/events/{ident}{end}" for ident in hidden for end in ("", ".ics", "/attendees")]
    pages += [f"/notes/{ident}" for ident in hidden]
    for path in pages:
        answer = await get(coop, internet, path)
        assert answer.status_code in {200, 303, 401, 404}, path
        assert canary not in answer.text, path
