"""The way through the questions: whose, which steps, where each is, what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from conflicts.actions import drafts
from conflicts.forms.answers import answers_of, has_concern, organisation_in
from conflicts.forms.declaring import FORMS
from conflicts.models import DeclarationDraft, Interest
from conflicts.rules.declaring import CHECK, next_step
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping

    from commissioning.models import Organisation
    from people.models import Person, User

ORGANISATION_STEP = "organisation"
ASKED = ("kind", "whose", ORGANISATION_STEP, "tie", "dates")
ALWAYS_THERE = ("note", CHECK)


@dataclass(slots=True)
class Journey:
    """One declaration being typed: by its person, by their officer, or a correction.

    `route` is the URL name of a step, `args` what comes before the step in it.
    """

    user: User
    person: Person
    route: str
    done_url: str
    title: str
    args: tuple[int, ...] = ()
    steps: tuple[str, ...] = ASKED
    voice: str = "me"
    interest: Interest | None = None
    draft: DeclarationDraft | None = field(init=False)

    def __post_init__(self) -> None:
        self.draft = DeclarationDraft.objects.filter(
            person=self.person, saved_by=self.user, interest=self.interest
        ).first()

    @property
    def answers(self) -> dict[str, str]:
        """Return what is kept so far; a correction begins with how it reads now."""
        kept = self.draft.answers if self.draft else {}
        return {**(answers_of(self.interest) if self.interest else {}), **kept}

    @property
    def seen_version(self) -> int:
        """Return the version of the interest that this correction began with."""
        if self.interest is None:
            return 0
        return self.draft.seen_version if self.draft else self.interest.version

    def has(self, step: str) -> bool:
        """Say whether there is such a page on this way."""
        return step in self.steps or step in ALWAYS_THERE

    def url(self, step: str) -> str:
        """Return the address of a step."""
        return reverse(self.route, args=[*self.args, step])

    def keep(self, typed: Mapping[str, str]) -> DeclarationDraft:
        """Keep what was typed in the draft, and return it."""
        self.draft = drafts.save(
            person=self.person,
            by=self.user,
            interest=self.interest,
            seen_version=self.seen_version,
            answers=typed,
        )
        return self.draft

    def url_after(self, step: str) -> str:
        """Return where to go from a step that has just been answered."""
        answers = self.answers
        answered = {each for each in self.steps if is_answered(each, answers)}
        return self.url(next_step(self.steps, answered, after=step))

    def url_before(self, step: str) -> str:
        """Return the page before a step."""
        if step in self.steps and self.steps.index(step) > 0:
            return self.url(self.steps[self.steps.index(step) - 1])
        return self.done_url

    def progress(self, step: str) -> str:
        """Say which question of how many this is."""
        if step not in self.steps:
            return self.title
        return f"{self.title}: step {self.steps.index(step) + 1} of {len(self.steps)}"


def own_journey(user: User) -> Journey:
    """Begin or go on with declaring for oneself.

    Raises:
      PermissionDenied: the sign-in is no person in the record.
    """
    verdict = door.may(user, "declare", Interest)
    if not verdict or user.person is None:
        raise PermissionDenied(verdict.reason)
    return Journey(
        user=user,
        person=user.person,
        route="conflicts:declare_step",
        done_url=reverse("conflicts:my_interests"),
        title="Declare an interest",
    )


def record_journey(user: User, person: Person) -> Journey:
    """Begin or go on with writing down what somebody declared otherwise."""
    return Journey(
        user=user,
        person=person,
        route="conflicts:record_step",
        args=(person.pk,),
        done_url=reverse("conflicts:person_interests", args=[person.pk]),
        title=f"Record an interest of {person}",
        steps=("source", *ASKED),
        voice="them",
    )


def correct_journey(user: User, interest: Interest) -> Journey:
    """Begin or go on with correcting an interest."""
    return Journey(
        user=user,
        person=interest.person,
        route="conflicts:correct_step",
        args=(interest.pk,),
        done_url=reverse("conflicts:interest", args=[interest.pk]),
        title="Correct an interest",
        voice="me" if interest.person_id == user.person_id else "them",
        interest=interest,
    )


def is_answered(step: str, answers: Mapping[str, str]) -> bool:
    """Say whether a step has all it needs."""
    if step == ORGANISATION_STEP:
        return has_concern(answers)
    return FORMS[step](dict(answers)).is_valid()


def cleaned_from(journey: Journey) -> dict[str, Any]:
    """Return the cleaned answers of every step; call it when all are answered."""
    cleaned: dict[str, Any] = {"mitigation": ""}
    if journey.interest is not None:
        cleaned["mitigation"] = journey.interest.mitigation
    for step in [*journey.steps, "note"]:
        if step in FORMS:
            form = FORMS[step](journey.answers)
            form.is_valid()
            cleaned |= form.cleaned_data
    return cleaned


def concern_in(
    answers: Mapping[str, str],
) -> tuple[Organisation | None, str]:
    """Return the organisation chosen, and the name to show for it or the unlisted."""
    organisation = organisation_in(answers)
    if organisation is not None:
        return organisation, organisation.label
    number = answers.get("company_number", "")
    name = answers.get("unlisted_name", "")
    return None, f"{name} (company {number})" if number else name
