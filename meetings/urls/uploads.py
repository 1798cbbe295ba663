"""Addresses of Office files on their way to being papers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import office_uploads


upload_urlpatterns: list[URLPattern | URLResolver] = [
    path("papers/uploads/<int:pk>/", office_uploads.upload_page, name="upload"),
    path(
        "papers/uploads/<int:pk>/progress/",
        office_uploads.upload_progress,
        name="upload_progress",
    ),
    path(
        "papers/uploads/<int:pk>/retry/",
        office_uploads.retry_upload,
        name="upload_retry",
    ),
    path(
        "papers/uploads/<int:pk>/take-back/",
        office_uploads.take_back_upload,
        name="upload_take_back",
    ),
    path(
        "papers/uploads/<int:pk>/original/",
        office_uploads.upload_file,
        name="upload_file",
    ),
]
