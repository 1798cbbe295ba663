"""Load rows of a register of gifts: each an offer, judged by the rules of its day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from conflicts.actions.imports import order_of
from conflicts.actions.imports_people import Loader, start_of
from conflicts.enums import Outcome, PublicationState, RowState, SourceKind
from conflicts.facts.imports_gifts import Advisers
from conflicts.models import GiftOffer, ImportRow
from conflicts.rules.gifts import judge
from conflicts.rules.imports_dates import read_day


if TYPE_CHECKING:
    from conflicts.facts.imports import Meaning
    from conflicts.models import RegisterImport
    from people.models import Person


class GiftLoader(Loader[GiftOffer]):
    """Loads offers, the oldest first: gifts of one giver count together."""

    became = "gift"

    @classmethod
    def in_turn(cls, register_import: RegisterImport) -> list[int]:
        """Return the rows by the days of their offers, as they stood within a day.

        A register whose newest entries stand on top is read from its end.
        """
        order = order_of(register_import)
        clean = register_import.rows.filter(state=RowState.CLEAN).order_by("number")
        days = {
            number: read_day(text, order) or date.max
            for number, text in clean.values_list("number", "cells__offered_on")
        }
        told = list(days.values())
        way = -1 if told and told[0] > told[-1] else 1
        return sorted(days, key=lambda number: (days[number], way * number))

    def _entry(
        self, row: ImportRow, meaning: Meaning, person: Person
    ) -> GiftOffer:  # as of every kind
        said = dict(meaning.row.said)
        reviewed_on = said.pop("reviewed_on")
        publication = said.pop("publication") or PublicationState.PUBLISH
        register_import = self.register_import
        return GiftOffer(
            person=person,
            organisation=register_import.organisation,
            giver_organisation=meaning.organisation,
            publication=publication,
            source=SourceKind.IMPORT,
            source_on=register_import.register_date,
            # Who reviewed it then is not known here: the officer of today did not.
            reviewed_at=start_of(reviewed_on) if reviewed_on else None,
            recorded_at=self.moment,
            recorded_by=register_import.uploaded_by,
            **said,
        )

    def _write(self, entries: list[GiftOffer]) -> None:
        people = {each.person_id for each in entries}
        advisers = Advisers(self.register_import.organisation, people)
        for each in entries:
            self._judge(each, advisers)
            advisers.note(each)
        GiftOffer.objects.bulk_create(entries)
        self.keep_events(entries, "gift.imported")

    @staticmethod
    def _judge(entry: GiftOffer, advisers: Advisers) -> None:
        """Freeze the advice of the day beside an entry, which is taken as it is.

        An approval whose day nobody wrote down counts as given in time.
        """
        rules, advice = advisers.advice_on(entry)
        approved_on = entry.senior_approval_on or entry.received_on or entry.offered_on
        done = judge(
            advice,
            Outcome(entry.outcome),
            reason=entry.reason,
            approved_on=approved_on if entry.senior_approver else None,
            received_on=entry.received_on,
        )
        entry.rule_set_id = rules.rule_set_id
        entry.advice_code, entry.advice = advice.code, advice.sentence
        entry.is_against_advice = done.is_against_advice

    def _since(self, meaning: Meaning) -> date:
        """Return the day of the offer: it was made because of the work for the body."""
        day: date = min(super()._since(meaning), meaning.row.said["offered_on"])
        return day

    def _details(self, row: Any) -> dict[str, Any]:
        if not isinstance(row, GiftOffer):
            return {}
        return {
            "advice": row.advice_code,
            "is_against_advice": row.is_against_advice,
        }
