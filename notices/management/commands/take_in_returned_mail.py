"""Takes in what comes to the address for returned mail."""

from __future__ import annotations

import mailbox
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from notices.actions.returns import take_in
from notices.enums import Match
from notices.rules.returns import LARGEST


if TYPE_CHECKING:
    from notices.models import ReturnedMail


class Command(BaseCommand):
    help = (
        "Take in one message from standard input, or with --folder every new message "
        "of a Maildir, and mark the letters that did not arrive."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder", type=Path, help="a Maildir, with its new/ and cur/"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["folder"] is None:
                self._tell([take_in(raw=sys.stdin.buffer.read(LARGEST + 1))])
            else:
                self._tell(self._take_in_folder(options["folder"]))
        except (OperationalError, InterfaceError) as problem:
            # A mail server that pipes a message here tries again after this code
            # (sysexits.h), so nothing is lost while the database is away.
            raise CommandError(
                f"The database is away: {problem}", returncode=os.EX_TEMPFAIL
            ) from problem

    def _take_in_folder(self, path: Path) -> list[ReturnedMail]:
        """Take in what is new and put it among what was seen, one at a time."""
        if not (path / "new").is_dir() or not (path / "cur").is_dir():
            raise CommandError(f"{path} is no Maildir: it has no new/ and cur/.")
        folder = mailbox.Maildir(path, create=False)
        taken = []
        for key in folder.keys():  # noqa: SIM118 - a mailbox iterates over messages
            message = path / "new" / key
            if not message.is_file() or message.is_symlink():
                continue
            with message.open("rb") as opened:
                taken.append(take_in(raw=opened.read(LARGEST + 1)))
            message.rename(path / "cur" / f"{key}:2,S")
        return taken

    def _tell(self, taken: list[ReturnedMail]) -> None:
        marked = sum(one.match == Match.MARKED for one in taken)
        to_see = sum(one.match in (Match.UNKNOWN, Match.OTHER_ADDRESS) for one in taken)
        self.stdout.write(
            f"{len(taken)} taken in, {marked} letters marked as come back, "
            f"{to_see} to look at."
        )
