"""Files nobody can hold and functions nobody can read do not get in."""

from __future__ import annotations

import ast

from tests.architecture.rooms import ROOT, source_files


LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_VIEW = 30


def _functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, node.end_lineno - node.lineno + 1


def test_no_file_is_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in source_files()
    }

    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_no_function_is_too_long():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has {lines} lines"
        for path in source_files()
        for node, lines in _functions(path)
        if lines > (LONGEST_VIEW if "views" in path.parts else LONGEST_FUNCTION)
    ]

    assert found == []


def test_every_module_has_its_line():
    found = [
        str(path.relative_to(ROOT))
        for path in source_files()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert found == []
