"""A local mail server that keeps every letter as a file and sends nothing on.

`python -m config.local.mail_peer PORT FOLDER`: a letter is written to FOLDER/tmp and
then moved to FOLDER/new as `<nanoseconds>-<random>.eml`, so a reader of FOLDER/new
never sees half a letter, and sorting by name is sorting by time of arrival.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


LARGEST_LETTER = 50 * 1024 * 1024


class Keeper:
    """Keeps what arrives, with the envelope in two headers."""

    def __init__(self, folder: Path) -> None:
        self.unfinished = folder / "tmp"
        self.arrived = folder / "new"
        for each in (self.unfinished, self.arrived):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Any) -> str:
        """Store one letter; the sender hears 250 only when it is on disk."""
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
        unfinished = self.unfinished / name
        with unfinished.open("wb") as written:
            written.write(f"X-Envelope-From: {envelope.mail_from}\r\n".encode())
            recipients = ", ".join(envelope.rcpt_tos)
            written.write(f"X-Envelope-To: {recipients}\r\n".encode())
            written.write(envelope.content)
            written.flush()
            os.fsync(written.fileno())
        unfinished.rename(self.arrived / name)
        return "250 Kept"


async def serve(port: int, folder: Path) -> None:
    """Accept letters on this machine until TERM or Ctrl-C."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    keeper = Keeper(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, data_size_limit=LARGEST_LETTER, enable_SMTPUTF8=True),
        host="127.0.0.1",
        port=port,
    )
    with closing(server):
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
