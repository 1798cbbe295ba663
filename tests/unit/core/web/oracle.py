"""Nhsuk-frontend's own cases of expected HTML, and how HTML is compared with them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test.html import Element, parse_html
from django.utils.safestring import mark_safe


ROOT = Path(__file__).resolve().parents[4]
COMPONENTS = ROOT / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk" / "components"
ABSENT = (
    "nhsuk-frontend is not installed, so there is nothing to compare with: run "
    "`npm ci` (make test and make run do it by themselves)."
)
ICON = re.compile(r'<svg class="([^"]*)".*?</svg>', re.DOTALL)


@dataclass(frozen=True)
class Case:
    """One expected rendering: the macro's options and the HTML it makes."""

    component: str
    name: str
    context: dict[str, Any]
    html: str


def cases(component: str, *, covers: Callable[[Case], bool]) -> list[Any]:
    """Return the cases of a component that a test covers, as parameters."""
    found = every_case(component)
    if not found:
        # One parameter that fails with a sentence, instead of a broken collection.
        return [pytest.param(None, id=f"{component} is not installed")]
    return [
        pytest.param(case, id=f"{component}: {case.name}")
        for case in found
        if covers(case)
    ]


def options_of(context: Any, path: str = "") -> set[str]:
    """Return the options a case uses, as dotted paths."""
    if isinstance(context, list):
        return {found for one in context for found in options_of(one, path)}
    if not isinstance(context, dict):
        return set()
    used = set()
    for key, value in context.items():
        if value is not None:
            here = f"{path}.{key}".removeprefix(".")
            used |= {here} | options_of(value, here)
    return used


def names(component: str) -> set[str]:
    """Return the names of all cases of a component."""
    found = every_case(component)
    assert found, ABSENT
    return {case.name for case in found}


def every_case(component: str) -> list[Case]:
    """Return the cases of a component; none where it is not installed."""
    path = COMPONENTS / component / "fixtures.json"
    if not path.exists():
        return []
    seen: Counter[str] = Counter()
    found = []
    for fixture in json.loads(path.read_text(encoding="utf-8"))["fixtures"]:
        # Variants share a name: the second "label" becomes "label (2)".
        seen[fixture["name"]] += 1
        number = seen[fixture["name"]]
        name = f"{fixture['name']} ({number})" if number > 1 else fixture["name"]
        found.append(Case(component, name, fixture["context"], fixture["html"]))
    return found


def normalised(html: str) -> Element:
    """Return HTML with spaces, attribute order and the drawing of icons set aside."""
    return parse_html(ICON.sub(r'<svg class="\1"></svg>', html))


def assert_mirrors(html: str, case: Case | None) -> None:
    """Compare our HTML with the expected HTML of a case."""
    assert case is not None, ABSENT
    ours, theirs = normalised(html), normalised(case.html)
    assert ours == theirs, f"\n--- expected\n{theirs}\n--- ours\n{ours}"


def words(option: Any) -> str:
    """Return the words of an option that may be a string, text or HTML."""
    if isinstance(option, dict):
        if "html" in option:
            return mark_safe(option["html"])
        return option.get("text", "")
    return option or ""
