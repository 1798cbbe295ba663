"""LibreOffice itself makes PDF of real Office files: tagged, quiet, bounded."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pikepdf
import pytest

from core.office import (
    CannotConvert,
    OfficeKind,
    check_office,
    convert,
    find_converter,
)
from core.office.converting import PREFIX, _confine
from core.uploads import check_pdf
from tests.fixtures.office_files import (
    commented,
    excel,
    powerpoint,
    relation,
    run,
    word,
)
from tests.fixtures.pdf_reading import expanded, text_of
from tests.fixtures.tools import tool


@pytest.fixture
def program():
    return find_converter(tool("soffice"))


@pytest.fixture
def converted(tmp_path, program):
    """Return a function that checks and converts as the worker does."""

    def make(content: bytes, **options):
        upload, copy, made = (tmp_path / name for name in ("up", "copy", "made.pdf"))
        upload.write_bytes(content)
        found = check_office(upload, into=copy)
        options = {"title": "Budget 2016", "program": program, **options}
        convert(copy, kind=found.kind, into=made, **options)
        return made

    return make


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (word(run("Rents of premises.")), "Rents of premises."),
        (excel(), "Practice"),
        (powerpoint(), "Shown to all"),
    ],
    ids=["word", "excel", "powerpoint"],
)
def test_convert_makes_an_accessible_pdf(converted, tmp_path, content, words):
    made = converted(content)

    found = check_pdf(made, into=tmp_path / "kept.pdf")
    assert (found.pages, found.is_image_only) == (1, False)
    # LibreOffice 7.4 has no tags for workbooks yet.
    assert found.is_tagged or (content[:2] == b"PK" and words == "Practice")
    assert (found.title, found.language) == ("Budget 2016", "en-GB")
    assert words in text_of((tmp_path / "kept.pdf").read_bytes())


@pytest.mark.parametrize(
    ("content", "unseen"),
    [
        (commented(), ["whisper", "concealed", "Ann"]),
        (excel(hiding=True), ["unseen"]),
        (powerpoint(hiding=True), ["unseen"]),
    ],
    ids=["word", "excel", "powerpoint"],
)
def test_convert_leaves_out_what_is_hidden(converted, content, unseen):
    """Neither its pages nor anything beside them says what the file keeps back."""
    made = converted(content).read_bytes()

    with pikepdf.open(converted(content)) as pdf:
        assert len(pdf.pages) == 1
        assert "/Annots" not in pdf.pages[0]
    for words in unseen:
        assert words not in text_of(made)
        assert words.encode() not in expanded(made)


def test_convert_leaves_nothing_behind(converted):
    before = set(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))

    converted(word())

    assert set(Path(tempfile.gettempdir()).glob(f"{PREFIX}*")) <= before


def test_convert_ends_everything_it_started_when_time_is_up(tmp_path):
    """A program that starts another and then hangs is ended with it."""
    told = tmp_path / "child"
    program = tmp_path / "hangs"
    program.write_text(
        f"#!/bin/sh\nsleep 60 &\necho $! > {told}.new\nmv {told}.new {told}\nwait\n"
    )
    program.chmod(0o700)
    source = tmp_path / "paper"
    source.write_bytes(word())

    with pytest.raises(CannotConvert, match="longer than 2 seconds"):
        convert(
            source,
            kind=OfficeKind.WORD,
            into=tmp_path / "made.pdf",
            title="Paper",
            program=program,
            seconds=2,
        )

    child = int(told.read_text())
    for _ in range(50):
        if not is_alive(child):
            break
        time.sleep(0.1)
    assert not is_alive(child)
    assert not (tmp_path / "made.pdf").exists()


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_convert_says_that_the_program_stopped(tmp_path):
    program = tmp_path / "stops"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o700)
    source = tmp_path / "paper"
    source.write_bytes(word())

    with pytest.raises(CannotConvert, match=r"stopped in the middle\."):
        convert(
            source,
            kind=OfficeKind.WORD,
            into=tmp_path / "made.pdf",
            title="Paper",
            program=program,
        )


def test_convert_says_that_a_file_cannot_be_read(tmp_path, program):
    source = tmp_path / "paper"
    source.write_bytes(b"PK\x03\x04 nothing that anybody can read")

    with pytest.raises(CannotConvert):
        convert(
            source,
            kind=OfficeKind.POWERPOINT,
            into=tmp_path / "made.pdf",
            title="Paper",
            program=program,
        )


def test_convert_gives_the_program_none_of_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("QUORATE_SECRET_KEY", "never-to-be-told")
    told = tmp_path / "told"
    program = tmp_path / "tells"
    program.write_text(f"#!/bin/sh\nenv > {told}\nexit 3\n")
    program.chmod(0o700)
    source = tmp_path / "paper"
    source.write_bytes(word())

    with pytest.raises(CannotConvert):
        convert(
            source,
            kind=OfficeKind.WORD,
            into=tmp_path / "made.pdf",
            title="Paper",
            program=program,
        )

    assert "HOME=" in told.read_text()
    assert "never-to-be-told" not in told.read_text()


def may_leave_the_network() -> bool:
    """Say whether the kernel lets this account give a process a network of its own."""
    script = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) and 1)"
    return subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_confine_takes_the_network_away():
    """Where the kernel allows it, not even this machine can be reached."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        script = textwrap.dedent(f"""
            import socket, sys
            try:
                socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), 5)
            except OSError:
                sys.exit(7)
        """)
        done = subprocess.run(
            [sys.executable, "-c", script],
            preexec_fn=_confine(os.getpid(), 30),
            check=False,
        )

    assert done.returncode == (7 if may_leave_the_network() else 0)


def test_convert_follows_no_link_of_its_own_accord(converted, tmp_path):
    """Were a picture's address to slip past the check, nobody would be asked for it.

    The file is given to the converter unchecked.
    """
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        source = tmp_path / "unchecked"
        code = f'INCLUDEPICTURE "{address}"'
        source.write_bytes(
            word(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
                f"<w:r><w:instrText>{code}</w:instrText></w:r>"
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
                links=(relation(1, "image", address, external=True),),
            )
        )
        convert(
            source,
            kind=OfficeKind.WORD,
            into=tmp_path / "made.pdf",
            title="Paper",
            program=find_converter(tool("soffice")),
        )

        with pytest.raises(BlockingIOError):
            server.accept()


def test_find_converter_knows_when_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_converter() is None
    assert find_converter(str(tmp_path / "soffice")) is None
