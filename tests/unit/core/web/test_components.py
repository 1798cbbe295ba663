"""The registry, the templates and the gallery tell the same story."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import reverse

from core import verdict
from core.templatetags.quorate import component
from core.web.components import REGISTRY, UnknownPart
from core.web.examples import EXAMPLES
from core.web.gallery import gallery
from core.web.tables import Cell, Column, Light, Link, Table


ROOT = Path(__file__).resolve().parents[4]
TEMPLATES = ROOT / "templates"


def rendered(template: str, /, **context: object) -> str:
    return Template("{% load quorate %}" + template).render(Context(context))


def test_every_component_has_a_template_and_every_template_is_listed() -> None:
    files = {
        path.stem
        for path in (TEMPLATES / "_components").glob("*.html")
        if not path.stem.startswith("_")
    }

    assert files == set(REGISTRY)


def test_every_component_has_examples() -> None:
    assert set(EXAMPLES) == set(REGISTRY)


def test_readme_lists_every_component() -> None:
    text = (TEMPLATES / "_components" / "README.md").read_text(encoding="utf-8")

    assert [name for name in REGISTRY if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", REGISTRY)
def test_template_uses_only_listed_parameters(name: str) -> None:
    part = REGISTRY[name]
    text = (TEMPLATES / part.template).read_text(encoding="utf-8")
    listed = {*part.required, *part.optional} | (
        {"content"} if part.has_body else set()
    )

    printed = set(re.findall(r"{{ ?([a-z_0-9]+)", text))
    own = set(re.findall(r"{% for ([a-z_, ]+) in", text))
    own = {word.strip() for words in own for word in words.split(",")}
    own |= set(re.findall(r"(?:with|as) ([a-z_]+)", text))
    own |= {"forloop", "base", "number", "cell", "state"}

    assert printed - listed - own == set()
    assert all(re.search(rf"\b{word}\b", text) for word in listed)


@pytest.mark.parametrize("name", [name for name in REGISTRY if EXAMPLES[name]])
def test_component_renders_with_what_it_requires_alone(name: str) -> None:
    part = REGISTRY[name]
    given = {key: EXAMPLES[name][0][0][key] for key in part.required}

    html = render_to_string(part.template, {**given, "content": "Body"})

    assert html.strip()


def test_notification_shows_a_message_of_django() -> None:
    message = Message(messages.SUCCESS, "Decision recorded")

    html = component("notification", message=message, number=1)

    assert "Decision recorded" in html
    assert "nhsuk-notification-banner--success" in html


def test_unknown_component_is_refused() -> None:
    with pytest.raises(UnknownPart, match="no component blink"):
        component("blink")


def test_unknown_and_missing_parameters_are_refused() -> None:
    with pytest.raises(UnknownPart, match=r"needs text, takes no txet"):
        component("tag", txet="Late")


def test_container_wraps_its_body() -> None:
    html = rendered(
        '{% container "details" summary="Why" %}<p>{{ word }}</p>{% endcontainer %}',
        word="Because",
    )

    assert '<div class="nhsuk-details__text"><p>Because</p></div>' in html


def test_typed_words_are_escaped_everywhere() -> None:
    sharp = "<script>alert(1)</script>"
    table = Table(sharp, [Column(sharp)], [[Cell(sharp, tag=sharp, note=sharp)]])

    html = component("table", table=table) + component("tag", text=sharp)

    assert "<script>" not in html


@override_settings(QUORATE_ENV="demo")
def test_gallery_shows_every_component() -> None:
    response = gallery(RequestFactory().get("/")).render()
    html = response.content.decode()

    assert [name for name in REGISTRY if f'id="{name}"' not in html] == []
    assert reverse("core:gallery")


@override_settings(QUORATE_ENV="production")
def test_gallery_is_not_served_in_production() -> None:
    from django.http import Http404

    with pytest.raises(Http404):
        gallery(RequestFactory().get("/"))


def test_verdict_of_a_plain_yes_is_silent() -> None:
    html = rendered("{% verdict answer %}", answer=verdict.yes())

    assert html.strip() == ""


def test_verdict_says_reason_rule_source_and_ways() -> None:
    answer = verdict.no("not_quorate", "No general practitioner is in the room.")
    html = rendered(
        "{% verdict answer rule=rule source=source ways=ways %}",
        answer=answer,
        rule="One GP must be present",
        source="terms of reference, section 5.2",
        ways=[Link("Defer the item", "/defer/"), "Wait"],
    )

    for words in (answer.reason, "One GP", "section 5.2", 'href="/defer/"', "Wait"):
        assert words in html


def test_table_sorts_by_links_that_keep_the_filters() -> None:
    table = Table(
        "Practices",
        [
            Column("Name", sort_key="name"),
            Column("List", numeric=True, sort_key="size"),
        ],
        [["A", 1]],
        sorted_by="-size",
        query=QueryDict("ccg=07L&page=3&sort=-size"),
    )
    name, size = table.headings

    assert name.url == "?ccg=07L&sort=name"
    assert name.sorted == ""
    assert size.url == "?ccg=07L&sort=size"
    assert size.sorted == "descending"


def test_table_without_rows_says_so() -> None:
    table = Table("Papers", [Column("Name")], [], empty="No paper has come yet.")

    assert "No paper has come yet." in component("table", table=table)
    assert "<table" not in component("table", table=table)


def test_table_shows_zero() -> None:
    html = component("table", table=Table("T", [Column("N", numeric=True)], [[0]]))

    assert re.search(r"</span>0\s*</td>", html)


def test_pagination_keeps_the_filters_and_shows_gaps() -> None:
    page = Paginator(range(300), 10).page(15)
    html = component("pagination", page=page, query=QueryDict("ccg=07L&page=15"))

    assert 'href="?ccg=07L&amp;page=16"' in html
    assert "nhsuk-pagination__item--ellipsis" in html


def test_pagination_of_one_page_is_silent() -> None:
    assert component("pagination", page=Paginator([1], 10).page(1)).strip() == ""


@pytest.mark.parametrize("state", ["met", "close", "unmet", "unknown"])
def test_quorum_light_says_its_state_in_words(state: str) -> None:
    light = Light("Havering", state)

    assert light.word in component("quorum_lights", lights=[light])


def test_progress_asks_again_only_while_it_runs() -> None:
    facts = {"label": "Pack", "done": 1, "total": 2, "url": "/p/", "page_url": "/q/"}

    running = component("progress", **facts)
    finished = component("progress", **facts, finished=True)

    assert 'hx-get="/p/"' in running
    assert 'href="/q/"' in running
    assert "hx-get" not in finished
    assert "Refresh" not in finished


def test_icon_is_drawn_from_the_sprite() -> None:
    html = rendered('{% icon "tick" %}')

    assert 'href="/static/built/images/icons.svg#tick"' in html
    assert 'aria-hidden="true"' in html
