"""Declaration forms to be printed: blank, or with what is known of a person."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.views.decorators.http import require_GET

from conflicts.enums import Nature
from conflicts.facts.declaring import limits_of
from conflicts.facts.interests import positions_of
from conflicts.facts.returns import practices_of
from conflicts.forms.declaring import NATURE_HINTS
from conflicts.loaders.interests import get_person_for
from conflicts.models import Interest
from conflicts.rules.statements import CONSEQUENCES, statement_of
from conflicts.views.received import pdf_response
from conflicts.views.shown import kind_of
from core import clock
from core.web.dates import long_date
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.http.response import HttpResponseBase

    from committees.views.requests import UserRequest
    from people.models import Person

TEMPLATE = "conflicts/documents/declaration.typ"
ROWS_ON_A_BLANK = 4
SPARE_ROWS = 2


@login_required
@require_GET
def blank_form(request: UserRequest) -> HttpResponseBase:
    return _made(_facts(None), "declaration")


@login_required
@require_GET
def own_form(request: UserRequest) -> HttpResponseBase:
    verdict = door.may(request.user, "declare", Interest)
    if not verdict or request.user.person is None:
        raise PermissionDenied(verdict.reason)
    return _made(_facts(request.user.person), "my-declaration")


@login_required
@require_GET
def person_form(request: UserRequest, person_pk: int) -> HttpResponseBase:
    person = get_person_for(request.user, person_pk)
    return _made(_facts(person), f"declaration-{person.pk}")


def _made(facts: dict[str, Any], name: str) -> HttpResponseBase:
    from core.documents import render

    return pdf_response(io.BytesIO(render(TEMPLATE, facts)), name)


def _facts(person: Person | None) -> dict[str, Any]:
    day = clock.today()
    limit = limits_of(person.pk if person else 0).days_on(day)
    rows = _rows(person) if person else []
    return {
        "title": "Declaration of interests",
        "name": str(person) if person else "",
        "position": positions_of([person.pk], day).get(person.pk, "") if person else "",
        "practice": _practice(person) if person else "",
        "printed_on": long_date(day),
        "kinds": [[each.label, NATURE_HINTS[each.value]] for each in Nature],
        "rows": rows,
        "empty_rows": SPARE_ROWS if rows else ROWS_ON_A_BLANK,
        "statement": statement_of(is_nil=False, limit_days=limit),
        "nil_statement": statement_of(is_nil=True, limit_days=limit),
        "limit": limit,
        "consequences": CONSEQUENCES,
    }


def _practice(person: Person) -> str:
    names = practices_of(person.pk, clock.today()).values_list("name", flat=True)
    return "; ".join(names)


def _rows(person: Person) -> list[list[str]]:
    held = Interest.objects.of_persons([person.pk]).open_on(clock.today())
    return [
        [
            row.concern,
            kind_of(row),
            row.description,
            long_date(row.from_on) if row.from_on else "not stated",
            row.mitigation or "",
        ]
        for row in held.select_related("organisation")
    ]
