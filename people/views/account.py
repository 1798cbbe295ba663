"""A person's own sign-in: who they are here, and where they are signed in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_POST

from core.web.context import url_of
from core.web.dates import long_moment
from core.web.tables import Cell, Column, SummaryRow, Table
from people.actions import users
from people.requests import UserRequest


@login_required
@require_GET
def account(request: UserRequest) -> HttpResponse:
    user = request.user
    has_password = user.has_usable_password()
    rows = [
        SummaryRow("Name", user.label),
        SummaryRow("Signs in with", user.email),
        SummaryRow("Password", "Set" if has_password else "None: you use codes"),
    ]
    context = {
        "rows": rows,
        "has_password": has_password,
        "reminders_url": url_of("notices:my_reminders") if user.person_id else None,
    }
    return TemplateResponse(request, "people/account_page.html", context)


@login_required
@require_GET
def sessions(request: UserRequest) -> HttpResponse:
    user = request.user
    own_key = request.session.session_key
    rows = [
        [
            Cell(long_moment(session.created_at)),
            Cell(session.user_agent),
            Cell(session.ip),
            Cell(tag="This one", colour="green")
            if session.session_key == own_key
            else Cell(),
        ]
        for session in UserSession.objects.purge_and_list(user)
    ]
    table = Table(
        caption="Where you are signed in",
        columns=[
            Column("Since"),
            Column("Browser"),
            Column("Network address"),
            Column("Is it this one?"),
        ],
        rows=rows,
    )
    return TemplateResponse(request, "people/sessions_page.html", {"table": table})


@login_required
@require_POST
def sign_out_everywhere(request: UserRequest) -> HttpResponse:
    user = request.user
    users.sign_out_everywhere(user=user, by=user)
    logout(request)
    messages.success(request, "You are signed out on every device.")
    return redirect("account_login")
