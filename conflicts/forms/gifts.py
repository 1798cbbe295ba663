"""What people type about offers, and how a gifts register is filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from commissioning.models import Organisation
from conflicts.actions.gifts import Offer
from conflicts.enums import GiverKind, OfferKind, Outcome
from conflicts.forms.sources import source_day_field, source_field
from conflicts.rules.gifts import OfferFacts
from conflicts.rules.imports_money import MOST_POUNDS
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer_rows


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conflicts.models import GiftOffer
    from conflicts.rules.gifts import Advice

OFFER, CHECK, SAVE = "offer", "check", "save"
KIND_HINTS = {
    OfferKind.CASH.value: "Also a gift card.",
    OfferKind.SPONSORSHIP.value: "Of an event, of research or of a post.",
}
GIVER_HINT = (
    "For a company, its name. Do not name a patient: write, for example, "
    "“patient, family K”, the same way each time."
)
WHO_OFFERED_WHAT: tuple[Any, ...] = (
    "organisation",
    Ask(
        "kind",
        hints=KIND_HINTS,
        reveals={
            OfferKind.GIFT.value: "is_branded",
            OfferKind.TRAVEL.value: "is_abroad_or_more_than_modest",
        },
    ),
    "giver_kind",
    "giver_name",
)
WORTH_AND_DAY: tuple[Any, ...] = (Ask("value", width=5, prefix="£"), "offered_on")
APPROVAL = {"senior_approver", "senior_approval_on"}
WHAT_BECAME_OF_IT = (
    "description",
    "outcome",
    "received_on",
    "giver_business",
    "reason",
    "senior_approver",
    "senior_approval_on",
)
FIRST_FIELDS = frozenset(
    {
        "organisation",
        "kind",
        "is_branded",
        "is_abroad_or_more_than_modest",
        "giver_kind",
        "giver_name",
        "giver_organisation",
        "value",
        "offered_on",
    }
)


class PoundsField(forms.DecimalField):
    """An amount typed in pounds, read as whole pence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=MOST_POUNDS,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            **options,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().lstrip("£").replace(",", "")
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        pounds = super().clean(value)
        return None if pounds is None else int(pounds * 100)


class GiftForm(forms.Form):
    """An offer in two steps on one page: what it is, then what became of it.

    `stage` is "offer" (the first questions only), "check" (the first are checked, the
    others are shown as typed) or "save" (everything is checked).
    """

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="In whose register does it belong?",
        error_messages={"required": "Choose the organisation"},
    )
    kind = forms.ChoiceField(
        label="What was offered?",
        choices=OfferKind.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what was offered"},
    )
    is_branded = forms.BooleanField(
        label="It carries the giver's brand, like a pen or a diary", required=False
    )
    is_abroad_or_more_than_modest = forms.BooleanField(
        label="It is abroad, or more than modest", required=False
    )
    giver_kind = forms.ChoiceField(
        label="Who offered it?",
        choices=GiverKind.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Say who offered it"},
    )
    giver_name = forms.CharField(
        label="Name of the giver",
        max_length=200,
        help_text=GIVER_HINT,
        error_messages={"required": "Enter who the giver is"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                # With scripts the list below follows the typing; without, it comes
                # with the advice.
                "hx-get": reverse_lazy("conflicts:givers_found"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#givers",
                "hx-include": "[name=giver_kind],[name=giver_organisation]",
                "hx-sync": "this:replace",
            }
        ),
    )
    giver_organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "Choose the giver from the list again, or none of it"
        },
    )
    value = PoundsField(
        label="What is it worth?",
        help_text="In pounds. Estimate it, if you do not know.",
        error_messages={
            "required": "Enter what it is worth",
            "invalid": "Enter an amount in pounds, like 12 or 12.50",
            "min_value": "The amount cannot be less than nothing",
            "max_value": "The amount is too large",
            "max_decimal_places": "Enter pounds and pence, like 12.50",
        },
    )
    offered_on = DateField(
        label="When was it offered?",
        error_messages={"required": "Enter the day of the offer"},
    )

    description = forms.CharField(
        label="Describe it",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text="For example: a hamper. The register is published, so name nobody.",
        error_messages={"required": "Describe what was offered"},
    )
    outcome = forms.ChoiceField(
        label="What became of it?",
        choices=Outcome.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of the offer"},
    )
    received_on = DateField(
        label="When was it received?",
        required=False,
        help_text="Leave empty if it was declined or has not come yet.",
    )
    giver_business = forms.CharField(
        label="What business is the giver in?",
        max_length=200,
        required=False,
        help_text="For a company: for example pharmacy, building, training.",
    )
    reason = forms.CharField(
        label="Why was it accepted or declined?",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
        help_text="Needed where it goes beyond the advice. It is published: name nobody.",
    )
    senior_approver = forms.CharField(
        label="Which senior person approved it?", max_length=160, required=False
    )
    senior_approval_on = DateField(label="When did they approve it?", required=False)

    def __init__(
        self,
        *args: Any,
        bodies: QuerySet[Organisation],
        stage: str = OFFER,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage
        self._choose_from(bodies)
        offer_rows(self, "giver_organisation", Organisation.objects.all())
        self._needed = {name for name, field in self.fields.items() if field.required}
        if stage != SAVE:
            for name in set(self.fields) - FIRST_FIELDS:
                self.fields[name].required = False
        self.first = helper(*WHO_OFFERED_WHAT)
        self.worth = helper(*self._worth())
        self.worth.render_hidden_fields = False

    def _choose_from(self, bodies: QuerySet[Organisation]) -> None:
        """Ask for the body only where there is a choice."""
        field = offer_rows(self, "organisation", bodies)
        found = list(bodies[:2])
        if len(found) == 1:
            field.widget = forms.HiddenInput()
            field.initial = self.initial["organisation"] = found[0].pk

    def _worth(self) -> tuple[Any, ...]:
        return WORTH_AND_DAY

    @property
    def has_first_errors(self) -> bool:
        """Say whether something asked first is wrong."""
        return bool(FIRST_FIELDS & set(self.errors))

    def divide(self, advice: Advice) -> None:
        """Part what was asked before from what the advice leaves to ask."""
        self.rest = helper(*self._rest(advice))
        self.rest.render_hidden_fields = False

    def _rest(self, advice: Advice) -> list[Any]:
        """Leave out what does not arise: approval, or the business of a patient."""
        left_out = set() if advice.needs_senior_approval else APPROVAL
        if self.cleaned_data.get("giver_kind") == GiverKind.PATIENT:
            left_out = left_out | {"giver_business"}
        # Required when it is saved, so that nothing here is called optional.
        return [
            Ask(name, optional="") if name in self._needed else name
            for name in WHAT_BECAME_OF_IT
            if name not in left_out
        ]

    def offer(self) -> Offer:
        """Return the offer of a valid form; before it is saved, what is known of it."""
        typed = self.cleaned_data
        body = typed.get("giver_organisation")
        return Offer(
            kind=OfferKind(typed["kind"]),
            giver_kind=GiverKind(typed["giver_kind"]),
            giver_name=body.name if body else typed["giver_name"],
            giver_organisation=body,
            giver_business=typed.get("giver_business", ""),
            is_branded=typed["is_branded"],
            is_abroad_or_more_than_modest=typed["is_abroad_or_more_than_modest"],
            description=typed.get("description", ""),
            value_pence=typed["value"],
            offered_on=typed["offered_on"],
            received_on=typed.get("received_on"),
            outcome=Outcome(typed.get("outcome") or Outcome.DECLINED),
            reason=typed.get("reason", ""),
            senior_approver=typed.get("senior_approver", ""),
            senior_approval_on=typed.get("senior_approval_on"),
        )

    def clean(self) -> dict[str, Any]:
        """Take the giver from the directory only while it is what is typed."""
        typed = super().clean() or {}
        body = typed.get("giver_organisation")
        if body is not None and not (
            may_be_listed(typed.get("giver_kind"))
            and Organisation.objects.found_by(typed.get("giver_name", ""))
            .filter(pk=body.pk)
            .exists()
        ):
            typed["giver_organisation"] = None
        return typed

    def clean_offered_on(self) -> Any:
        offered_on = self.cleaned_data["offered_on"]
        if offered_on > clock.today():
            raise ValidationError("The day of the offer cannot be in the future")
        return offered_on


class RecordGiftForm(GiftForm):
    """An offer that reached the officer by other ways than the person's sign-in."""

    source = source_field()
    source_on = source_day_field()

    def _rest(self, advice: Advice) -> list[Any]:
        source = [Ask(name, optional="") for name in ("source", "source_on")]
        return [*super()._rest(advice), *source]


class CorrectGiftForm(GiftForm):
    """An entry as it should have read."""

    correction_reason = forms.CharField(
        label="Why do you correct it?",
        max_length=500,
        help_text="The old entry stays in the record and is shown as corrected.",
        error_messages={"required": "Say why you correct it"},
    )

    def _worth(self) -> tuple[Any, ...]:
        return (*WORTH_AND_DAY, *WHAT_BECAME_OF_IT, "correction_reason")


def may_be_listed(giver_kind: str | None) -> bool:
    """Say whether the directory may hold such a giver: it holds no private person."""
    return giver_kind != GiverKind.PATIENT


def initial_of(entry: GiftOffer) -> dict[str, Any]:
    """Return what the correcting form starts with."""
    kept = (
        "kind",
        "giver_kind",
        "giver_name",
        "giver_business",
        "is_branded",
        "is_abroad_or_more_than_modest",
        "description",
        "offered_on",
        "received_on",
        "outcome",
        "reason",
        "senior_approver",
        "senior_approval_on",
    )
    whole, rest = divmod(entry.value_pence, 100)
    return {
        **{name: getattr(entry, name) for name in kept},
        "organisation": entry.organisation_id,
        "giver_organisation": entry.giver_organisation_id,
        "value": f"{whole}.{rest:02d}" if rest else str(whole),
    }


def facts_so_far(form: GiftForm) -> OfferFacts | None:
    """Return what a half-filled form says of the offer, once advice can be given."""
    form.is_valid()
    typed = form.cleaned_data
    if not (typed.get("kind") and typed.get("giver_kind")):
        return None
    if typed.get("value") is None:
        return None
    return OfferFacts(
        kind=OfferKind(typed["kind"]),
        giver=GiverKind(typed["giver_kind"]),
        value_pence=typed["value"],
        offered_on=typed.get("offered_on") or clock.today(),
        is_branded=typed["is_branded"],
        is_more_than_modest=typed["is_abroad_or_more_than_modest"],
    )
