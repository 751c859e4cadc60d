"""Documents taken in, given versions, put away, deleted; what is left when people go."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid, Refused, TooMany, Unavailable
from fedicoop.library import documents, queries, service, storage
from fedicoop.library.service import PaperDraft, VersionDraft
from fedicoop.media import policy as pictures
from tests.groups.given import given_account, given_group, given_person
from tests.library import files
from tests.library.given import a_file, given_paper

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.config import Config
    from fedicoop.library import Category, Paper
    from fedicoop.work import Work


@pytest.fixture
async def ada(work: Work) -> Actor:
    """Give who runs the site."""
    return await given_person(work, "ada", "admin")


async def refused(work: Work, by: Actor, draft: PaperDraft, given: VersionDraft) -> dict[str, str]:
    """Add a document that does not hold; give what is wrong."""
    with pytest.raises(Invalid) as error:
        await service.add(work, by, draft, given)
    return error.value.fields


def on_disk(config: Config) -> list[str]:
    """Give the names of the files that are kept."""
    return sorted(path.name for path in storage.folder(config).rglob("*") if path.is_file())


async def test_a_document_is_kept_with_its_file(work: Work, ada: Actor) -> None:
    draft = PaperDraft("  Procès-verbal ", tags="AG, #ag; budget", dated="2026-11-03")
    paper = await service.add(work, ada, draft, VersionDraft(a_file(), note="Adopté"))
    version = await queries.newest_version(work, paper)
    assert (paper.title, paper.tags, paper.dated.isoformat()) == (
        "Procès-verbal",
        ["AG", "budget"],
        "2026-11-03",
    )
    assert (version.number, version.name, version.note, version.pages) == (
        1,
        "statuts.pdf",
        "Adopté",
        1,
    )
    assert on_disk(work.config) == [version.stored]
    path = storage.path_of(work.config, version.stored or "")
    assert path is not None
    assert path.read_bytes() == files.PDF


async def test_what_does_not_hold_is_said_field_by_field(work: Work, ada: Actor) -> None:
    wrong = PaperDraft(" ", "group", "x" * 601, "nowhere", "x" * 41, "hier")
    found = await refused(work, ada, wrong, VersionDraft(a_file()))
    assert set(found) == {"title", "summary", "tags", "dated", "audience", "category"}
    many = ", ".join(str(number) for number in range(11))
    found = await refused(work, ada, PaperDraft("x" * 201, tags=many), VersionDraft(a_file()))
    assert set(found) == {"title", "tags"}
    for dated in ("1066-10-14", "2999-01-01"):
        assert set(await refused(work, ada, PaperDraft("x", dated=dated), VersionDraft(a_file())))
    found = await refused(work, ada, PaperDraft("x", "college", college="nobles"), VersionDraft())
    assert set(found) == {"college"}
    assert on_disk(work.config) == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (VersionDraft(), "file"),
        (VersionDraft(link="javascript:alert(1)"), "link"),
        (VersionDraft(link="https://ok.example/" + "x" * 2000), "link"),
        (VersionDraft(a_file(), "https://ok.example/"), "link"),
        (VersionDraft(a_file(), note="x" * 301), "note"),
    ],
)
async def test_a_version_is_a_file_or_a_link(
    work: Work, ada: Actor, given: VersionDraft, fault: str
) -> None:
    assert list(await refused(work, ada, PaperDraft("Statuts"), given)) == [fault]


async def test_versions_stay_and_each_can_be_had(work: Work, ada: Actor) -> None:
    paper = await given_paper(work, ada, link="https://pad.example/1")
    with pytest.raises(Invalid):
        await service.add_version(work, paper, ada, VersionDraft(link="https://pad.example/1"))
    await service.add_version(work, paper, ada, VersionDraft(a_file(), note="Signé"))
    rows = await queries.versions_of(work, paper)
    assert [(row.number, bool(row.link), row.note) for row in rows] == [
        (2, False, "Signé"),
        (1, True, ""),
    ]
    assert await queries.version(work, paper, 3) is None
    assert paper.number == 2


async def test_only_who_may_adds_and_changes(work: Work, ada: Actor) -> None:
    bob = await given_person(work, "bob")
    group = await given_group(work, ada, "vent")
    paper = await given_paper(work, ada)
    for where in (None, group):
        with pytest.raises(Refused):
            await service.add(work, bob, PaperDraft("x"), VersionDraft(a_file()), where)
    with pytest.raises(Refused):
        await service.change(work, paper, bob, PaperDraft("x"))
    with pytest.raises(Refused):
        await service.add_version(work, paper, bob, VersionDraft(a_file()))
    for deed in (service.archive, service.restore, service.delete):
        with pytest.raises(Refused):
            await deed(work, paper, bob)
    with pytest.raises(Refused):
        await service.add_category(work, bob, "Plans")


async def test_a_change_says_something_else_of_the_same_file(work: Work, ada: Actor) -> None:
    paper = await given_paper(work, ada, "Statuts")
    await service.change(work, paper, ada, PaperDraft("Règlement", "public"))
    assert (paper.title, paper.audience, paper.number) == ("Règlement", "public", 1)
    found = await queries.listed(work, None, queries.Wanted(words="reglement"))
    assert [each.paper.id for each in found.items] == [paper.id]


async def test_what_is_put_away_comes_back_and_only_then_can_be_deleted(
    work: Work, ada: Actor
) -> None:
    paper = await given_paper(work, ada)
    with pytest.raises(Refused):
        await service.delete(work, paper, ada)
    await service.archive(work, paper, ada)
    assert (await queries.newest(work, ada)) == []
    await service.restore(work, paper, ada)
    assert len(await queries.newest(work, ada)) == 1
    await service.archive(work, paper, ada)
    await service.delete(work, paper, ada)
    assert await queries.by_id(work, paper.id) is None


async def test_files_that_no_document_names_go(work: Work, ada: Actor) -> None:
    paper, kept = await given_paper(work, ada), await given_paper(work, ada)
    await service.archive(work, paper, ada)
    await service.delete(work, paper, ada)
    half = storage.folder(work.config) / "tmp1.part"
    half.write_bytes(b"left by a crash")
    assert await service.prune(work) == 0, "it may belong to somebody who is still writing"
    assert half.exists()
    for path in storage.folder(work.config).rglob("*.*"):
        os.utime(path, (0, 0))
    assert await service.prune(work) == 1
    assert on_disk(work.config) == [(await queries.newest_version(work, kept)).stored]


async def test_what_somebody_added_stays_without_her(work: Work, ada: Actor) -> None:
    eve = await given_account(work, "eve", "redaction")
    ident = (await given_paper(work, eve.actor)).id
    await accounts.erase(work, eve)
    assert await service.forget_departed(work) == 2
    work.session.expire_all()
    left = await queries.by_id(work, ident)
    assert left is not None
    assert left.author is None
    assert (await queries.newest_version(work, left)).by is None
    assert await service.forget_departed(work) == 0


async def test_nobody_floods_the_library(work: Work, ada: Actor) -> None:
    for number in range(30):
        await given_paper(work, ada, f"n{number}", link="https://pad.example/")
    with pytest.raises(TooMany):
        await given_paper(work, ada, "one more")


async def test_a_full_disk_is_said(work: Work, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "SMALLEST_FREE", 10**18)
    with pytest.raises(Unavailable):
        await given_paper(work, ada)
    assert on_disk(work.config) == []


def test_only_names_of_ours_lead_anywhere(config: Config) -> None:
    for name in ("../../instance.toml", "", "a" * 32, f"{'A' * 32}.bin", f"/{'a' * 32}.bin"):
        assert storage.path_of(config, name) is None
        storage.remove(config, name)
        with pytest.raises(ValueError, match="not a name"):
            storage.write(config, name, b"")


async def test_a_file_is_looked_at_before_anything_is_kept(config: Config) -> None:
    found = await service.prepare("nom;âge\n".encode("cp1252"), "liste.csv", config)
    assert found.data == "nom;âge\n".encode()
    small = replace(config, limits=replace(config.limits, upload_mb=1))
    for data in (b"", files.PROGRAM, files.SVG, b"%PDF-" + b"x" * 1_100_000 + b"%%EOF"):
        with pytest.raises(Invalid) as error:
            await service.prepare(data, "statuts.pdf", small)
        assert list(error.value.fields) == ["file"]
    assert on_disk(config) == []


@pytest.fixture
async def plans(work: Work, ada: Actor) -> Category:
    """Give a category."""
    return await service.add_category(work, ada, "  Plans  ")


async def test_categories_have_two_levels(work: Work, ada: Actor, plans: Category) -> None:
    below = await service.add_category(work, ada, "Toits", plans.id)
    other = await service.add_category(work, ada, "Autres")
    assert [row.name for row in await queries.categories(work)] == ["Plans", "Toits", "Autres"]
    for row, parent in ((other, below), (plans, other), (other, other)):
        with pytest.raises(Invalid):
            await service.change_category(work, ada, row, row.name, parent.id)
    with pytest.raises(Invalid):
        await service.add_category(work, ada, "x", "nowhere")
    for name in ("", "x" * 81):
        with pytest.raises(Invalid):
            await service.add_category(work, ada, name)
    await service.change_category(work, ada, other, "Autres", up=True)
    await service.change_category(work, ada, other, "Autres", up=True)
    await service.change_category(work, ada, below, "Toitures", other.id)
    names = [row.name for row in await queries.categories(work)]
    assert names == ["Autres", "Toitures", "Plans"]


async def test_only_an_empty_category_is_removed(work: Work, ada: Actor, plans: Category) -> None:
    paper = await given_paper(work, ada, category=plans.id)
    with pytest.raises(Invalid):
        await service.remove_category(work, ada, plans)
    await service.change(work, paper, ada, PaperDraft("Statuts"))
    await service.remove_category(work, ada, plans)
    assert await queries.categories(work) == []


async def test_a_category_that_came_with_the_house_gets_its_word_back(
    work: Work, ada: Actor, plans: Category
) -> None:
    plans.key = "statutes"
    await service.change_category(work, ada, plans, "Nos statuts")
    assert plans.name == "Nos statuts"
    await service.change_category(work, ada, plans, "")
    assert plans.name == ""


async def test_there_is_an_end_to_categories(
    work: Work, ada: Actor, monkeypatch: pytest.MonkeyPatch, plans: Category
) -> None:
    monkeypatch.setattr("fedicoop.library.policy.MOST_CATEGORIES", 1)
    with pytest.raises(Invalid):
        await service.add_category(work, ada, "Autres")


async def test_how_a_document_is_said(work: Work, ada: Actor) -> None:
    paper = await given_paper(work, ada, audience="public", summary="En bref.")
    said = documents.to_ap(work, paper, await queries.newest_version(work, paper))
    uri = f"https://coop.example/documents/{paper.id}"
    assert said == {
        "id": uri,
        "type": "Document",
        "name": "Statuts",
        "summary": "En bref.",
        "url": f"{uri}/file",
        "mediaType": "application/pdf",
        "attributedTo": "https://coop.example/cooperative",
        "published": "2026-11-24T12:00:00Z",
        "updated": "2026-11-24T12:00:00Z",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    }


async def test_whom_a_document_is_said_to(work: Work, ada: Actor) -> None:
    group = await given_group(work, ada, "vent")

    async def to(paper: Paper) -> list[str]:
        version = await queries.newest_version(work, paper)
        said = documents.to_ap(work, paper, version)
        assert said["url"] == "https://pad.example/"
        assert "mediaType" not in said
        return list(said["to"])

    link = "https://pad.example/"
    network = await given_paper(work, ada, "a", "network", link=link)
    assert await to(network) == ["https://coop.example/cooperative/circle"]
    inside = await given_paper(work, ada, "b", "group", group, link=link)
    assert await to(inside) == [group.members_uri]
