"""Finding rows by their words: FTS5 on SQLite, tsvector on PostgreSQL, the same answers on both.

The words arrive folded and stemmed (``text.words``): the databases only compare. ``search_words``
holds them, one row for each of ``search_entries``. Triggers keep both honest, whoever writes: what
is changed or deleted leaves the index in the same transaction, and waits to be read anew in
``search_waiting``. A table says in its ``info`` under "searched" what of it is watched.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Float, Integer, String, bindparam, column, text

from fedicoop.db.columns import Base

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Subquery, TextClause
    from sqlalchemy.ext.asyncio import AsyncSession

MOST_MATCHES = 20_000
_LAST_POSITION = 16_000
_MOST_POSITIONS = 250
_GAP = 10
_PIECE = 400
_NAME = "searched_"


@dataclass(frozen=True)
class Watch:
    """What of a table is searched: rows of ``source`` named by ``key`` change with ``columns``."""

    source: str
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """What is stored of a thing: its number, the words of its title and those of the rest."""

    number: int
    title: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """Words that must stand together in this order; ``prefix`` lets the last one go on."""

    words: tuple[str, ...]
    prefix: bool = False


def install(connection: Connection) -> None:
    """Make the index's table and the triggers as this version wants them; twice does nothing."""
    on_sqlite = connection.dialect.name == "sqlite"
    for statement in _SQLITE_TABLE if on_sqlite else _POSTGRES_TABLE:
        connection.execute(text(statement))
    wanted = dict(_sqlite_triggers() if on_sqlite else _postgres_triggers())
    there = {row[0]: row[1] for row in connection.execute(text(_TRIGGERS[on_sqlite]))}
    for name in there.keys() - wanted.keys():
        on = "" if on_sqlite else f" ON {there[name]}"
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    for name in wanted.keys() - there.keys():
        for statement in wanted[name]:
            connection.execute(text(statement))


_TRIGGERS = {
    True: "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' "
    "AND name LIKE 'searched@_%' ESCAPE '@'",
    False: "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal "
    "AND tgname LIKE 'searched@_%' ESCAPE '@' AND tgrelid IN (SELECT oid FROM pg_class "
    "WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()))",
}
_SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5"
    "(title, body, tokenize = 'unicode61 remove_diacritics 0')",
    "INSERT INTO search_words (search_words, rank) VALUES ('rank', 'bm25(4.0, 1.0)')",
)
_POSTGRES_TABLE = (
    "CREATE TABLE IF NOT EXISTS search_words (number integer PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS ix_search_words_words ON search_words USING gin (words)",
)
_FORGET = "DELETE FROM search_entries WHERE source = '{source}' AND thing_id = {row}.{key};"
_WAIT = "INSERT INTO search_waiting (source, thing_id) VALUES ('{source}', new.{key})"


def _watches() -> Iterator[tuple[str, Watch]]:
    for table in Base.metadata.sorted_tables:
        if isinstance(watch := table.info.get("searched"), Watch):
            yield table.name, watch


def _named(stem: str, *statements: str) -> tuple[str, tuple[str, ...]]:
    """Name a trigger after what it does, so that a changed one is another."""
    name = f"{_NAME}{stem}_{hashlib.sha256(''.join(statements).encode()).hexdigest()[:8]}"
    return name, tuple(each.replace("NAME", name) for each in statements)


def _sqlite_triggers() -> Iterator[tuple[str, tuple[str, ...]]]:
    words = "DELETE FROM search_words WHERE {} = old.number;"
    gone = f"BEGIN {words.format('rowid')} END"
    yield _named("entries", f"CREATE TRIGGER NAME AFTER DELETE ON search_entries {gone}")
    for table, watch in _watches():
        wait = f"{_WAIT.format(**vars(watch))} ON CONFLICT DO NOTHING;"
        forget = _FORGET.format(**vars(watch), row="old")
        changed = " OR ".join(f"old.{each} IS NOT new.{each}" for each in watch.columns)
        columns = ", ".join(watch.columns)
        unwait = forget.replace("search_entries", "search_waiting")
        yield _named(
            f"{table}_new", f"CREATE TRIGGER NAME AFTER INSERT ON {table} BEGIN {wait} END"
        )
        yield _named(
            f"{table}_changed",
            f"CREATE TRIGGER NAME AFTER UPDATE OF {columns} ON {table} WHEN {changed} "
            f"BEGIN {forget} {wait} END",
        )
        yield _named(
            f"{table}_gone",
            f"CREATE TRIGGER NAME AFTER DELETE ON {table} BEGIN {forget} {unwait} END",
        )


def _postgres_triggers() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Say the same; whoever waits for a row that is being indexed must not be passed over."""
    words = "DELETE FROM search_words WHERE number = old.number;"
    yield _postgres("entries", "search_entries", "DELETE", words)
    for table, watch in _watches():
        wait = (
            f"{_WAIT.format(**vars(watch))} ON CONFLICT (source, thing_id) "
            "DO UPDATE SET source = excluded.source;"
        )
        forget = _FORGET.format(**vars(watch), row="old")
        unwait = forget.replace("search_entries", "search_waiting")
        changed = " OR ".join(f"old.{each} IS DISTINCT FROM new.{each}" for each in watch.columns)
        event = f"UPDATE OF {', '.join(watch.columns)}"
        yield _postgres(f"{table}_new", table, "INSERT", wait)
        yield _postgres(f"{table}_changed", table, event, wait + forget, f"WHEN ({changed})")
        yield _postgres(f"{table}_gone", table, "DELETE", unwait + forget)


def _postgres(
    stem: str, table: str, event: str, does: str, when: str = ""
) -> tuple[str, tuple[str, ...]]:
    return _named(
        stem,
        "CREATE OR REPLACE FUNCTION NAME() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {does} RETURN NULL; END $$",
        f"CREATE TRIGGER NAME AFTER {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION NAME()",
    )


async def store(session: AsyncSession, entries: Sequence[Entry]) -> None:
    """Put the words of entries into the index; their numbers are new."""
    if not entries:
        return
    if session.get_bind().dialect.name == "sqlite":
        rows = [
            {"number": each.number, "title": " ".join(each.title), "body": " ".join(each.body)}
            for each in entries
        ]
        await session.execute(_SQLITE_STORE, rows)
        return
    await session.execute(
        _POSTGRES_STORE, [{"number": each.number, "words": _vector(each)} for each in entries]
    )


_SQLITE_STORE = text(
    "INSERT INTO search_words (rowid, title, body) VALUES (:number, :title, :body)"
)
_POSTGRES_STORE = text(
    "INSERT INTO search_words (number, words) VALUES (:number, CAST(:words AS tsvector))"
).bindparams(bindparam("words", type_=String))


def _vector(entry: Entry) -> str:
    """Write words as PostgreSQL does, each with where it stands; titles weigh more."""
    places: dict[str, list[str]] = {}
    for shift, weight, words in ((1, "A", entry.title), (len(entry.title) + _GAP, "", entry.body)):
        for position, word in enumerate(words, shift):
            found = places.setdefault(word, [])
            if position <= _LAST_POSITION and len(found) < _MOST_POSITIONS:
                found.append(f"{position}{weight}")
    return " ".join(f"'{word}'{_positions(found)}" for word, found in places.items())


def _positions(found: list[str]) -> str:
    return f":{','.join(found)}" if found else ""


def matching(session: AsyncSession, wanted: Sequence[Term], unwanted: Sequence[Term]) -> Subquery:
    """Give the ``number`` and ``rank`` (the smallest is the best) of what has all words and none.

    Of a word that stands in more than MOST_MATCHES things, the last ones that were read count.
    ``wanted`` holds at least one term. Terms are words of letters and digits alone: nothing in
    them is read as an operator.
    """
    for term in (*wanted, *unwanted):
        if not term.words or not all(word.isalnum() for word in term.words):
            raise ValueError(f"not a term: {term!r}")
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    write = _sqlite_term if on_sqlite else _postgres_term
    sign = (" AND ", " OR ", " NOT ") if on_sqlite else (" & ", " | ", " & !")
    asked = f"({sign[0].join(map(write, wanted))})"
    if unwanted:
        asked += f"{sign[2]}({sign[1].join(map(write, unwanted))})"
    found = _SQLITE_MATCH if on_sqlite else _POSTGRES_MATCH
    return found.bindparams(asked=asked).columns(_NUMBER, _RANK).subquery("matching")


_NUMBER = column("number", Integer)
_RANK = column("rank", Float)
_SQLITE_MATCH: TextClause = text(
    "SELECT rowid AS number, rank FROM search_words WHERE search_words MATCH :asked "
    "ORDER BY rowid DESC LIMIT :most"
).bindparams(bindparam("asked", type_=String), most=MOST_MATCHES)
_POSTGRES_MATCH: TextClause = text(
    "SELECT number, -ts_rank(words, asked) AS rank "
    "FROM search_words, (SELECT CAST(:asked AS tsquery) AS asked) AS question WHERE words @@ asked "
    "ORDER BY number DESC LIMIT :most"
).bindparams(bindparam("asked", type_=String), most=MOST_MATCHES)


def _sqlite_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{" *" if term.prefix else ""}'


def _postgres_term(term: Term) -> str:
    *first, last = (f"'{word}'" for word in term.words)
    return f"({' <-> '.join([*first, last + (':*' if term.prefix else '')])})"


async def settle_index(session: AsyncSession) -> None:
    """Let what was deleted go from the index's inside too, a piece at a time (SQLite).

    PostgreSQL does it by itself.
    """
    if session.get_bind().dialect.name == "sqlite":
        await session.execute(
            text("INSERT INTO search_words (search_words, rank) VALUES ('merge', :pages)"),
            {"pages": -_PIECE},
        )


async def empty_index(session: AsyncSession) -> None:
    """Throw the whole index away and make it anew, whatever was wrong with it."""
    connection = await session.connection()
    await session.execute(text("DROP TABLE IF EXISTS search_words"))
    await connection.run_sync(install)
    await session.execute(text("DELETE FROM search_entries"))


async def await_everything(session: AsyncSession) -> None:
    """Let every watched row wait to be read."""
    await session.execute(text("DELETE FROM search_waiting"))
    for table, watch in _watches():
        if table == watch.source:
            rows = f"SELECT '{table}', {watch.key} FROM {table}"  # noqa: S608 - our own names
            await session.execute(text(f"INSERT INTO search_waiting (source, thing_id) {rows}"))
