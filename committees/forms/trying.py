"""Who might be in the room: a question a seat, from the address and never kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms

from core.web.forms import offer
from people.values import PersonId


if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from committees.facts.committees import CommitteeFacts
    from committees.rules.seats import SeatFacts

AWAY, HOLDER, DEPUTY = "", "holder", "deputy"
REMOTE, CONFLICT = "remote", "conflict"
KEPT_OUT = "kept out by a conflict of interest"


class TryForm(forms.Form):
    """Each seat of a version: who fills it, from where, kept out by a conflict or not.

    Somebody who is not appointed, or not named, yet has a number below zero.
    """

    def __init__(self, *args: Any, facts: CommitteeFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        for seat in facts.seats:
            self.fields[f"who_{seat.seat_id}"] = forms.ChoiceField(
                label="Who is there?", required=False
            )
            offer(self, f"who_{seat.seat_id}", self._people(seat))
            self.fields[f"how_{seat.seat_id}"] = forms.MultipleChoiceField(
                label="How?",
                choices=[
                    (REMOTE, "Joins remotely"),
                    (CONFLICT, "Kept out of the item by a conflict"),
                ],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    @property
    def asked(self) -> list[tuple[SeatFacts, BoundField, BoundField]]:
        """Return each seat with its two questions."""
        return [
            (seat, self[f"who_{seat.seat_id}"], self[f"how_{seat.seat_id}"])
            for seat in self.facts.seats
        ]

    @property
    def room(self) -> list[SeatFacts]:
        """Return the seats, filled as a valid form says."""
        return [self._filled(seat) for seat in self.facts.seats]

    @property
    def excluded(self) -> dict[PersonId, str]:
        """Return whom a conflict keeps out, there or not, as a valid form says."""
        return {
            seat.present or seat.holder or _nobody_yet(seat): KEPT_OUT
            for seat in self.room
            if CONFLICT in self.cleaned_data[f"how_{seat.seat_id}"]
        }

    def _people(self, seat: SeatFacts) -> list[tuple[str, str]]:
        holder = seat.holder_name or "Somebody appointed to it (vacant now)"
        named = self.facts.deputies_by_seat.get(seat.seat_id, ())
        deputies = [
            (f"{DEPUTY}{one.person_id}", f"Deputy: {one.name}") for one in named
        ]
        return [
            (AWAY, "Nobody"),
            (HOLDER, holder),
            *(deputies or [(DEPUTY, "A deputy (none is named yet)")]),
        ]

    def _filled(self, seat: SeatFacts) -> SeatFacts:
        who = self.cleaned_data[f"who_{seat.seat_id}"]
        holder = seat.holder or _nobody_yet(seat)
        labels = dict(self._people(seat))
        present = _present(seat, who)
        return replace(
            seat,
            holder=holder,
            present=present,
            present_name=""
            if present is None
            else labels[who].removeprefix("Deputy: "),
            is_remote=REMOTE in self.cleaned_data[f"how_{seat.seat_id}"],
        )


def _present(seat: SeatFacts, who: str) -> PersonId | None:
    """Return who fills a seat by the answer that was given."""
    if who == AWAY:
        return None
    if who == HOLDER:
        return seat.holder or _nobody_yet(seat)
    deputy = who.removeprefix(DEPUTY)
    return PersonId(int(deputy)) if deputy else _any_deputy(seat)


def everybody(facts: CommitteeFacts) -> list[SeatFacts]:
    """Return the seats as they would be if every one was filled and everybody came."""
    full = []
    for seat in facts.seats:
        holder = seat.holder or _nobody_yet(seat)
        full.append(replace(seat, holder=holder, present=holder))
    return full


def _nobody_yet(seat: SeatFacts) -> PersonId:
    return PersonId(-2 * seat.seat_id)


def _any_deputy(seat: SeatFacts) -> PersonId:
    return PersonId(-2 * seat.seat_id - 1)
