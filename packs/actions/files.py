"""The files of one copy: the whole pack and, of a supplement, the later pages alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files import File

from packs.build.assembly import silent
from packs.build.copies import write_copy


if TYPE_CHECKING:
    from packs.build.assembly import Progress
    from packs.build.copies import Prepared, WrittenCopy
    from packs.build.shelf import Shelf
    from packs.models import PackCopy
    from packs.rules.note import Held
    from packs.rules.plan import PackPlan
    from packs.rules.script import Script


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """What was written for one reader; `later` is missing where nothing went out."""

    whole: WrittenCopy
    later: WrittenCopy | None = None

    def put_into(self, copy: PackCopy) -> None:
        """Put the files and what is known of them into a row; the caller saves it."""
        copy.sha256 = self.whole.sha256
        copy.pages = self.whole.pages
        copy.size_bytes = self.whole.path.stat().st_size
        copy.manifest = self.whole.manifest
        with self.whole.path.open("rb") as opened:
            copy.file.save(f"{self.whole.sha256}.pdf", File(opened), save=False)
        copy.later_file, copy.later_sha256 = "", ""
        copy.later_pages = copy.later_size_bytes = 0
        if self.later is None:
            return
        copy.later_sha256 = self.later.sha256
        copy.later_pages = self.later.pages
        copy.later_size_bytes = self.later.path.stat().st_size
        with self.later.path.open("rb") as opened:
            copy.later_file.save(f"{self.later.sha256}.pdf", File(opened), save=False)

    def discard(self) -> None:
        """Throw away what was kept in a row by now."""
        self.whole.path.unlink(missing_ok=True)
        if self.later is not None:
            self.later.path.unlink(missing_ok=True)


def write_both(
    prepared: Prepared,
    plan: PackPlan,
    *,
    reader: str,
    shelf: Shelf,
    held: Held,
    script: Script | None = None,
    progress: Progress = silent,
) -> MadeCopy:
    """Write one reader's copy and, of a supplement, its later pages alone.

    The chair's has the `script` in both.

    Raises:
      BrokenPaper: a paper cannot be opened or is not what it was; names it.
      CannotTypeset: a page of our own cannot be written.
    """
    whole = write_copy(
        prepared,
        plan,
        reader=reader,
        shelf=shelf,
        held=held,
        script=script,
        progress=progress,
    )
    if prepared.earlier is None:
        return MadeCopy(whole)
    later = write_copy(
        prepared,
        plan,
        reader=reader,
        shelf=shelf,
        held=held,
        is_alone=True,
        script=script,
        progress=progress,
    )
    return MadeCopy(whole, later)
