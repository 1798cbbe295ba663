"""What every page shows around its content: service, environment, navigation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string


SERVICE_NAME = "Quorate"
ENVIRONMENTS = {
    "production": None,
    "demo": (
        "Demonstration",
        "The people, practices and meetings here are invented. Nothing is sent.",
    ),
    "development": ("Development", "Not for real meetings."),
    "test": ("Test", "Not for real meetings."),
}


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the header's navigation."""

    label: str
    url: str
    is_current: bool
    is_parent: bool


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the service's name, its environment and the navigation that exists."""
    return {
        "service_name": SERVICE_NAME,
        "environment": environment(),
        "navigation": SimpleLazyObject(
            lambda: navigation(belongs_at(request), request.user)
        ),
        "links": SimpleLazyObject(links),
    }


def belongs_at(request: HttpRequest) -> str:
    """Return the address at which a page stands in the navigation: its own, mostly.

    A view whose page belongs elsewhere for this reader says so by `belong_to`.
    """
    return str(getattr(request, "belongs_at", request.path))


def belong_to(request: HttpRequest, name: str) -> None:
    """Let a page stand below the page of this name in the navigation."""
    request.belongs_at = reverse(name) + "page/"  # type: ignore[attr-defined] # read below


def environment() -> dict[str, str] | None:
    """Return the banner of an environment that is not production."""
    name = getattr(settings, "QUORATE_ENV", "development")
    banner = ENVIRONMENTS.get(name, (str(name).capitalize(), "Not for real meetings."))
    return {"tag": banner[0], "text": banner[1]} if banner else None


def navigation(path: str, user: Any = None) -> list[NavigationItem]:
    """Return the navigation of the settings: pages that exist and are for this user.

    An entry is the name of a page, its label, and perhaps the name of a function that
    says of a user whether the page is for them. The page itself asks the door. Pages
    belong to the entry whose address, or beginning in the settings, is nearest to theirs.
    """
    shown = []
    above: dict[str, str] = {}
    below = getattr(settings, "QUORATE_NAVIGATION_BELOW", {})
    for name, label, *asked in getattr(settings, "QUORATE_NAVIGATION", []):
        url = url_of(name)
        if url is None:
            continue
        starts = (url, *(get_script_prefix() + each for each in below.get(name, ())))
        above |= {start: url for start in starts if start != "/"}
        if all(import_string(one)(user) for one in asked):
            shown.append((label, url))
    # The registers stand below the interests: only the nearest entry is the parent, and
    # none is where that entry is not for this user.
    nearest = max(
        (each for each in above if path.startswith(each)), key=len, default=""
    )
    parent = above.get(nearest, "")
    return [
        NavigationItem(label, url, path == url, path != url and url == parent)
        for label, url in shown
    ]


def links() -> dict[str, str | None]:
    """Return the addresses of pages the frame links to, None where there is none."""
    has_letters = getattr(settings, "QUORATE_DEMO_MAIL", None)
    return {
        "home": url_of("desk:home") or "/",
        "sign_in": url_of("account_login"),
        "sign_out": url_of("account_logout"),
        "own_page": url_of("people:account") or url_of("account"),
        "accessibility": url_of("publishing:accessibility"),
        "privacy": url_of("publishing:privacy"),
        "letters": url_of("notices:demo_letters") if has_letters else None,
    }


def url_of(name: str) -> str | None:
    """Return the address of a page, or None where no page has this name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
