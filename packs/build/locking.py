"""A copy under a password: AES-256, still open to screen readers."""

from __future__ import annotations

import secrets
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from core.documents.merging import save
from packs.values import LONGEST_PASSWORD


if TYPE_CHECKING:
    import pikepdf


def lock(source: IO[bytes], into: IO[bytes], *, password: str) -> None:
    """Write a file so that it opens with a password alone.

    Its pages, tags and bookmarks are as before. Never twice the same bytes: the salts
    are drawn anew (ISO 32000-2, 7.6.4). `password` is ASCII of 1 to 127 characters.

    Raises:
      pikepdf.PdfError: the file cannot be read.
      ValueError: the password is empty, too long, or of other characters.
    """
    import pikepdf

    if not (password.isascii() and 0 < len(password) <= LONGEST_PASSWORD):
        raise ValueError("A password has 1 to 127 ASCII characters.")
    with pikepdf.open(cast("BinaryIO", source)) as pdf:
        # Streams that are packed already are taken as they are.
        save(
            pdf,
            into,
            encryption=_encryption(password),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )


def _encryption(password: str) -> pikepdf.Encryption:
    """Let whoever has the password read, print, copy and annotate; nobody has the other."""
    import pikepdf

    return pikepdf.Encryption(
        owner=secrets.token_urlsafe(32),
        user=password,
        R=6,
        allow=pikepdf.Permissions(
            accessibility=True,
            extract=True,
            print_lowres=True,
            print_highres=True,
            modify_annotation=True,
            modify_assembly=False,
            modify_form=False,
            modify_other=False,
        ),
    )
