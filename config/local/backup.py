"""Saves database and files in one tar, and puts them back into an empty system."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from config.addresses import DatabaseAddress
from config.local import postgres, sql
from config.local.errors import CannotStart


FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
MEDIA = "media/"
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class System:
    """What is saved: one database and one folder of files."""

    database: DatabaseAddress
    media: Path
    environ: Mapping[str, str] = field(repr=False)


def backup(system: System, target: Path) -> str:
    """Write database, files and a manifest of hashes; return a closing sentence.

    Database and row hashes come from one snapshot. Files are read after it: a file
    is stored before its row, and never changed, so no row lacks its file.

    Raises:
      CannotStart: the target exists, or pg_dump fails.
    """
    if target.exists():
        raise CannotStart(f"{target} exists already. Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        dump = Path(folder) / DUMP
        with sql.snapshot(system.database) as (snapshot, tables):
            _dump(system, snapshot, dump)
        try:
            count = _write(unfinished, system, dump, tables)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)
    rows = sum(int(table["rows"]) for table in tables.values())
    return (
        f"Saved {rows:,} rows of {len(tables)} tables and {count:,} files in {target}"
    )


def restore(system: System, source: Path) -> str:
    """Put a backup into an empty system; return a closing sentence.

    Everything is checked against the manifest: files before anything is touched,
    rows after they are back.

    Raises:
      CannotStart: the system is not empty, the backup is damaged or of another kind,
        or PostgreSQL refuses it; the system is then as empty as before.
    """
    _demand_empty(system)
    manifest = _checked_manifest(source)
    try:
        _unpack(source, system.media)
        with tempfile.TemporaryDirectory(prefix="quorate-restore-") as folder:
            dump = Path(folder) / DUMP
            with tarfile.open(source) as tar, dump.open("wb") as written:
                shutil.copyfileobj(_member(tar, DUMP), written)
            _restore_rows(system, dump, manifest["server"])
        _demand_same_rows(system, manifest["tables"])
    except BaseException:
        _empty_folder(system.media)
        raise
    rows = sum(int(table["rows"]) for table in manifest["tables"].values())
    return (
        f"Put back {rows:,} rows of {len(manifest['tables'])} tables and "
        f"{len(manifest['files']) - 1:,} files as saved on {manifest['saved_at']}"
    )


def _dump(system: System, snapshot: str, target: Path) -> None:
    _postgres_tool(
        system,
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        f"--snapshot={snapshot}",
        f"--file={target}",
    )


def _restore_rows(system: System, dump: Path, saved_from: int) -> None:
    if (server := sql.server_version(system.database)) < saved_from:
        raise CannotStart(
            f"The backup comes from PostgreSQL {saved_from}, and this server is older "
            f"({server}). Restore into version {saved_from} or later."
        )
    _postgres_tool(
        system,
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={system.database.name}",
        str(dump),
    )


def _postgres_tool(system: System, name: str, *words: str) -> None:
    server = sql.server_version(system.database)
    program = postgres.choose_tool(name, server, system.environ)
    outcome = subprocess.run(
        [program, *words],
        env={"PATH": os.defpath, **system.database.as_libpq()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise CannotStart(f"{name} failed:\n{outcome.stderr}")


def _write(
    target: Path, system: System, dump: Path, tables: dict[str, dict[str, str]]
) -> int:
    files = {DUMP: dump}
    if system.media.is_dir():
        for path in sorted(system.media.rglob("*")):
            if path.is_file() and not path.is_symlink():
                files[MEDIA + path.relative_to(system.media).as_posix()] = path
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    hashes = {}
    with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w") as tar:
        for name, path in files.items():
            tar.add(path, name, recursive=False, filter=_anonymous)
            with path.open("rb") as read:
                hashes[name] = _hash(read)
        manifest = {
            "format": FORMAT,
            "saved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "server": sql.server_version(system.database),
            "tables": tables,
            "files": hashes,
        }
        content = json.dumps(manifest, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(content), 0o600
        tar.addfile(entry, io.BytesIO(content))
        raw.flush()
        os.fsync(raw.fileno())
    return len(files) - 1


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _demand_empty(system: System) -> None:
    if tables := sql.tables(system.database):
        raise CannotStart(
            f"The database is not empty: it has {len(tables)} tables, such as "
            f"{tables[0]}. A backup goes only into an empty database, so that nothing "
            "is mixed or lost. Make a new one and point DATABASE_URL at it."
        )
    if system.media.exists() and any(system.media.iterdir()):
        raise CannotStart(
            f"The folder {system.media} is not empty. Point QUORATE_MEDIA_ROOT at a "
            "new folder, or move its files away."
        )


def _checked_manifest(source: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as tar:
            manifest: dict[str, Any] = json.load(_member(tar, MANIFEST))
            if manifest.get("format") != FORMAT:
                raise CannotStart(
                    f"{source} was written by another version of Quorate."
                )
            _check_hashes(tar, manifest["files"])
    except (OSError, tarfile.TarError, ValueError, KeyError) as problem:
        raise CannotStart(f"{source} is no backup of Quorate: {problem}") from None
    return manifest


def _check_hashes(tar: tarfile.TarFile, expected: Mapping[str, str]) -> None:
    found = {}
    for entry in tar:
        content = tar.extractfile(entry)
        if entry.name != MANIFEST and content is not None:
            found[entry.name] = _hash(content)
    if wrong := sorted(name for name in expected if found.get(name) != expected[name]):
        raise CannotStart(
            f"The backup is damaged: {wrong[0]} and {len(wrong) - 1} others are not "
            "what was saved. Nothing was changed. Use another backup."
        )
    if strange := sorted(found.keys() - expected.keys()):
        raise CannotStart(f"The backup holds {strange[0]}, which nobody saved.")


def _unpack(source: Path, media: Path) -> None:
    media.mkdir(parents=True, exist_ok=True)
    with tarfile.open(source) as tar:
        # Python before 3.11.4 knows no filters: what one would refuse is refused here.
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        for entry in tar:
            # Folders come with the files in them.
            if entry.name.startswith(MEDIA) and not entry.isdir():
                entry.name = entry.name.removeprefix(MEDIA)
                target = (media / entry.name).resolve()
                if not entry.isfile() or not target.is_relative_to(media.resolve()):
                    raise CannotStart(
                        f"The backup holds {entry.name}, which is no file of Quorate. "
                        "Nothing was changed. Use another backup."
                    )
                tar.extract(entry, media)


def _demand_same_rows(system: System, expected: dict[str, dict[str, str]]) -> None:
    with sql.snapshot(system.database) as (_, found):
        differing = sorted(
            name
            for name in found.keys() | expected.keys()
            if found.get(name) != expected.get(name)
        )
    if differing:
        raise CannotStart(
            f"The rows of {', '.join(differing)} came back different from what was "
            "saved. Do not use this database: restore into a new one."
        )


def _empty_folder(folder: Path) -> None:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    content = tar.extractfile(name)
    if content is None:
        raise KeyError(name)
    return content


def _hash(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := content.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()
