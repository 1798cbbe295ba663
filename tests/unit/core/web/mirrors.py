"""From the options of a Nunjucks macro to our component that should look the same."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from core.templatetags.quorate import component
from core.web.components import component_named
from core.web.tables import Cell, Column, Link, SummaryRow, Table, TaskRow
from tests.unit.core.web.oracle import words


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
