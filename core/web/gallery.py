"""The gallery: every component and every control on one page, outside production."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from core.web.components import REGISTRY
from core.web.examples import EXAMPLES, GalleryForm, wrong_form


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    if settings.QUORATE_ENV == "production":
        raise Http404("The gallery is not served in production.")

    context = {
        "parts": [(part, EXAMPLES[name]) for name, part in REGISTRY.items()],
        "blank_form": GalleryForm(prefix="blank"),
        "wrong_form": wrong_form(),
    }
    return TemplateResponse(request, "core/gallery.html", context)
