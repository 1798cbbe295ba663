"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from decisions.views import (
    actions,
    another_agenda,
    approvals,
    checks,
    closing,
    decisions,
    forward_plan,
    minutes,
)


app_name = "decisions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/forward-plan/", forward_plan.forward_plan, name="forward_plan"),
    path(
        "meetings/forward-plan/of/<slug:slug>/",
        forward_plan.forward_plan_of_group,
        name="forward_plan_of_group",
    ),
    path(
        "items/<int:item_pk>/another-agenda/",
        another_agenda.put_on_another_agenda,
        name="another_agenda",
    ),
    path("items/<int:item_pk>/decisions/", decisions.item_decisions, name="item"),
    path("decisions/<int:pk>/", decisions.decision_page, name="decision"),
    path("decisions/<int:pk>/correct/", decisions.correct_decision, name="correct"),
    path("items/<int:item_pk>/actions/add/", actions.add_action, name="action_add"),
    path("actions/<int:pk>/close/", actions.close_action, name="action_close"),
    path("items/<int:item_pk>/note/", minutes.note, name="note"),
    path(
        "meetings/<int:pk>/minutes/<str:part>/",
        minutes.draft_minutes,
        name="minutes",
    ),
    path(
        "meetings/<int:pk>/minutes/<str:part>/write-out/",
        minutes.write_out,
        name="minutes_write_out",
    ),
    path(
        "meetings/<int:pk>/minutes/<str:part>/checked/",
        checks.mark_checked,
        name="minutes_checked",
    ),
    path(
        "meetings/<int:pk>/minutes/<str:part>/approve/",
        approvals.approve_minutes,
        name="minutes_approve",
    ),
    path(
        "minutes/approvals/<int:pk>/take-back/",
        approvals.take_back_approval,
        name="approval_take_back",
    ),
    path("meetings/<int:pk>/close/", closing.close_meeting, name="close"),
    path("meetings/<int:pk>/reopen/", closing.reopen_meeting, name="reopen"),
    path("minutes/<int:pk>/file/", minutes.minutes_file, name="minutes_file"),
]
