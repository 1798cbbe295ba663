"""Our components make the HTML that nhsuk-frontend says they should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from core.templatetags.quorate import component
from core.web.components import component_named
from core.web.tables import Cell, Column, Link, SummaryRow, Table, TaskRow
from tests.unit.core.web.oracle import (
    Case,
    assert_mirrors,
    cases,
    every_case,
    names,
    options_of,
    words,
)


def body_of(context: dict[str, Any], tag: str = "{}") -> str:
    text = context.get("text") or context.get("description") or ""
    return mark_safe(context.get("html") or "") or format_html(tag, text)


def contain(name: str, content: str, **given: Any) -> str:
    part = component_named(name)
    part.check(given)
    return render_to_string(part.template, {**given, "content": content})


def heading_of(context: dict[str, Any]) -> str:
    return words(context.get("heading"))


def hint(context: dict[str, Any]) -> str:
    html = render_to_string(
        "nhsuk/parts/hint.html", {"hint": words(context), "id": "x"}
    )
    own = context.get("id")
    return html.replace(' id="x-hint"', f' id="{own}"' if own else "")


def error_message(context: dict[str, Any]) -> str:
    html = render_to_string(
        "nhsuk/parts/errors.html", {"errors": [words(context)], "id": "x"}
    )
    own = context.get("id")
    return html.replace(' id="x-error"', f' id="{own}"' if own else "")


def error_summary(context: dict[str, Any]) -> str:
    lines = [
        {"text": words(line), "target": line.get("href", "").removeprefix("#")}
        for line in context["errorList"]
        if line
    ]
    return render_to_string("nhsuk/parts/error_summary.html", {"lines": lines})


def page_heading(context: dict[str, Any]) -> str:
    return component(
        "page_heading",
        title=words(context),
        caption=words(context.get("caption")),
        size=context.get("size", ""),
    )


def title_facts(context: dict[str, Any]) -> dict[str, Any]:
    heading = context.get("heading")
    inner = heading if isinstance(heading, dict) else {}
    return {
        "text": words(heading) or words(context),
        "size": inner.get("size", context.get("size", "")),
        "heading": bool(heading or context.get("isPageHeading")),
        "caption": words(context.get("caption")),
    }


def label(context: dict[str, Any]) -> str:
    facts = {"label": title_facts(context), "id": context.get("for", "")}
    html = render_to_string("nhsuk/parts/label.html", facts)
    return html if "for" in context else html.replace(' for=""', "")


def legend(context: dict[str, Any]) -> str:
    return render_to_string("nhsuk/parts/legend.html", {"label": title_facts(context)})


def skip_link(context: dict[str, Any]) -> str:
    page = render_to_string("layouts/base.html")
    start = page.index('<a class="nhsuk-skip-link"')
    return page[start : page.index("</a>", start) + 4]


def button(context: dict[str, Any]) -> str:
    double = context.get("preventDoubleClick")
    return component(
        "button",
        text=words(context),
        url=context.get("href", ""),
        variant=context.get("variant", ""),
        small=bool(context.get("small")),
        once=bool(double),
    )


def notification(context: dict[str, Any]) -> str:
    return component(
        "notification",
        text=words(context),
        heading=words(context.get("heading")),
        success=context.get("variant") == "success",
    )


def summary_list(context: dict[str, Any]) -> str:
    rows = []
    for row in context["rows"]:
        actions = row.get("actions") or {}
        items = actions.get("items", []) if isinstance(actions, dict) else actions
        rows.append(
            SummaryRow(
                words(row["key"]),
                words(row["value"]),
                [
                    Link(words(one), one["href"], one.get("visuallyHiddenText", ""))
                    for one in items
                    if one
                ],
            )
        )
    return component("summary_list", rows=rows, plain=context.get("border") is False)


def task_list(context: dict[str, Any]) -> str:
    tasks = []
    for item in context["items"]:
        if not item:
            continue
        status = item.get("status", {})
        tag = status.get("tag", status) if isinstance(status, dict) else status
        colour = tag.get("colour") or "" if isinstance(tag, dict) else ""
        title = words(item.get("heading") or item.get("title"))
        tasks.append(
            TaskRow(
                title, item.get("href", ""), words(item.get("hint")), words(tag), colour
            )
        )
    return component("task_list", tasks=tasks, id=context["idPrefix"])


def pagination(context: dict[str, Any]) -> str:
    items = [item for item in context["items"] if item]
    here = next(item["number"] for item in items if item.get("current"))
    last = max(item.get("number", 0) for item in items)
    page = Paginator(range(last * 10), 10).page(here)
    html = component("pagination", page=page, query=QueryDict(""))
    return html.replace('"?page=', '"#/section/')


def table(context: dict[str, Any]) -> str:
    caption = context["caption"]
    columns = [
        Column(
            words(head),
            numeric=isinstance(head, dict) and head.get("format") == "numeric",
        )
        for head in context["head"]
        if head
    ]
    rows = [
        [Cell(words(cell)) for cell in row if cell] for row in context["rows"] if row
    ]
    shown = Table(
        caption=words(caption),
        columns=columns,
        rows=rows,
        first_is_heading=bool(context.get("firstCellIsHeader")),
        caption_size=caption.get("size", "") if isinstance(caption, dict) else "",
        stacked=bool(context.get("responsive")),
    )
    return component("table", table=shown)


def do_list(context: dict[str, Any]) -> str:
    heading = context["heading"]
    return component(
        "do_list",
        items=[words(item) for item in context["items"] if item],
        avoid=context.get("icon") == "cross",
        heading=words(heading),
        level=heading.get("level", 3) if isinstance(heading, dict) else 3,
    )


def breadcrumbs(context: dict[str, Any]) -> str:
    items = [Link(item["text"], item["href"]) for item in context["items"]]
    return component("breadcrumbs", items=items)


def back_link(context: dict[str, Any]) -> str:
    html = component("back_link", url=context.get("href", "#"), text=words(context))
    # Ours stands in a landmark of its own: all content of a page belongs to one.
    return html.replace('<nav aria-label="Back">', "").replace("</nav>", "")


def details(context: dict[str, Any]) -> str:
    return contain(
        "details",
        body_of(context),
        summary=words(context["summary"]),
        expander="nhsuk-expander" in context.get("classes", ""),
        open=bool(context.get("open")),
    )


def panel(context: dict[str, Any]) -> str:
    return component("panel", title=heading_of(context), text=words(context))


def warning(context: dict[str, Any]) -> str:
    body = body_of(context, '<p class="nhsuk-card__description">{}</p>')
    return contain("warning", body, heading=heading_of(context))


def inset(context: dict[str, Any]) -> str:
    return contain("inset", body_of(context, "<p>{}</p>"))


def card(context: dict[str, Any]) -> str:
    heading = context["heading"]
    level = heading.get("level", 2) if isinstance(heading, dict) else 2
    return contain(
        "card",
        body_of(context, '<p class="nhsuk-card__description">{}</p>'),
        heading=words(heading),
        url=context.get("href", ""),
        level=level,
        size=heading.get("size", "") if isinstance(heading, dict) else "",
        feature=context.get("variant") == "feature",
    )


def tag(context: dict[str, Any]) -> str:
    return component("tag", text=words(context), colour=context.get("colour", ""))


def action_link(context: dict[str, Any]) -> str:
    return component("action_link", text=words(context), url=context["href"])


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
    "hint": Mirror(hint, "text html id", 2),
    "error-message": Mirror(
        error_message,
        "text html id",
        2,
        {"without visually hidden text": "ours always says that it is an error"},
    ),
    "error-summary": Mirror(
        error_summary, "heading heading.text errorList errorList.text errorList.href", 4
    ),
    "label": Mirror(
        label,
        "text size for heading heading.text heading.size isPageHeading caption",
        10,
    ),
    "legend": Mirror(
        legend, "text size heading heading.text heading.size isPageHeading caption", 10
    ),
    "heading": Mirror(page_heading, "text size caption", 9),
    "skip-link": Mirror(
        skip_link,
        "text href",
        1,
        {
            "without hash fragment": "ours is in the layout and leads to the content",
            "without link target": "ours is in the layout and leads to the content",
        },
    ),
    "button": Mirror(
        button,
        "text href variant small preventDoubleClick",
        20,
        {"with double click not prevented": "ours says nothing where it is not wanted"},
    ),
    "notification-banner": Mirror(notification, "text variant heading heading.text", 3),
    "summary-list": Mirror(
        summary_list,
        "rows rows.key rows.key.text rows.value rows.value.text rows.value.html border "
        "rows.actions rows.actions.items rows.actions.items.href rows.actions.href "
        "rows.actions.items.text rows.actions.items.visuallyHiddenText "
        "rows.actions.text rows.actions.visuallyHiddenText",
        5,
    ),
    "task-list": Mirror(
        task_list,
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
        pagination,
        "previous previous.href next next.href items items.number items.href "
        "items.current",
        3,
    ),
    "tables": Mirror(
        table,
        "caption caption.text caption.size firstCellIsHeader responsive head head.text "
        "head.format rows rows.text",
        6,
        needs="caption",
    ),
    "do-dont-list": Mirror(
        do_list,
        "icon items items.text heading heading.text heading.level",
        4,
    ),
    "breadcrumb": Mirror(breadcrumbs, "items items.text items.href", 1),
    "back-link": Mirror(back_link, "text html href", 1, needs="href"),
    "details": Mirror(details, "summary summary.text text html open classes", 8),
    "panel": Mirror(panel, "heading heading.text text html", 3),
    "warning-callout": Mirror(
        warning, "heading heading.text text html", 4, needs="heading"
    ),
    "inset-text": Mirror(inset, "text html", 2),
    "card": Mirror(
        card,
        "heading heading.text heading.size heading.level description href clickable",
        1,
        {"basic with heading link": "all of ours can be clicked if any of it can"},
        needs="heading description",
    ),
    "tag": Mirror(tag, "text html colour", 11, {"without colour": "ours is grey then"}),
    "action-link": Mirror(action_link, "text html href", 2),
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
