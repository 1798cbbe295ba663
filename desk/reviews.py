"""What waits about a person's interests: questions to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.facts.declaring import questions_waiting
from core.web.dates import long_date
from core.web.tables import TaskRow


if TYPE_CHECKING:
    from collections.abc import Iterator


def questions_to_answer(person_id: int) -> Iterator[TaskRow]:
    """List the questions about a person's interests that wait for their answer."""
    for question in questions_waiting([person_id]):
        yield TaskRow(
            title="Answer a question about an interest of yours",
            url=reverse("conflicts:answer", args=[question.interest_id]),
            hint=f"{question.interest.concern}, {long_date(question.written_at)}",
            status="To\u00a0do",
            colour="blue",
        )
