"""Child processes that never outlive the launcher."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.local.errors import CannotStart
from config.local.places import Account


PR_SET_PDEATHSIG = 1
LAST_LINES = 15


def die_with_parent(
    parent: int, death_signal: signal.Signals = signal.SIGTERM
) -> Callable[[], None]:
    """Return a function for the new process: when `parent` dies, so does it.

    Linux only; elsewhere a killed launcher may leave children behind.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_kernel


@dataclass(slots=True)
class Child:
    """A process that the launcher started and will stop."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def is_running(self) -> bool:
        """Say whether it still runs."""
        return self.popen.poll() is None

    def stop(self, patience: float = 15.0) -> None:
        """Ask it to stop; after `patience` seconds end it and all it started."""
        if self.is_running:
            self.popen.send_signal(self.stop_signal)
            try:
                self.popen.wait(patience)
            except subprocess.TimeoutExpired:
                self._kill_group()
        self._kill_group()
        self.popen.wait()

    def _kill_group(self) -> None:
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

    def epitaph(self) -> str:
        """Say how it ended, with the last lines it wrote."""
        code = self.popen.returncode
        ending = (
            f"was killed by signal {-code}"
            if code is not None and code < 0
            else f"ended with code {code}"
        )
        return f"{self.name} {ending}. Its last words ({self.log}):\n{self.tail()}"

    def tail(self) -> str:
        """Return the last lines of its log, indented."""
        try:
            lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        except OSError:
            lines = []
        return "\n".join(f"    {line}" for line in lines or ["(nothing)"])


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environ: Mapping[str, str],
    account: Account | None = None,
    cwd: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start a process of its own session that writes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    changes_account = account is not None and not account.is_me
    log.write_bytes(b"")  # the last words must be those of this process
    with log.open("ab") as written:
        popen = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            env=dict(environ),
            cwd=cwd,
            user=account.uid if account and changes_account else None,
            group=account.gid if account and changes_account else None,
            extra_groups=[] if changes_account else None,
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid(), stop_signal),
        )
    return Child(name, popen, log, stop_signal)


def wait_until(
    is_ready: Callable[[], bool], child: Child, *, seconds: float = 120.0
) -> None:
    """Wait until a child answers.

    Raises:
      CannotStart: it ended, or did not answer in time; its last words are told.
    """
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not child.is_running:
            raise CannotStart(child.epitaph())
        if time.monotonic() > deadline:
            raise CannotStart(
                f"{child.name} did not answer within {seconds:.0f} seconds. Its last "
                f"words ({child.log}):\n{child.tail()}"
            )
        time.sleep(0.02)
