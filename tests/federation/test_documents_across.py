"""Documents between cooperatives: told by signed GET to who may read them, to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.accounts import service as accounts
from fedicoop.activitypub import signatures
from fedicoop.errors import FetchFailed
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from fedicoop.library import queries, service
from fedicoop.moderation import service as moderation
from tests.federation.between import asks, trusts
from tests.federation.telling import found, said_to_others
from tests.library.files import PDF
from tests.library.given import given_paper
from tests.strangers import Stranger

if TYPE_CHECKING:
    from fedicoop.activitypub.keys import Signer
    from fedicoop.instance import Instance
    from tests.network import Internet

CANARY = "canari-71f0"
COOP, NEIGHBOUR = "coop.example", "neighbour.example"
ADA = f"https://{COOP}/users/ada"


@pytest.fixture(autouse=True)
async def circle(coop: Instance, neighbour: Instance, internet: Internet) -> None:
    """Let the two cooperatives trust and follow each other; Ada runs the first."""
    async with coop.writing() as work:
        await accounts.admit(work, "ada", name="Ada", roles=["admin"])
    for one, other in ((coop, NEIGHBOUR), (neighbour, COOP)):
        await trusts(one, other)
        await asks(one, other)
    await internet.settle()


async def keeps(coop: Instance, audience: str, group: str = "") -> str:
    """Let Ada add a document; give its address."""
    async with coop.writing() as work:
        ada = await found(work, ADA)
        there = await groups.create(work, ada, group, GroupDraft(group)) if group else None
        paper = await given_paper(work, ada, CANARY, audience, there, summary=CANARY)
        return work.urls.paper(paper.id)


async def asked(
    coop: Instance, internet: Internet, uri: str, signer: Signer | None, accept: str = ""
) -> httpx2.Response:
    """Ask for an address, signed by somebody or by nobody."""
    signed = signatures.sign("GET", uri, b"", signer, coop.clock()) if signer else {}
    headers = {**signed, "Accept": accept or "application/activity+json"}
    async with httpx2.AsyncClient(transport=internet.servers[coop.urls.host]) as client:
        return await client.get(uri, headers=headers)


async def test_the_circle_reads_what_is_for_the_network_and_gets_its_file(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    uri = await keeps(coop, "network")
    signer = await neighbour.signer()
    document = await neighbour.client.get_document(uri, signer=signer)
    assert document["type"] == "Document"
    assert document["name"] == document["summary"] == CANARY
    assert document["to"] == [coop.urls.circle]
    assert document["attributedTo"] == coop.urls.cooperative
    file = await asked(coop, internet, document["url"], signer, "*/*")
    assert (file.status_code, file.content) == (200, PDF)
    assert file.headers["cache-control"] == "private, no-store"

    async with coop.writing() as work:
        await moderation.forget_host(work, None, NEIGHBOUR)
    with pytest.raises(FetchFailed) as refused:
        await neighbour.client.get_document(uri, signer=signer)
    assert refused.value.code == 404, "trust that is lost"
    assert (await asked(coop, internet, document["url"], signer, "*/*")).status_code == 404


@pytest.mark.parametrize("audience", ["network", "members", "board"])
async def test_who_is_outside_gets_nothing(
    coop: Instance, neighbour: Instance, internet: Internet, audience: str
) -> None:
    uri = await keeps(coop, audience)
    eve = Stranger(internet, "outside.example").person("eve")
    signers = [None, eve.signer] + ([] if audience == "network" else [await neighbour.signer()])
    for signer in signers:
        for part in ("", "/file", "/versions/1"):
            for accept in ("application/activity+json", "text/html"):
                answer = await asked(coop, internet, uri + part, signer, accept)
                assert answer.status_code == 404, (part, accept)
                assert CANARY not in answer.text
    assert CANARY.encode() not in said_to_others(internet), "nothing is announced"


async def test_what_is_for_everybody_is_told_to_everybody(
    coop: Instance, internet: Internet
) -> None:
    uri = await keeps(coop, "public")
    answer = await asked(coop, internet, uri, None)
    assert answer.status_code == 200
    assert answer.json()["url"] == f"{uri}/file"
    assert answer.headers["cache-control"].startswith("public")
    async with coop.writing() as work:
        ada, paper = await found(work, ADA), await queries.by_id(work, uri.rpartition("/")[2])
        assert paper is not None
        await service.archive(work, paper, ada)
    assert (await asked(coop, internet, uri, None)).status_code == 404
    assert (await asked(coop, internet, f"{uri[:-1]}x", None)).status_code == 404
    await internet.settle()
    assert CANARY.encode() not in said_to_others(internet)


async def test_a_member_of_a_group_who_lives_elsewhere_reads_its_documents(
    coop: Instance, internet: Internet
) -> None:
    uri = await keeps(coop, "group", "solaire")
    eve = Stranger(internet, "outside.example").person("eve")
    assert (await asked(coop, internet, uri, eve.signer)).status_code == 404
    async with coop.writing() as work:
        paper = await queries.by_id(work, uri.rpartition("/")[2])
        assert paper is not None
        assert paper.group is not None
        await groups.take_in(work, paper.group, await found(work, eve.uri), uri=f"{eve.uri}/join")
    answer = await asked(coop, internet, uri, eve.signer)
    assert answer.json()["to"] == [f"{coop.urls.base}/groups/solaire/members"]
    file = await asked(coop, internet, f"{uri}/file", eve.signer, "*/*")
    assert file.content == PDF


async def test_a_library_says_to_each_what_it_may_read(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    shown = await keeps(coop, "public")
    shared = await keeps(coop, "network")
    await keeps(coop, "members")
    uri = (await neighbour.client.get_document(coop.urls.instance_actor))["library"]
    eve = Stranger(internet, "outside.example").person("eve")
    readers = ((None, [shown]), (eve.signer, [shown]), (await neighbour.signer(), [shared, shown]))
    for signer, wanted in readers:
        whole = (await asked(coop, internet, uri, signer)).json()
        assert (whole["type"], whole["totalItems"]) == ("OrderedCollection", len(wanted))
        answer = await asked(coop, internet, whole["first"], signer)
        assert [each["id"] for each in answer.json()["orderedItems"]] == wanted
        assert answer.headers["cache-control"].startswith("private") is (signer is not None)


async def test_a_signature_that_does_not_hold_opens_nothing(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    uri = await keeps(coop, "network")
    other = await keeps(coop, "network")
    signed = signatures.sign("GET", uri, b"", await neighbour.signer(), coop.clock())
    async with httpx2.AsyncClient(transport=internet.servers[coop.urls.host]) as client:
        for part in ("", "/file"):
            headers = {**signed, "Accept": "application/activity+json"}
            answer = await client.get(f"{other}{part}", headers=headers)
            assert answer.status_code == 401
            assert CANARY not in answer.text
