"""Components, icons and dates for every page: `{% load quorate %}`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.verdict import Verdict
from core.web import dates
from core.web.components import component_named
from core.web.tables import page_address


register = template.Library()


@register.simple_tag
def component(name: str, /, **given: Any) -> str:
    """Render a listed component: `{% component "tag" text="Late" colour="red" %}`."""
    part = component_named(name)
    part.check(given)
    return get_template(part.template).render({**given})


@register.simple_block_tag(end_name="endcontainer")
def container(content: SafeString, name: str, /, **given: Any) -> str:
    """Render a component around a body, up to `{% endcontainer %}`."""
    part = component_named(name)
    part.check(given)
    return get_template(part.template).render({**given, "content": content})


@register.simple_tag
def verdict(answer: Verdict, **given: Any) -> str:
    """Render a verdict with its reason; nothing for a plain yes."""
    return component("verdict", verdict=answer, **given)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Draw an icon of the design system; it says nothing to a screen reader."""
    return format_html(
        '<svg class="nhsuk-icon nhsuk-icon--{}" viewBox="0 0 24 24" width="{}" '
        'height="{}" focusable="false" aria-hidden="true"><use href="{}#{}"></use>'
        "</svg>",
        name,
        size,
        size,
        static("built/images/icons.svg"),
        name,
    )


@register.filter
def long_date(day: date | None) -> str:
    """10 February 2016; nothing for nothing."""
    return dates.long_date(day) if day else ""


@register.filter
def short_date(day: date | None) -> str:
    """10 Feb 2016; nothing for nothing."""
    return dates.short_date(day) if day else ""


@register.filter
def weekday_date(day: date | None) -> str:
    """Wednesday 10 February 2016; nothing for nothing."""
    return dates.weekday_date(day) if day else ""


@register.filter
def on_day(words: str, day: date | None) -> str:
    """Name what happens on a day: Meeting in common, 10 February 2016."""
    return f"{words}, {dates.long_date(day)}" if day else words


@register.filter
def clock_time(moment: datetime | None) -> str:
    """2:30pm; nothing for nothing."""
    return dates.clock_time(moment) if moment is not None else ""


@register.filter
def long_moment(moment: datetime | None) -> str:
    """10 February 2016 at 2:30pm; nothing for nothing."""
    return dates.long_moment(moment) if moment else ""


@register.filter
def until(first: date | None, last: date | None) -> str:
    """1 April 2013 to 31 March 2016: `{{ link.first|until:link.last }}`."""
    return dates.day_range(first, last)


@register.simple_tag
def page_url(number: int, query: Any = None) -> str:
    """Return the address of another page of a list, keeping its filters."""
    return page_address(number, query or None)


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | None]:
    """Return the page numbers to show, None for a gap."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


@register.simple_tag
def any_actions(rows: Sequence[Any]) -> bool:
    """Say whether any row of a summary list has links: the others leave room."""
    return any(
        row.get("actions") if isinstance(row, dict) else row.actions for row in rows
    )


@register.simple_tag
def example(name: str, shown: tuple[dict[str, Any], str]) -> str:
    """Render one example of the gallery; its body is our own markup."""
    part = component_named(name)
    given, body = shown
    part.check(given)
    # The bodies are constants of core.web.examples, never anything typed.
    if part.has_body:
        given = {**given, "content": SafeString(body)}  # nosec B703 # our own constants
    return get_template(part.template).render({**given})
