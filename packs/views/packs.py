"""Pages of packs for officers: build, watch, send, see what is out of date."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleBroken
from meetings.enums import PreflightCheck
from notices.models import Letter
from notices.views.preview import do_or_preview
from packs.actions import packs
from packs.facts.contents import read_contents
from packs.facts.outdated import GIVES_TOO_MUCH, News, news_of
from packs.loaders import get_gathering_to_keep, get_pack_to_keep
from packs.models import Pack, PackState
from packs.tasks import build_queued
from packs.views.checks import checks_of
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from meetings.models import Gathering
    from notices.preview import Preview
    from packs.facts.contents import WithheldPages
    from packs.models import PackCopy, PackRecall
    from people.requests import UserRequest

# Copies of these editions may be, or may become, somebody's own.
SHOWN = frozenset({PackState.BUILT, PackState.SENT})


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One reader's copy as the table shows it."""

    copy: PackCopy
    withheld: tuple[WithheldPages, ...]
    news: str
    recall: PackRecall | None = None

    @property
    def is_leak(self) -> bool:
        """Say whether it gives what is withheld from its reader now."""
        return self.news == GIVES_TOO_MUCH


@dataclass(frozen=True, slots=True)
class EditionShown:
    """One edition as the page shows it, with its copies and what has changed since."""

    pack: Pack
    lines: list[CopyLine]
    news: News


@login_required
@require_GET
def gathering_packs(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_keep(request.user, pk)
    packs_of = list(Pack.objects.filter(gathering=gathering))
    latest = packs_of[0] if packs_of else None
    context = {
        "gathering": gathering,
        "pack": latest,
        "editions": [
            _shown(pack, gathering) for pack in packs_of if pack.state in SHOWN
        ],
        **checks_of(request.user, gathering),
        "is_sent": any(pack.state == PackState.SENT for pack in packs_of),
        "opened_url": reverse("packs:opened", args=[pk]),
        "is_working": latest is not None and latest.is_working,
        "may_build": door.may(request.user, "build", Pack(gathering=gathering)),
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "packs/pack_page.html", context)


@login_required
@require_POST
def build(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_keep(request.user, pk)
    try:
        packs.request(gathering=gathering, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        build_queued.delay_on_commit()  # type: ignore[attr-defined] # no stub
        messages.success(request, "The pack is being built.")
    return redirect("packs:gathering", pk)


@login_required
@require_POST
def retry(request: UserRequest, pk: int) -> HttpResponse:
    pack = get_pack_to_keep(request.user, pk)
    try:
        packs.retry(pack=pack, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        build_queued.delay_on_commit()  # type: ignore[attr-defined] # no stub
        messages.success(request, "The pack is being built again.")
    return redirect("packs:gathering", pack.gathering_id)


@login_required
@require_POST
def send(request: UserRequest, pk: int) -> HttpResponse:
    pack = get_pack_to_keep(request.user, pk)
    try:
        preview = do_or_preview(
            request, partial(packs.send, pack=pack, by=request.user)
        )
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
        if refused.verdict.code in PreflightCheck.values():
            return redirect("meetings:preflight", pack.gathering_id)
    else:
        if preview is not None:
            return _previewed(request, pack, preview)
        number = Letter.objects.about(f"pack:{pack.pk}").count()
        readers = "1 reader is" if number == 1 else f"{number} readers are"
        messages.success(request, f"Sent: {readers} told by letter.")
    return redirect("packs:gathering", pack.gathering_id)


def _previewed(request: UserRequest, pack: Pack, preview: Preview) -> HttpResponse:
    context = {
        "gathering": pack.gathering,
        "pack": pack,
        "preview": preview,
        "back_url": reverse("packs:gathering", args=[pack.gathering_id]),
        "back_text": "Pack",
    }
    return TemplateResponse(request, "packs/send_page.html", context)


@login_required
@require_GET
def progress(request: UserRequest, pk: int) -> HttpResponse:
    pack = get_pack_to_keep(request.user, pk)
    response = TemplateResponse(request, "packs/_progress.html", {"pack": pack})
    if request.headers.get("HX-Request") and not pack.is_working:
        # What the officer does next, or must mend, is on the rest of the page.
        response["HX-Refresh"] = "true"
    return response


def _shown(pack: Pack, gathering: Gathering) -> EditionShown:
    pack.gathering = gathering
    copies = list(
        pack.copies.defer("manifest")
        .select_related("person", "recall", "posting")
        # An officer who checks a copy has not read it for its reader.
        .annotate(
            times_opened=Count("openings", filter=Q(openings__user__person=F("person")))
        )
        .order_by("person__family_name", "person__given_name", "person")
    )
    news = news_of(pack, copies)
    lines = [
        CopyLine(
            copy,
            read_contents(copy.contents).withheld,
            news.copies.get(copy.pk, ""),
            getattr(copy, "recall", None),
        )
        for copy in copies
    ]
    return EditionShown(pack, lines, news)
