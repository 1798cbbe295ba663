"""The addresses of the site, and of the bare view beside it."""

from __future__ import annotations

from bench.bare import bare_path
from config import urls
from meetings.models import CoverSheet, Item, ItemSubject, Paper, PaperVersion


SHOWN = (
    (Item, "title"),
    (Paper, "title"),
    (PaperVersion, "original_name"),
    (CoverSheet, "summary"),
    (ItemSubject, "role"),
)
urlpatterns = [*urls.urlpatterns, bare_path(SHOWN)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
