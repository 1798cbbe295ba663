"""Our components make the HTML that nhsuk-frontend says they should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.unit.core.web import mirrors
from tests.unit.core.web.oracle import (
    Case,
    assert_mirrors,
    cases,
    every_case,
    names,
    options_of,
)


@dataclass(frozen=True)
class Mirror:
    """What of an nhsuk-frontend component ours mirrors: cases using these options.

    Cases with any other option are left out because ours does not have it, cases
    without the options it `needs` likewise; those in `left_out` for the reason given.
    `at_least` keeps the comparison from shrinking unnoticed.
    """

    render: Callable[[dict[str, Any]], str]
    options: str
    at_least: int
    left_out: dict[str, str] = field(default_factory=dict)
    needs: str = ""

    def covers(self, case: Case) -> bool:
        used = options_of(case.context)
        return (
            used <= set(self.options.split())
            and used >= set(self.needs.split())
            and "call block" not in case.name  # a body only Nunjucks can see
            and case.name not in self.left_out
        )


MIRRORED = {
    "hint": Mirror(mirrors.hint, "text html id", 2),
    "error-message": Mirror(
        mirrors.error_message,
        "text html id",
        2,
        {"without visually hidden text": "ours always says that it is an error"},
    ),
    "error-summary": Mirror(
        mirrors.error_summary,
        "heading heading.text errorList errorList.text errorList.href",
        4,
    ),
    "label": Mirror(
        mirrors.label,
        "text size for heading heading.text heading.size isPageHeading caption",
        10,
    ),
    "legend": Mirror(
        mirrors.legend,
        "text size heading heading.text heading.size isPageHeading caption",
        10,
    ),
    "heading": Mirror(mirrors.page_heading, "text size caption", 9),
    "skip-link": Mirror(
        mirrors.skip_link,
        "text href",
        1,
        {
            "without hash fragment": "ours is in the layout and leads to the content",
            "without link target": "ours is in the layout and leads to the content",
        },
    ),
    "button": Mirror(
        mirrors.button,
        "text href variant small preventDoubleClick",
        20,
        {"with double click not prevented": "ours says nothing where it is not wanted"},
    ),
    "notification-banner": Mirror(
        mirrors.notification, "text variant heading heading.text", 3
    ),
    "summary-list": Mirror(
        mirrors.summary_list,
        "rows rows.key rows.key.text rows.value rows.value.text rows.value.html border "
        "rows.actions rows.actions.items rows.actions.items.href rows.actions.href "
        "rows.actions.items.text rows.actions.items.visuallyHiddenText "
        "rows.actions.text rows.actions.visuallyHiddenText",
        5,
    ),
    "task-list": Mirror(
        mirrors.task_list,
        "idPrefix items items.heading items.heading.text items.href items.hint "
        "items.hint.text items.status items.status.tag items.status.tag.text "
        "items.status.tag.colour items.status.tag.classes items.status.tag.border "
        "items.status.text",
        2,
        {
            "with headings and status text as strings": "ours shows a state as a tag",
            "with empty items": "ours numbers the tasks that are shown",
        },
    ),
    "pagination": Mirror(
        mirrors.pagination,
        "previous previous.href next next.href items items.number items.href "
        "items.current",
        3,
    ),
    "tables": Mirror(
        mirrors.table,
        "caption caption.text caption.size firstCellIsHeader responsive head head.text "
        "head.format rows rows.text",
        6,
        needs="caption",
    ),
    "do-dont-list": Mirror(
        mirrors.do_list,
        "icon items items.text heading heading.text heading.level",
        4,
    ),
    "breadcrumb": Mirror(mirrors.breadcrumbs, "items items.text items.href", 1),
    "back-link": Mirror(mirrors.back_link, "text html href", 1, needs="href"),
    "details": Mirror(
        mirrors.details, "summary summary.text text html open classes", 8
    ),
    "panel": Mirror(mirrors.panel, "heading heading.text text html", 3),
    "warning-callout": Mirror(
        mirrors.warning, "heading heading.text text html", 4, needs="heading"
    ),
    "inset-text": Mirror(mirrors.inset, "text html", 2),
    "card": Mirror(
        mirrors.card,
        "heading heading.text heading.size heading.level description href clickable",
        1,
        {"basic with heading link": "all of ours can be clicked if any of it can"},
        needs="heading description",
    ),
    "tag": Mirror(
        mirrors.tag, "text html colour", 11, {"without colour": "ours is grey then"}
    ),
    "action-link": Mirror(mirrors.action_link, "text html href", 2),
}
ALL = [
    parameter
    for name, mirror in MIRRORED.items()
    for parameter in cases(name, covers=mirror.covers)
]


@pytest.mark.parametrize("case", ALL)
def test_component_mirrors_nhsuk(case: Case | None) -> None:
    html = MIRRORED[case.component].render(case.context) if case else ""

    assert_mirrors(html, case)


@pytest.mark.parametrize("name", MIRRORED)
def test_enough_cases_are_compared(name: str) -> None:
    mirror = MIRRORED[name]
    known = names(name)

    compared = [case for case in every_case(name) if mirror.covers(case)]

    assert len(compared) >= mirror.at_least
    assert set(mirror.left_out) <= known
    assert all(mirror.left_out.values())
