"""Mail that came back and is about no letter we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleBroken
from notices.actions import returns as actions
from notices.loaders import returned_mail_for


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

A_PAGE = 25


@login_required
@require_GET
def returned_list(request: UserRequest) -> HttpResponse:
    found = returned_mail_for(request.user).unsettled()
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "query": request.GET}
    return TemplateResponse(request, "notices/returned_list.html", context)


@login_required
@require_POST
def settle(request: UserRequest, pk: int) -> HttpResponse:
    row = returned_mail_for(request.user, pk).get()
    try:
        actions.settle(row=row, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, refusal.verdict.reason)
    else:
        messages.success(request, "Looked at. What it said was erased.")
    return redirect("notices:returned")
