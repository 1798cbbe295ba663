"""A backup put into an empty system gives the same rows and the same files."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from config.addresses import read_database
from config.local import sql
from config.local.backup import System, backup, restore
from config.local.errors import CannotStart
from people.models import User


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def system(tmp_path):
    """The system of this test: its database, and two files, one in a folder."""
    media = tmp_path / "media"
    (media / "papers").mkdir(parents=True)
    (media / "papers" / "a paper – £.pdf").write_bytes(b"%PDF" + bytes(range(256)) * 9)
    (media / "empty").write_bytes(b"")
    for number in range(5):
        User.objects.create_user(email=f"person{number}@x.example")
    address = replace(
        read_database(os.environ["DATABASE_URL"]), name=connection.settings_dict["NAME"]
    )
    return System(address, media, os.environ)


@pytest.fixture
def empty(system, tmp_path):
    """A second system with an empty database."""
    name = f"{system.database.name}_restored"
    address = replace(system.database, name=name)
    _execute(system, f"drop database if exists {name}")
    sql.ensure_database(address)
    yield System(address, tmp_path / "restored", system.environ)
    _execute(system, f"drop database if exists {name}")


def _execute(system, statement):
    with closing(sql.connect(replace(system.database, name="postgres"))) as line:
        line.autocommit = True
        line.cursor().execute(statement)


def _rows(system):
    with closing(sql.connect(system.database)) as line, line.cursor() as cursor:
        found = {}
        for table in sql.tables(system.database):
            cursor.execute(f'select md5(t::text) from "{table}" t order by 1')
            found[table] = cursor.fetchall()
        return found


def _files(folder):
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def _schema(system):
    with closing(sql.connect(system.database)) as line, line.cursor() as cursor:
        cursor.execute(
            # PostgreSQL words conditions anew when it reads them back: names must do.
            "select conrelid::regclass::text, conname, "
            "case when contype = 'c' then '' else pg_get_constraintdef(oid) end "
            "from pg_constraint where connamespace = 'public'::regnamespace "
            "union select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) "
            "from pg_trigger where not tgisinternal "
            "union select tablename, indexname, split_part(indexdef, ' WHERE ', 1) "
            "from pg_indexes "
            "where schemaname = 'public' "
            "union select sequencename, last_value::text, '' from pg_sequences"
        )
        return set(cursor.fetchall())


def test_restore_brings_back_every_row_file_and_constraint(system, empty, tmp_path):
    saved = tmp_path / "saved.tar"

    told = backup(system, saved)
    answer = restore(empty, saved)

    assert "2 files" in told
    assert "2 files" in answer
    assert _rows(empty) == _rows(system)
    assert len(_rows(empty)["people_user"]) == 5
    assert _schema(empty) == _schema(system)
    assert _files(empty.media) == _files(system.media)


def test_backup_of_a_restored_system_is_the_same(system, empty, tmp_path):
    first, second = tmp_path / "first.tar", tmp_path / "second.tar"
    backup(system, first)
    restore(empty, first)

    backup(empty, second)

    assert _manifest(first)["tables"] == _manifest(second)["tables"]


def test_backup_is_closed_to_others_and_leaves_nothing_beside_it(system, tmp_path):
    folder = tmp_path / "backups"

    backup(system, folder / "saved.tar")

    assert (folder / "saved.tar").stat().st_mode & 0o077 == 0
    assert [path.name for path in folder.iterdir()] == ["saved.tar"]


def test_backup_never_overwrites(system, tmp_path):
    saved = tmp_path / "saved.tar"
    saved.write_text("precious")

    with pytest.raises(CannotStart, match="exists already"):
        backup(system, saved)

    assert saved.read_text() == "precious"


def test_restore_refuses_a_database_with_tables(system, tmp_path):
    saved = tmp_path / "saved.tar"
    backup(system, saved)
    before = _rows(system)

    with pytest.raises(CannotStart, match="not empty"):
        restore(replace(system, media=tmp_path / "elsewhere"), saved)

    assert _rows(system) == before


def test_restore_refuses_a_folder_with_files(system, empty, tmp_path):
    saved = tmp_path / "saved.tar"
    backup(system, saved)
    empty.media.mkdir()
    (empty.media / "precious").write_text("keep")

    with pytest.raises(CannotStart, match="is not empty"):
        restore(empty, saved)

    assert _files(empty.media) == {"precious": b"keep"}
    assert sql.tables(empty.database) == []


def test_restore_refuses_a_damaged_backup_and_touches_nothing(system, empty, tmp_path):
    saved = tmp_path / "saved.tar"
    backup(system, saved)
    content = bytearray(saved.read_bytes())
    content[content.index(b"%PDF") + 10] ^= 1
    saved.write_bytes(content)

    with pytest.raises(CannotStart, match="damaged"):
        restore(empty, saved)

    assert sql.tables(empty.database) == []
    assert not empty.media.exists()


@pytest.mark.parametrize("content", [b"", b"not a tar file" * 100])
def test_restore_refuses_what_is_no_backup(empty, tmp_path, content):
    strange = tmp_path / "strange.tar"
    strange.write_bytes(content)

    with pytest.raises(CannotStart, match="is no backup"):
        restore(empty, strange)


def test_restore_undoes_all_when_rows_differ(system, empty, tmp_path):
    saved, forged = tmp_path / "saved.tar", tmp_path / "forged"
    backup(system, saved)
    with tarfile.open(saved) as tar:
        tar.extractall(forged)  # our own, made a line above
    manifest = json.loads((forged / "manifest.json").read_text())
    manifest["tables"]["people_user"]["hash"] = "0"
    (forged / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(tmp_path / "forged.tar", "w") as tar:
        for path in sorted(forged.rglob("*")):
            tar.add(path, str(path.relative_to(forged)), recursive=False)
    shutil.rmtree(forged)

    with pytest.raises(CannotStart, match="people_user came back different"):
        restore(empty, tmp_path / "forged.tar")

    assert _files(empty.media) == {}


def test_restored_system_runs_migrations_cleanly(system, empty, tmp_path, monkeypatch):
    saved = tmp_path / "saved.tar"
    backup(system, saved)
    restore(empty, saved)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", empty.database.name)

    try:
        call_command("migrate", "--check", verbosity=0)
    finally:
        connection.close()


def _manifest(path: Path):
    with tarfile.open(path) as tar:
        return json.load(tar.extractfile("manifest.json"))
