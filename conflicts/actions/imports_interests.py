"""Load rows of a register of interests: each an interest with its first version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflicts.actions.declarations import declaration_of, publication_of, wording_of
from conflicts.actions.imports_people import Loader, start_of
from conflicts.enums import PublicationState, SourceKind
from conflicts.models import ImportRow, Interest, InterestVersion
from core.models import Change
from people.models import Person


if TYPE_CHECKING:
    from conflicts.facts.imports import Meaning


class InterestLoader(Loader[Interest]):
    """Loads interests."""

    became = "interest"

    def _entry(self, row: ImportRow, meaning: Meaning, person: Person) -> Interest:
        said = dict(meaning.row.said)
        publication = said.pop("publication")
        register_import = self.register_import
        interest = Interest(
            person=person,
            organisation=meaning.organisation,
            unlisted_name=meaning.unlisted_name,
            source=SourceKind.IMPORT,
            source_on=register_import.register_date,
            source_reference=f"Line {row.number} of {register_import.name}"[:120],
            recorded_at=self.moment,
            recorded_by=register_import.uploaded_by,
            **said,
        )
        interest.publication = publication or self._publication(interest)
        return interest

    def _write(self, entries: list[Interest]) -> None:
        interests = Interest.objects.bulk_create(entries)
        InterestVersion.objects.bulk_create(self._version(each) for each in interests)
        self.keep_events(interests, "interest.imported")
        Change.objects.bulk_create(
            Change(topic="interest", key=str(each.pk), happened_at=self.moment)
            for each in interests
        )

    @staticmethod
    def _publication(interest: Interest) -> PublicationState:
        return publication_of(declaration_of(interest))

    def _version(self, interest: Interest) -> InterestVersion:
        body = interest.organisation
        return InterestVersion(
            interest=interest,
            **wording_of(interest),
            person_name=str(interest.person),
            organisation_name=body.name if body else "",
            reason=interest.source_reference,
            known_from=min(start_of(interest.declared_on), self.moment),
            written_at=self.moment,
            written_by=interest.recorded_by,
        )

    def _details(self, row: Any) -> dict[str, Any]:
        """Keep when the earlier register last confirmed it: the row forgets in time."""
        day = getattr(row, "last_confirmed_on", None)
        return {"confirmed_on": day.isoformat()} if day else {}
