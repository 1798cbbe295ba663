"""Pages on which the rows of an import that are not right are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.actions import imports_rows
from conflicts.actions.imports import columns_of
from conflicts.actions.imports_checking import understand
from conflicts.enums import RowState
from conflicts.facts.imports_kinds import layout_of
from conflicts.forms.imports import AgainForm, DropForm, RowForm
from conflicts.loaders.imports import get_import_for, get_import_row_for
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table


if TYPE_CHECKING:
    from committees.views.requests import UserRequest
    from conflicts.models import ImportRow

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_http_methods(["GET", "POST"])
def import_rows(request: UserRequest, pk: int) -> HttpResponse:
    made = get_import_for(request.user, pk)
    form = AgainForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            right = imports_rows.send_again(
                register_import=made,
                file=form.cleaned_data["file"].file,
                by=request.user,
            )
            messages.success(request, f"{right} rows are right now.")
            return redirect("conflicts:import", made.pk)

    waiting = made.rows.filter(state=RowState.FAULTY).order_by("number")
    page = Paginator(waiting, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "register_import": made,
        "form": form,
        "page": page,
        "table": Table(
            caption=f"{page.paginator.count} rows to settle",
            columns=[Column("Line"), Column("Whose"), Column("What to put right")],
            rows=[_listed(row) for row in page],
            empty="Every row is settled.",
        ),
    }
    return TemplateResponse(request, "conflicts/import_rows.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def import_row(request: UserRequest, pk: int, number: int) -> HttpResponse:
    row = get_import_row_for(request.user, pk, number)
    (meaning,) = understand(row.register_import, [row.cells])
    form = RowForm(
        request.POST or None,
        keys=columns_of(row.register_import),
        layout=layout_of(row.register_import),
        offered=meaning.offered,
        named=meaning.named,
        initial=row.cells,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            row = imports_rows.correct(row=row, cells=form.cells, by=request.user)
            if row.state != RowState.FAULTY:
                messages.success(request, f"Line {row.number} is right now.")
                return redirect("conflicts:import_rows", pk)

    context = {
        "title": f"Line {row.number}",
        "row": row,
        "register_import": row.register_import,
        "form": form,
        "problems": [sentence for _field, sentence in row.problems],
    }
    return TemplateResponse(request, "conflicts/import_row.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def import_row_drop(request: UserRequest, pk: int, number: int) -> HttpResponse:
    row = get_import_row_for(request.user, pk, number)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            imports_rows.drop(
                row=row, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, f"Line {row.number} is left out.")
            return redirect("conflicts:import_rows", pk)

    context = {"row": row, "register_import": row.register_import, "form": form}
    return TemplateResponse(request, "conflicts/import_row_drop.html", context)


@login_required
@require_GET
def import_problems(request: UserRequest, pk: int) -> HttpResponse:
    made = get_import_for(request.user, pk)
    response = HttpResponse(imports_rows.problems_sheet(made), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="rows-to-settle.xlsx"'
    return response


def _listed(row: ImportRow) -> tuple[object, ...]:
    cells = row.cells
    whole = f"{cells.get('given_name', '')} {cells.get('family_name', '')}".strip()
    where = reverse("conflicts:import_row", args=[row.register_import_id, row.number])
    return (
        Cell(f"Line {row.number}", where),
        whole or cells.get("full_name", ""),
        " ".join(sentence for _field, sentence in row.problems),
    )
