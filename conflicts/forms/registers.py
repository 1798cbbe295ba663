"""How a register is filtered and ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from conflicts.enums import Nature
from conflicts.facts.register_pages import containing
from conflicts.facts.registers import BY_NAME
from conflicts.rules.registers import months_after
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from crispy_forms.helper import FormHelper
    from django.utils.datastructures import MultiValueDict
    from django.utils.safestring import SafeString

    from committees.models import Committee
    from conflicts.facts.registers import Register

# The names by which the filter travels in an address.
OWN = ("on", "on_0", "on_1", "on_2", "state", "nature", "committee", "q")
HELD, ENDED, ALL = "held", "ended", "all"
INDIRECT = "indirect"
ORDERS: dict[str, tuple[str, ...]] = {
    "organisation": ("shown_organisation", "unlisted_name"),
    "from": ("from_on",),
    "to": ("to_on",),
    "declared": ("declared_on",),
    "confirmed": ("confirmed_on",),
}


class RegisterFilter(forms.Form):
    """Which entries of a register are shown, as at which day; a wrong day is refused."""

    on = DateField(label="As at", required=False)
    state = forms.ChoiceField(
        label="Show",
        choices=[
            (HELD, "Held on that day"),
            (ENDED, "Ended, or of people who left"),
            (ALL, "All"),
        ],
        required=False,
    )
    nature = forms.ChoiceField(
        label="Kind",
        choices=[
            ("", "Every kind"),
            *Nature.choices(),
            (INDIRECT, "Indirect, of any kind"),
        ],
        required=False,
    )
    committee = forms.ChoiceField(label="Committee", required=False)
    q = forms.CharField(label="Person or organisation", required=False, max_length=100)

    def __init__(
        self,
        *args: Any,
        committees: Iterable[Committee] = (),
        state: str = HELD,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.committees = {each.slug: each for each in committees}
        self.default_state = state
        if len(self.committees) > 1:
            named = [(slug, each.name) for slug, each in self.committees.items()]
            offer(self, "committee", [("", "Every committee"), *named])
        else:
            del self.fields["committee"]

    @cached_property
    def helper(self) -> FormHelper:
        """Return how the questions are laid out; a page drawn before needs no layout."""
        # A filter is optional by nature; saying so five times is noise.
        return helper(*(Ask(name, optional="") for name in self.fields))

    @cached_property
    def drawn(self) -> SafeString:
        """Return the questions as HTML, drawn once."""
        html: SafeString = render_crispy_form(self)
        return html

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > clock.today():
            raise ValidationError(
                "There is no register of a day to come: choose today or a day before."
            )
        return day

    @property
    def day(self) -> date:
        """Return the day asked for; today where none, or a wrong one, was given."""
        self.is_valid()
        return self.cleaned_data.get("on") or clock.today()

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything but the day is chosen: then it is part of a register."""
        self.is_valid()
        return (
            any(self.cleaned_data.get(name) for name in ("nature", "committee", "q"))
            or self.shown_state != self.default_state
        )

    @property
    def is_opened(self) -> bool:
        """Say whether the questions stand open: something was asked, or asked wrongly."""
        has_day = any(self.data.get(name) for name in ("on", "on_0"))
        return bool(self.errors) or self.is_narrowed or has_day

    @property
    def shown_state(self) -> str:
        """Return which entries by their state; what is not a choice is the usual."""
        self.is_valid()
        return self.cleaned_data.get("state") or self.default_state

    def narrow(self, register: Register) -> Any:
        """Return the rows of a register that the filter lets through, unordered."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("committee"):
            register = register.part_of(self.committees[wanted["committee"]])
        rows = self._in_state(register)
        if wanted.get("nature") == INDIRECT:
            rows = rows.filter(is_indirect=True)
        elif wanted.get("nature"):
            rows = rows.filter(nature=wanted["nature"])
        return containing(rows, register, wanted.get("q", ""))

    def _in_state(self, register: Register) -> Any:
        if self.shown_state == HELD:
            return register.rows_of_present().open_on(register.day)
        if self.shown_state == ENDED:
            return register.rows_of_past()
        return register.rows()


def order_of(asked: str) -> tuple[Any, ...]:
    """Return the order for a sort key (`-` for descending); by name for any other."""
    chosen = ORDERS.get(asked.lstrip("-"), ())
    if not chosen:
        return BY_NAME
    sign = "-" if asked.startswith("-") else ""
    return (*(f"{sign}{name}" for name in chosen), *BY_NAME)


class SinceForm(forms.Form):
    """Two days between which a register is compared."""

    first = DateField(label="Since")
    last = DateField(label="Up to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("first"), Ask("last"))

    def clean(self) -> dict[str, Any]:
        wanted = super().clean() or {}
        first, last = wanted.get("first"), wanted.get("last")
        if last is not None and last > clock.today():
            self.add_error("last", "Choose today or a day before.")
        if first is not None and last is not None and first >= last:
            self.add_error("first", "Choose a day before the other one.")
        return wanted


def usual_days(asked: MultiValueDict[str, str]) -> dict[str, Any]:
    """Return the days asked for; the last month where none is."""
    if any(name.startswith(("first", "last")) for name in asked):
        return asked.dict()
    today = clock.today()
    return {"first": months_after(today, -1), "last": today}
