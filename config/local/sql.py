"""The few questions the launcher asks PostgreSQL before Django is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any

import psycopg2  # type: ignore[import-untyped] # it has none
from psycopg2 import errors, sql

from config.addresses import DatabaseAddress


SAME_TEXT_EVERYWHERE = (
    "timezone to 'UTC'",
    "datestyle to 'ISO, YMD'",
    "intervalstyle to 'postgres'",
    "extra_float_digits to 1",
    "bytea_output to 'hex'",
)


def connect(address: DatabaseAddress) -> Any:
    """Open a connection; the caller closes it."""
    return psycopg2.connect(
        dbname=address.name,
        host=address.host or None,
        port=address.port,
        user=address.user or None,
        password=address.password or None,
        **address.options,
    )


def ensure_database(address: DatabaseAddress) -> None:
    """Create the database when the server does not have it yet."""
    with closing(connect(replace(address, name="postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                "select 1 from pg_database where datname = %s", [address.name]
            )
            if cursor.fetchone() is None:
                cursor.execute(
                    sql.SQL("create database {}").format(sql.Identifier(address.name))
                )


def has_rows(address: DatabaseAddress, table: str) -> bool:
    """Say whether a table exists and holds at least one row."""
    question = sql.SQL("select exists (select 1 from {})").format(sql.Identifier(table))
    with closing(connect(address)) as connection, connection.cursor() as cursor:
        try:
            cursor.execute(question)
        except errors.UndefinedTable:
            return False
        return bool(cursor.fetchone()[0])


def server_version(address: DatabaseAddress) -> int:
    """Return the major version of the server."""
    with closing(connect(address)) as connection:
        return int(connection.server_version) // 10_000


def tables(address: DatabaseAddress) -> list[str]:
    """Return the names of the tables, outside PostgreSQL's own, sorted."""
    with closing(connect(address)) as connection, connection.cursor() as cursor:
        return _tables(cursor)


@contextmanager
def snapshot(
    address: DatabaseAddress,
) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Hold one moment: yield its name for pg_dump, and rows and hash of each table."""
    with closing(connect(address)) as connection:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection.cursor() as cursor:
            cursor.execute("select pg_export_snapshot()")
            name = str(cursor.fetchone()[0])
            for setting in SAME_TEXT_EVERYWHERE:
                cursor.execute(f"set local {setting}")
            yield (
                name,
                {table: _fingerprint(cursor, table) for table in _tables(cursor)},
            )


def _tables(cursor: Any) -> list[str]:
    cursor.execute(
        "select tablename from pg_tables where schemaname = 'public' order by tablename"
    )
    return [str(row[0]) for row in cursor.fetchall()]


def _fingerprint(cursor: Any, table: str) -> dict[str, str]:
    """Return the count of rows and a sum of their hashes, whatever their order."""
    cursor.execute(
        sql.SQL(
            "select count(*), coalesce(sum(('x' || md5(whole::text))::bit(64)::bigint"
            "::numeric), 0) from {} as whole"
        ).format(sql.Identifier(table))
    )
    rows, total = cursor.fetchone()
    return {"rows": str(rows), "hash": str(total)}
