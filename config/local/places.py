"""Where the launcher keeps things: the state folder, run folders, root's place."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import CannotStart


RUN_PREFIX = "quorate-"
JUST_MADE = 30.0  # seconds in which a new folder may not be locked yet
# Root's databases live here: a folder that an unprivileged account can reach.
ROOTS_PLACE = Path("/var/lib/quorate-local")


@dataclass(frozen=True, slots=True)
class Account:
    """The account PostgreSQL runs under: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @property
    def is_me(self) -> bool:
        """Say whether no change of account is needed."""
        return self.uid == os.geteuid()

    def own(self, folder: Path) -> None:
        """Give a folder to this account, closed to everybody else but root."""
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        if not self.is_me:
            os.chown(folder, self.uid, self.gid)


def database_account() -> Account:
    """Return my own account, or for root an unprivileged one."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "PostgreSQL does not run as root, and this machine has neither an account "
        "named postgres nor one named nobody. Start Quorate as an ordinary user."
    )


def state_folder(environ: Mapping[str, str], root: Path) -> Path:
    """Return the folder that keeps what must survive a restart, made if missing."""
    folder = Path(environ.get("QUORATE_STATE") or root / ".quorate").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def cluster_place(state: Path) -> Path:
    """Return the folder for databases that belong to this state folder."""
    if os.geteuid() != 0:
        return state / "postgres"
    name = hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]
    return open_to_all(ROOTS_PLACE) / name


def open_to_all(folder: Path) -> Path:
    """Make a folder that other accounts can pass through but not write to."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder


@contextmanager
def sole_use(lock: Path, refusal: str) -> Iterator[None]:
    """Hold a lock that the kernel releases when this program ends, however it ends.

    Raises:
      CannotStart: another living program holds it.
    """
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(refusal) from None
        yield


def is_held(lock: Path) -> bool:
    """Say whether a living program holds the lock."""
    if not lock.exists():
        return False
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def run_folder() -> Iterator[Path]:
    """Give a short-lived folder with a short path, removed at the end.

    Folders that killed programs left behind are removed first. Sockets live here,
    and the path of a socket may have no more than some hundred letters.
    """
    base = _short_base()
    _sweep(base)
    folder = Path(tempfile.mkdtemp(prefix=f"{RUN_PREFIX}{os.geteuid()}-", dir=base))
    folder.chmod(0o711)
    try:
        with sole_use(folder / "lock", "The run folder is taken."):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _short_base() -> Path:
    usual = Path("/tmp")  # noqa: S108  # nosec B108 # see mkdtemp
    if usual.is_dir() and os.access(usual, os.W_OK | os.X_OK):
        return usual
    return Path(tempfile.gettempdir())


def _sweep(base: Path) -> None:
    for folder in base.glob(f"{RUN_PREFIX}{os.geteuid()}-*"):
        lock = folder / "lock"
        with suppress(OSError):
            found = folder.lstat()
            is_old = time.time() - found.st_mtime > JUST_MADE
            if (
                found.st_uid == os.geteuid()
                and is_old
                and lock.exists()
                and not is_held(lock)
            ):
                shutil.rmtree(folder, ignore_errors=True)
