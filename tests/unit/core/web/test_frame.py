"""The frame of every page: navigation, banner, error pages, no inline code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import reverse

from core.web import context, errors
from tests.unit.core.web.oracle import ABSENT, ROOT


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
EVENTS = r"\son(?:click|change|submit|load|error|input|focus|blur|key\w+|mouse\w+)="
INLINE = re.compile(
    rf"\sstyle=|<style|<script(?![^>]*\ssrc=)|javascript:|{EVENTS}", re.IGNORECASE
)
POST = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL | re.IGNORECASE)


def asked(path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=False)
    return request


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.name))
def test_template_has_no_inline_style_or_script(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.name))
def test_template_posts_only_with_a_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [form for form in POST.findall(text) if "csrf_token" not in form] == []


@override_settings(
    QUORATE_NAVIGATION=[("core:gallery", "Gallery"), ("attic:ghosts", "Ghosts")]
)
def test_navigation_leaves_out_pages_that_do_not_exist() -> None:
    items = context.navigation("/design/")

    assert [(item.label, item.is_current) for item in items] == [("Gallery", True)]


@override_settings(QUORATE_NAVIGATION=[("core:gallery", "Gallery")])
def test_navigation_marks_the_parent_of_a_page() -> None:
    item = context.navigation("/design/forms/")[0]

    assert (item.is_current, item.is_parent) == (False, True)


def test_navigation_leaves_out_what_is_not_for_this_user() -> None:
    with override_settings(
        QUORATE_NAVIGATION=[
            ("core:gallery", "Everybody's"),
            ("core:gallery", "Theirs", "builtins.bool"),
        ]
    ):
        nobody, somebody = context.navigation("/"), context.navigation("/", "Ada")

    assert [item.label for item in nobody] == ["Everybody's"]
    assert [item.label for item in somebody] == ["Everybody's", "Theirs"]


@override_settings(
    QUORATE_NAVIGATION=[
        ("conflicts:my_interests", "My interests"),
        ("conflicts:registers", "Registers"),
    ]
)
def test_navigation_marks_the_nearest_parent_only() -> None:
    items = context.navigation(reverse("conflicts:registers") + "1/")

    assert [item.is_parent for item in items] == [False, True]


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("conflicts:cycle_bodies", ["Registers"]),
        ("conflicts:imports", ["Registers"]),
        ("conflicts:confirm", ["My interests"]),
    ],
)
def test_navigation_marks_the_entry_a_page_belongs_to(name: str, marked: str) -> None:
    entries = [
        ("conflicts:my_interests", "My interests"),
        ("conflicts:registers", "Registers", "builtins.bool"),
    ]
    with override_settings(QUORATE_NAVIGATION=entries):
        theirs = context.navigation(reverse(name) + "1/", "Ada")
        others = context.navigation(reverse(name) + "1/")

    assert [item.label for item in theirs if item.is_parent] == marked
    still = [item.label for item in others if item.is_parent]
    assert still == [label for label in marked if label != "Registers"]


@pytest.mark.parametrize(
    ("name", "tag"),
    [("demo", "Demonstration"), ("test", "Test"), ("staging", "Staging")],
)
def test_environment_has_a_banner(name: str, tag: str) -> None:
    with override_settings(QUORATE_ENV=name):
        assert context.environment()["tag"] == tag


@override_settings(QUORATE_ENV="production")
def test_environment_of_production_has_none() -> None:
    assert context.environment() is None


def test_page_shows_who_is_signed_in_and_the_navigation() -> None:
    facts = {
        "user": SimpleNamespace(is_authenticated=True, label="Ada Example"),
        "links": {"sign_out": "/out/", "home": "/"},
        "navigation": [context.NavigationItem("Meetings", "/m/", True, False)],
    }

    html = render_to_string("layouts/page.html", facts)

    assert "Ada Example" in html
    assert "Sign out" in html
    assert (
        '<a class="nhsuk-header__navigation-link" href="/m/" aria-current="page">'
        in html
    )


def test_page_says_error_first_in_its_title() -> None:
    wrong = SimpleNamespace(is_bound=True, errors={"name": ["Enter name"]})

    html = render_to_string("layouts/base.html", {"form": wrong})

    assert "<title>Error: " in html


@pytest.mark.parametrize(
    ("view", "arguments", "status", "words"),
    [
        (errors.bad_request, (ValueError(),), 400, "could not read"),
        (
            errors.forbidden,
            (PermissionDenied("Only the chair."),),
            403,
            "Only the chair.",
        ),
        (errors.forbidden, (PermissionDenied(),), 403, "do not include this"),
        (errors.not_found, (Http404(),), 404, "Page not found"),
        (errors.csrf_failure, ("secret reason",), 403, "out of date"),
        (errors.too_many_requests, (), 429, "Too many attempts"),
        (errors.server_error, (), 500, "Nothing you entered was saved"),
    ],
    ids=["400", "403 with reason", "403", "404", "csrf", "429", "500"],
)
def test_error_page_says_what_to_do(
    view: Any, arguments: tuple[Any, ...], status: int, words: str
) -> None:
    response = view(asked(), *arguments)

    assert response.status_code == status
    assert words in response.content.decode()
    assert "secret reason" not in response.content.decode()


def test_server_error_survives_a_broken_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> str:
        raise ValueError(name)

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.server_error(asked())

    assert response.status_code == 500
    assert "Sorry, there is a problem" in response.content.decode()


def test_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))

    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if not facts["integrity"]] == []


def test_built_styles_ask_no_other_host() -> None:
    css = ROOT / "static" / "built" / "css" / "quorate.css"
    assert css.exists(), f"{ABSENT} Then run `npm run build`."

    addresses = set(re.findall(r"url\(([^)]*)\)", css.read_text(encoding="utf-8")))
    assert [a for a in addresses if not a.strip("\"'").startswith("../images/")] == []
    assert "@font-face" not in css.read_text(encoding="utf-8")
    assert [
        a for a in addresses if not (css.parent / a.strip("\"'")).resolve().exists()
    ] == []
