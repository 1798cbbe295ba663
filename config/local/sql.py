"""The few questions the launcher asks PostgreSQL before Django is there."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg2  # type: ignore[import-untyped]
from psycopg2 import errors, sql

from config.addresses import DatabaseAddress


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
