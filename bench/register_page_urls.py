"""The addresses of the site, and of a bare view of registers' rows beside it."""

from __future__ import annotations

from bench.bare import bare_path
from commissioning.models import Organisation
from config import urls
from conflicts.models import Interest, InterestVersion, Position
from people.models import Person


SHOWN = (
    (Interest, "description"),
    (Person, "family_name"),
    (InterestVersion, "person_name"),
    (Organisation, "name"),
    (Position, "title"),
)
urlpatterns = [*urls.urlpatterns, bare_path(SHOWN)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
