"""Call LibreOffice, where it is installed, to make a tagged PDF of a checked file.

Each conversion has a profile and a folder of its own, no network, no macros, an end in
time, and nothing of the environment that starts it.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import signal
import subprocess  # nosec B404 # one program, found by the administrator or the machine
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from core.office.kinds import OfficeKind


PROGRAM = "soffice"
# What `soffice` starts in the end. Started directly, one signal ends all of it.
ENGINE = "soffice.bin"
SECONDS = 120
LANGUAGE = "en-GB"
# It has written its profile and asks to be started again.
AGAIN = frozenset({79, 81})
MOST_STARTS = 3
LARGEST_FILE = 1024 * 1024 * 1024
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
PR_SET_PDEATHSIG = 1
PREFIX = "quorate-office-"
FILTERS = {
    OfficeKind.WORD: "writer_pdf_Export",
    OfficeKind.EXCEL: "calc_pdf_Export",
    OfficeKind.POWERPOINT: "impress_pdf_Export",
}
# What readers get: the visible pages with their tags, and nothing that stands beside.
OPTIONS: Mapping[str, bool] = {
    "UseTaggedPDF": True,
    "PDFUACompliance": True,
    "ExportBookmarks": True,
    "ExportNotes": False,
    "ExportNotesInMargin": False,
    "ExportNotesPages": False,
    "ExportHiddenSlides": False,
    "ExportFormFields": False,
    "IsAddStream": False,
}
_COMMON = "/org.openoffice.Office.Common/Security/Scripting"
# Settings of the profile: no macros, no links followed, nobody to ask, English.
SETTINGS: tuple[tuple[str, str, str], ...] = (
    (_COMMON, "MacroSecurityLevel", "3"),
    (_COMMON, "DisableMacrosExecution", "true"),
    (_COMMON, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", LANGUAGE),
    ("/org.openoffice.Office.Linguistic/General", "DefaultLocale", LANGUAGE),
)


class NoConverter(Exception):
    """LibreOffice is not installed where the worker runs."""


class CannotConvert(Exception):
    """LibreOffice made no PDF of a file; says in a sentence how it ended."""


def find_converter(wish: str = "") -> Path | None:
    """Return the program that converts: the one wished for, or the machine's, or none."""
    found = shutil.which(wish or PROGRAM)
    if found is None:
        return None
    engine = Path(found).resolve().with_name(ENGINE)
    return engine if engine.is_file() else Path(found)


def convert(
    source: Path,
    *,
    kind: OfficeKind,
    into: Path,
    title: str,
    program: Path,
    seconds: float = SECONDS,
) -> None:
    """Make a tagged PDF of an Office file that was checked, called `title`, at `into`.

    `seconds` is how long it may take. Nothing is left behind but `into`.

    Raises:
      CannotConvert: it took too long, stopped, or made nothing.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        office = folder / f"paper.{kind}"
        shutil.copyfile(source, office)
        _write_profile(folder / "profile" / "user")
        _run(_command(program, kind, folder, office), folder, seconds)
        made = folder / "made" / "paper.pdf"
        if not made.is_file() or not made.stat().st_size:
            raise CannotConvert("It could not be read as a paper.")
        _name(made, into, title)


def _command(program: Path, kind: OfficeKind, folder: Path, office: Path) -> list[str]:
    options = {
        name: {"type": "boolean", "value": str(value).lower()}
        for name, value in OPTIONS.items()
    }
    return [
        str(program),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"),
        *("--convert-to", f"pdf:{FILTERS[kind]}:{json.dumps(options)}"),
        *("--outdir", str(folder / "made"), str(office)),
    ]


def _run(command: list[str], folder: Path, seconds: float) -> None:
    environ = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    for _start in range(MOST_STARTS):
        code = _start_once(command, environ, folder, seconds)
        if code not in AGAIN:
            break
    if code:
        raise CannotConvert("The program that converts stopped in the middle.")


def _start_once(
    command: list[str], environ: Mapping[str, str], folder: Path, seconds: float
) -> int:
    with subprocess.Popen(  # noqa: S603  # nosec B603 # no shell, our words
        command,
        cwd=folder,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_confine(os.getpid(), seconds),
    ) as child:
        try:
            return child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise CannotConvert(
                f"It took longer than {seconds:.0f} seconds to make a PDF of it."
            ) from None
        finally:
            _end_group(child)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the program and everything that it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _confine(parent: int, seconds: float) -> Callable[[], None]:
    """Return what the new process does first: bounds, no network, an end with us.

    The network is taken away where the kernel lets an ordinary account do so (Linux).
    """
    library: Any = None
    if sys.platform == "linux":
        library = ctypes.CDLL(None, use_errno=True)

    def confine() -> None:
        processor = int(seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (processor, processor))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if library is not None:
            library.unshare(NEW_USER | NEW_NETWORK)
            library.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
            if os.getppid() != parent:  # it died before we asked
                os._exit(1)

    return confine


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    lines = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for path, name, value in SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{lines}</oor:items>",
        encoding="utf-8",
    )


def _name(made: Path, into: Path, title: str) -> None:
    """Write the PDF with the paper's title, and its language where none is said."""
    import pikepdf

    try:
        with pikepdf.open(made) as pdf:
            with pdf.open_metadata(set_pikepdf_as_editor=False) as facts:
                facts["dc:title"] = title
            pdf.docinfo["/Title"] = title
            if not str(pdf.Root.get("/Lang", "")).strip():
                pdf.Root.Lang = pikepdf.String(LANGUAGE)
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
            pdf.save(into)
    except pikepdf.PdfError:
        raise CannotConvert("The PDF that was made of it is damaged.") from None
