"""A machine with Python and make runs the suite: no test calls another program."""

from __future__ import annotations

import ast

from tests.architecture.rooms import ROOT
from tests.fixtures.tools import OF_THE_MACHINE


CALLS = {"run", "Popen", "check_output", "check_call"}
ASKS = {"which", "tool"}


def _programs(tree):
    """Yield the first word of every command that is written out."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        if name in CALLS and isinstance(first, ast.List | ast.Tuple) and first.elts:
            first = first.elts[0]
        elif name not in ASKS:
            continue
        if isinstance(first, ast.Constant):
            yield first.value


def test_programs_sees_what_is_called():
    tree = ast.parse("subprocess.run(['qpdf', '--check']); shutil.which('pdfinfo')")

    assert list(_programs(tree)) == ["qpdf", "pdfinfo"]


def test_no_test_calls_a_program_that_the_packages_do_not_bring():
    called = {
        f"{path.relative_to(ROOT)}: {program}"
        for folder in ("tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "test_machine.py"
        for program in _programs(ast.parse(path.read_text(encoding="utf-8")))
        if program not in OF_THE_MACHINE
    }

    assert called == set()
