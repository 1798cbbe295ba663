"""Addresses of the room while it meets: conflicts, presence, quorum."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import advice, conflict_matrix, conflicts, presence


room_urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "meetings/<int:pk>/conflicts/", conflicts.gathering_conflicts, name="conflicts"
    ),
    path(
        "meetings/<int:pk>/conflicts/add/", conflicts.add_conflict, name="conflict_add"
    ),
    path(
        "meetings/<int:pk>/conflicts/matrix/",
        conflict_matrix.conflict_matrix,
        name="conflict_matrix",
    ),
    path(
        "meetings/<int:pk>/conflicts/<int:item_pk>/<int:person_pk>/",
        conflicts.treat_conflict,
        name="conflict_treat",
    ),
    path(
        "meetings/<int:pk>/conflicts/<int:item_pk>/<int:person_pk>/advice/",
        advice.advise_on_conflict,
        name="conflict_advise",
    ),
    path("meetings/<int:pk>/attendance/", presence.attendance, name="attendance"),
    path(
        "meetings/<int:pk>/attendance/<int:attendance_pk>/forget/",
        presence.forget_attendance,
        name="attendance_forget",
    ),
    path("meetings/<int:pk>/room/", presence.room, name="room"),
    path(
        "meetings/<int:pk>/room/<int:event_pk>/strike-out/",
        presence.strike_out,
        name="presence_strike_out",
    ),
]
