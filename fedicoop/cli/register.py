"""fedicoop member import, invite, codes, export: the register of the cooperative's members."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import click
from rich.console import Console
from rich.progress import Progress

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.cli.opening import as_json, folder, show, with_instance
from fedicoop.errors import NotFound, Refused
from fedicoop.register import MOST_BYTES, Sheet
from fedicoop.register import service as register
from fedicoop.register.service import Fate

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from fedicoop.register.service import Outcome, Report

_MOST_CODES = 500


@click.command("import")
@folder
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--invite", is_flag=True, help="Invite all who never were, a few letters at once.")
@as_json
def import_register(
    folder: Path,
    file: Path,
    dry_run: bool,  # noqa: FBT001 - click passes flags by position
    invite: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Take the register of members over from a CSV file; nobody gets an account by it.

    The first line names the columns, in French or English: numéro de sociétaire (needed), nom,
    prénom, e-mail, catégorie, collège, code postal, commune, langue, parts, statut. Empty cells
    leave what is there; who is no longer in the file is listed, and not deleted.

    Example: fedicoop member import instances/lille societaires.csv --dry-run
    """

    async def deed(instance: Instance) -> tuple[Report, int]:
        async with await anyio.open_file(file, "rb") as opened:
            data = await opened.read(MOST_BYTES + 1)
        sheet = Sheet(data, instance.config.languages)
        if dry_run:
            return await register.look(instance.reading, sheet), 0
        report = await _take_over(instance, sheet)
        return report, await _ask(instance, None) if invite else 0

    report, asked = with_instance(folder, deed)
    if as_json:
        click.echo(json.dumps(_report(report, asked), ensure_ascii=False, indent=2))
    else:
        _say(report, asked, dry_run=dry_run)


async def _take_over(instance: Instance, sheet: Sheet) -> Report:
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("members", total=None)

        def told(done: int, rows: int) -> None:
            progress.update(task, completed=done, total=rows)

        return await register.take_over(instance.writing, sheet, told)


async def _ask(instance: Instance, idents: list[str] | None) -> int:
    async with instance.writing() as work:
        asked = await accounts.ask_to_invite(work, idents)
        await register.send_due(work)
    return asked


def _report(report: Report, asked: int) -> dict[str, Any]:
    return {
        "counts": {str(fate): report.counts[fate] for fate in Fate},
        "rows": [_row(each) for each in report.shown],
        "gone": [{"number": number, "name": name} for number, name in report.gone],
        "gone_count": report.gone_count,
        "columns_left_out": report.unknown,
        "to_be_invited": asked,
    }


def _row(outcome: Outcome) -> dict[str, Any]:
    changed = [
        f"{name}: {old or 'nothing'} → {new}" for name, (old, new) in outcome.changes.items()
    ]
    linked = [f"linked with @{outcome.account}"] if outcome.account else []
    wrong = [
        f"{name}: {fault}" if name else fault
        for name, fault in {**outcome.notes, **outcome.faults}.items()
    ]
    return {
        "line": outcome.line,
        "number": outcome.number,
        "name": outcome.name,
        "fate": str(outcome.fate),
        "says": "; ".join([*changed, *linked, *wrong]),
    }


def _say(report: Report, asked: int, *, dry_run: bool) -> None:
    rows = [_row(each) for each in report.shown]
    show(rows, as_json=False, empty="Nothing is new and nothing has changed.")
    if report.unknown:
        click.echo(f"columns left out: {', '.join(report.unknown)}")
    for number, name in report.gone:
        click.echo(f"no longer in the file, and kept: {number} {name}")
    counted = ", ".join(f"{report.counts[fate]} {fate}" for fate in Fate if report.counts[fate])
    done = "would be taken over" if dry_run else "taken over"
    click.echo(f"{report.total} rows {done}: {counted or 'none'}; {report.gone_count} gone")
    if asked:
        click.echo(f"{asked} will be invited, a few at once while the server runs")


@click.command()
@folder
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@click.option("--all", "everybody", is_flag=True, help="All who never were invited.")
@click.option("--stop", is_flag=True, help="Invite nobody who still waits for it.")
def invite(folder: Path, numbers: tuple[str, ...], everybody: bool, stop: bool) -> None:  # noqa: FBT001
    """Invite people of the register, by member number, to open their accounts.

    The letters leave a few at once while the server runs, at most limits.invitations_per_hour.

    Example: fedicoop member invite instances/lille 1042 1043
    """
    if [bool(numbers), everybody, stop].count(True) != 1:
        raise click.UsageError("Name member numbers, or --all, or --stop.")

    async def deed(instance: Instance) -> str:
        if stop:
            async with instance.writing() as work:
                return f"{await accounts.stop_inviting(work)} are not invited"
        idents = await _idents(instance, numbers) if numbers else None
        return f"{await _ask(instance, idents)} are invited, or will be while the server runs"

    click.echo(with_instance(folder, deed))


async def _idents(instance: Instance, numbers: tuple[str, ...]) -> list[str]:
    wanted = {policy.normal_number(each) or each for each in numbers}
    async with instance.reading() as work:
        found = await queries.entries_by_number(work, wanted)
    missing = sorted(wanted - found.keys())
    if missing:
        raise NotFound(f"not in the register: {', '.join(missing)}")
    return [entry.id for entry in found.values()]


@click.command()
@folder
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@click.option("--all", "everybody", is_flag=True, help="All who have none yet, 500 at most.")
def codes(folder: Path, numbers: tuple[str, ...], everybody: bool) -> None:  # noqa: FBT001
    """Make codes on paper for members without an e-mail address, as CSV for a mail merge.

    Each opens an account once, with its member number, within limits.printed_code_days; a code
    that was made before for the same number opens nothing any more. They are shown only now.

    Example: fedicoop member codes instances/lille 1042 1043 > codes.csv
    """
    if bool(numbers) == everybody:
        raise click.UsageError("Name member numbers, or --all.")

    async def deed(instance: Instance) -> list[register.Card]:
        idents = await _idents(instance, numbers) if numbers else None
        async with instance.writing() as work:
            return await register.print_cards(work, None, idents, most=_MOST_CODES)

    cards = with_instance(folder, deed)
    click.echo(register.card_lines(cards), nl=False)


@click.command()
@folder
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(folder: Path, number: str, yes: bool) -> None:  # noqa: FBT001 - click passes flags
    """Keep nothing but the number of somebody in the register who has no account.

    No later file brings her back. For who has an account there is: fedicoop member erase.

    Example: fedicoop member forget instances/lille 1042
    """
    if not yes:
        click.confirm(f"Forget number {number} for good?", abort=True)

    async def deed(instance: Instance) -> None:
        (ident,) = await _idents(instance, (number,))
        async with instance.writing() as work:
            entry = await queries.entry_by_id(work, ident)
            if entry is None or await queries.by_number(work, entry.number) is not None:
                raise Refused(f"number {number} has an account: use fedicoop member erase")
            await accounts.forget_entry(work, entry)

    with_instance(folder, deed)
    click.echo(f"nothing but the number {number} is kept")


@click.command()
@folder
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
def export(folder: Path, form: str) -> None:
    """Write the register, with how far each is on the way to an account; import reads it again.

    Example: fedicoop member export instances/lille --format csv
    """

    async def deed(instance: Instance) -> None:
        async with instance.reading() as work:
            if form == "json":
                rows = [row async for row in register.rows(work)]
                click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
                return
            click.echo(register.csv_lines(), nl=False)
            async for row in register.rows(work):
                click.echo(register.csv_lines(row), nl=False)

    with_instance(folder, deed)
