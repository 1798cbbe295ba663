"""Every address: each room brings its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path


urlpatterns = [
    path("", include("desk.urls")),
    path("", include("publishing.urls")),
    path("", include("decisions.urls")),
    path("", include("packs.urls")),
    path("", include("meetings.urls")),
    path("", include("conflicts.urls")),
    path("", include("committees.urls")),
    path("", include("practices.urls")),
    path("", include("commissioning.urls")),
    path("", include("notices.urls")),
    path("", include("people.urls")),
    path("", include("core.web.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "core.web.errors.bad_request"
handler403 = "core.web.errors.forbidden"
handler404 = "core.web.errors.not_found"
handler500 = "core.web.errors.server_error"
