"""The launcher as a process, and the processes that it leaves or does not leave."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

from config.local.children import die_with_parent
from config.local.ports import free_port
from tests.fixtures.services import wait_for


ROOT = Path(settings.BASE_DIR)
EXEC = [sys.executable, "-m", "config.local", "exec", "--temporary", "--"]
# Proves PostgreSQL with its extensions, and Valkey; says who asked, and where they are.
SHOW = (
    "import os, psycopg2, redis\n"
    "line = psycopg2.connect(os.environ['DATABASE_URL'])\n"
    "cursor = line.cursor()\n"
    "for name in ('btree_gist', 'pg_trgm', 'unaccent', 'citext'):\n"
    "    cursor.execute(f'create extension {name}')\n"
    "cursor.execute('show server_version_num')\n"
    "assert redis.Redis.from_url(os.environ['REDIS_URL']).ping()\n"
    "print(os.geteuid(), cursor.fetchone()[0], os.environ['DATABASE_URL'])\n"
)


def processes_of(words):
    """Return the processes whose command line holds all these words."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue
        if all(word in line for word in words):
            found.append(int(path.parent.name))
    return found


class Site:
    """`make run` without make, on a state folder of its own."""

    def __init__(self, state):
        self.port = free_port()
        self.state = state
        self.log = state.parent / f"site-{self.port}.log"
        kept = {
            key: text
            for key, text in os.environ.items()
            if not key.startswith(("QUORATE_", "DATABASE_", "REDIS_", "SMTP_"))
        }
        with self.log.open("wb") as written:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "config.local", "run"],
                cwd=ROOT,
                env={**kept, "PORT": str(self.port), "QUORATE_STATE": str(state)},
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # as in a terminal of its own
                preexec_fn=die_with_parent(os.getpid()),
            )

    def wait(self):
        wait_for(
            lambda: "Stop: Ctrl-C" in self.said() or self.popen.poll() is not None,
            seconds=180,
        )
        assert self.popen.poll() is None, self.said()
        return self

    def said(self):
        return self.log.read_text()

    def child(self, *words):
        (first, *_) = sorted(processes_of([*words]))
        return first

    def status(self, path="/"):
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        line.request("GET", path, headers={"Host": "localhost"})
        status = line.getresponse().status
        line.close()
        return status

    def children(self):
        run = re.search(
            r"host=(/[^&]+)/pg", (self.state / "services.env").read_text()
        ).group(1)
        return (
            processes_of([f"127.0.0.1:{self.port}"])
            + processes_of([run])
            + processes_of([str(self.state)])
        )
