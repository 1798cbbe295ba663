"""The last page of declaring: read it all once more, agree to the statement, send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from conflicts.actions import drafts
from conflicts.actions.declarations import declaration_of
from conflicts.enums import Nature, SourceKind
from conflicts.facts.declaring import limits_of
from conflicts.forms.answers import CLOSE, NO, YES, declaration_in, typed_in
from conflicts.forms.declaring import TIES
from conflicts.forms.sending import SendCorrectionForm, SendForm
from conflicts.rules.declaring import CHECK
from conflicts.rules.lateness import assess_lateness
from conflicts.rules.naming import names_published
from conflicts.rules.statements import statement_of_one
from conflicts.views.history import FIELD_WORDS
from conflicts.views.journeys import Journey, cleaned_from, concern_in
from conflicts.views.shown import stated
from core import clock
from core.errors import StaleEdit
from core.web.forms import refusals_on
from core.web.tables import Link, SummaryRow


if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from commissioning.models import Organisation
    from committees.views.requests import UserRequest
    from conflicts.actions.declarations import Declaration
    from conflicts.models import DeclarationDraft, Interest

CHANGED_MEANWHILE = (
    "Somebody else changed this interest after you opened it. Compare both versions "
    "below. Send again to replace theirs with yours."
)


def check_answers(request: UserRequest, journey: Journey) -> HttpResponse:
    """Show every answer with its link to change it, and send them."""
    missing = journey.url_after("")
    if missing != journey.url(CHECK):
        return redirect(missing)
    cleaned = cleaned_from(journey)
    organisation, concern = concern_in(journey.answers)
    form = _form(request, journey)
    stale: list[tuple[str, str, str]] = []
    if request.method == "POST" and "later" in request.POST:
        journey.keep({k: v for k, v in typed_in(form).items() if k != "seen_version"})
        return redirect(journey.done_url)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            try:
                url = _send(request, journey, cleaned | form.cleaned_data, organisation)
            except StaleEdit as edit:
                stale = _show_stale(form, edit, journey.interest)
            else:
                return redirect(url)
    day = clock.today()
    limit = limits_of(journey.person.pk).days_on(day)
    context = {
        **_context(journey, cleaned, concern, limit),
        "form": form,
        "stale": stale,
    }
    return TemplateResponse(request, "conflicts/declare_check.html", context)


def _context(
    journey: Journey, cleaned: Mapping[str, Any], concern: str, limit: int
) -> dict[str, Any]:
    return {
        "title": journey.title,
        "rows": _rows(journey, cleaned, concern),
        "named": _named(journey, cleaned),
        "statement": statement_of_one(limit_days=limit),
        "in_time": _in_time(journey, cleaned, limit),
        "is_own": journey.voice == "me",
        "is_correction": journey.interest is not None,
        "cancel_url": journey.done_url,
        "back_url": journey.url("dates") if not journey.interest else journey.done_url,
        "back_text": "Back",
    }


def _named(journey: Journey, cleaned: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what looks like a third person's name, with where to change it."""
    whose = cleaned["relationship"] if cleaned["whose"] == CLOSE else ""
    asked = (
        ("whose", names_published(relationship=whose)),
        ("tie", _names_in(journey, cleaned["description"])),
        ("source", _names_in(journey, cleaned.get("mitigation") or "")),
    )
    return [(name, journey.url(step)) for step, names in asked for name in names]


def _names_in(journey: Journey, text: str) -> list[str]:
    person = journey.person
    return names_published(
        texts=(text,), given_name=person.given_name, family_name=person.family_name
    )


def _form(request: UserRequest, journey: Journey) -> SendForm:
    kept = journey.answers
    initial: dict[str, Any] = {name: kept.get(name) for name in ("consent", "reason")}
    initial["refusal_reason"] = kept.get("refusal_reason", "")
    if journey.interest is None:
        return SendForm(request.POST or None, initial=initial, voice=journey.voice)
    if "consent" not in kept:
        agrees = journey.interest.consents_to_publication
        initial["consent"] = YES if agrees else NO
        initial["refusal_reason"] = journey.interest.refusal_reason
    initial["seen_version"] = journey.seen_version
    return SendCorrectionForm(
        request.POST or None, initial=initial, voice=journey.voice
    )


def _send(
    request: UserRequest,
    journey: Journey,
    cleaned: Mapping[str, Any],
    organisation: Organisation | None,
) -> str:
    """Send the declaration by the action that fits; return where to go.

    A draft that is gone was sent by the first of two clicks.
    """
    declaration = declaration_in(cleaned, journey.answers, organisation)
    if journey.interest is not None:
        return _send_correction(
            request, journey, journey.interest, cleaned, declaration
        )
    if journey.draft is None:
        return journey.done_url
    if journey.voice == "me":
        sent = _declared(request, journey.draft, declaration)
    else:
        sent = drafts.record(
            draft=journey.draft,
            declaration=declaration,
            source=SourceKind(cleaned["source"]),
            source_on=cleaned["source_on"],
            source_reference=cleaned["source_reference"],
            by=request.user,
        )
    return f"{journey.done_url}?sent={sent.pk}" if sent else journey.done_url


def _declared(
    request: UserRequest, draft: DeclarationDraft, declaration: Declaration
) -> Interest | None:
    day = clock.today()
    limit = limits_of(draft.person_id).days_on(day)
    return drafts.declare(
        draft=draft,
        declaration=declaration,
        statement=statement_of_one(limit_days=limit),
        by=request.user,
    )


def _send_correction(
    request: UserRequest,
    journey: Journey,
    interest: Interest,
    cleaned: Mapping[str, Any],
    said: Declaration,
) -> str:
    if journey.draft is None and said == declaration_of(interest):
        # Nothing was changed, or this is the second of two clicks.
        messages.info(request, "The interest reads as you sent it.")
        return journey.done_url
    sent = drafts.correct(
        draft=journey.draft or journey.keep({}),
        declaration=said,
        reason=cleaned["reason"],
        seen_version=cleaned["seen_version"],
        by=request.user,
    )
    if sent is not None:
        messages.success(request, "The correction is saved.")
    return journey.done_url


def _rows(
    journey: Journey, cleaned: Mapping[str, Any], concern: str
) -> list[SummaryRow]:
    ended = cleaned["to_on"]
    rows = [
        *_source(journey, cleaned),
        ("kind", "Kind of interest", Nature(cleaned["nature"]).label),
        ("whose", "Whose", _whose(journey, cleaned)),
        ("organisation", "Organisation", concern),
        ("tie", "Tie", dict(TIES)[cleaned["tie"]]),
        ("tie", "In words", cleaned["description"]),
        ("tie", "May touch", cleaned["may_touch"] or "Not stated"),
        ("dates", "Began", stated(cleaned["from_on"])),
        ("dates", "Ended", stated(ended) if ended else "It goes on"),
        ("dates", "Arose", stated(cleaned["arose_on"])),
        ("dates", "Became aware", stated(cleaned["became_aware_on"])),
        ("note", "Never published", cleaned["restricted_note"] or "Nothing"),
    ]
    return [
        SummaryRow(key, words, [Link("Change", journey.url(step))])
        for step, key, words in rows
    ]


def _whose(journey: Journey, cleaned: Mapping[str, Any]) -> str:
    if cleaned["whose"] == CLOSE:
        return f"Somebody close: {cleaned['relationship']}"
    return "Mine" if journey.voice == "me" else "The person's own"


def _source(journey: Journey, cleaned: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    if "source" not in journey.steps:
        return []
    words = f"{SourceKind(cleaned['source']).label}, {stated(cleaned['source_on'])}"
    return [
        ("source", "Reached you by", words),
        ("source", "Done about it", cleaned["mitigation"] or "Nothing"),
    ]


def _in_time(journey: Journey, cleaned: Mapping[str, Any], limit: int) -> str:
    """Say how it will stand in time once it is sent; nothing of a correction."""
    if journey.interest is not None:
        return ""
    lateness = assess_lateness(
        arose_on=cleaned["arose_on"],
        aware_on=cleaned["became_aware_on"],
        declared_on=cleaned.get("source_on") or clock.today(),
        limit_days=limit,
    )
    if lateness.is_late and journey.voice == "me":
        words = lateness.sentence.removeprefix("Declared ")
        return f"Sent today it is {words} Send it all the same."
    return lateness.sentence


def _show_stale(
    form: SendForm, edit: StaleEdit, interest: Interest | None
) -> list[tuple[str, str, str]]:
    """Say on the form what changed meanwhile; sending again replaces it knowingly."""
    form.add_error(None, CHANGED_MEANWHILE)
    typed: Any = form.data.copy()  # type: ignore[attr-defined] # a QueryDict
    # The loader read the row in this request, as it stands now.
    typed["seen_version"] = str(interest.version if interest else 0)
    form.data = typed
    return [
        (FIELD_WORDS.get(name, name), edit.current.get(name, ""), wanted)
        for name, wanted in edit.submitted.items()
        if edit.current.get(name, "") != wanted
    ]
