"""What waits about a person's interests and gifts: questions to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.facts.declaring import questions_waiting
from conflicts.facts.gifts import gift_questions_waiting
from core.web.dates import long_date
from core.web.tables import TaskRow


if TYPE_CHECKING:
    from collections.abc import Iterator


def questions_to_answer(person_id: int) -> Iterator[TaskRow]:
    """List the questions about a person's interests and gifts that wait for them."""
    for question in questions_waiting([person_id]):
        if question.interest is not None:
            yield _task(
                "Answer a question about an interest of yours",
                reverse("conflicts:answer", args=[question.interest.pk]),
                f"{question.interest.concern}, {long_date(question.written_at)}",
            )
    for question in gift_questions_waiting([person_id]):
        if question.gift is not None:
            yield _task(
                "Answer a question about an offer you declared",
                reverse("conflicts:answer_about_gift", args=[question.gift.pk]),
                f"{question.gift.description}, {long_date(question.written_at)}",
            )


def _task(title: str, url: str, hint: str) -> TaskRow:
    return TaskRow(title=title, url=url, hint=hint, status="To\u00a0do", colour="blue")
