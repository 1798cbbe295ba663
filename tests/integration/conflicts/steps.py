"""Walk the questions of a declaration with the test client."""

from __future__ import annotations

from datetime import date

from django.urls import reverse


KIND = {"nature": "financial"}
MINE = {"whose": "mine"}
TIE = {"tie": "partner", "description": "GP partner", "may_touch": "Premises"}


def day(name, value: date) -> dict[str, str]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


DATES = {**day("from_on", date(2016, 4, 1)), "arose": "began", "aware": "began"}


def text(response) -> str:
    return response.content.decode()


def step_url(step: str) -> str:
    return reverse("conflicts:declare_step", args=[step])


def answer_all(client, url_of=step_url, **changes):
    """Answer every question; return the page or redirect after the last."""
    answers = {
        "kind": KIND,
        "whose": MINE,
        "organisation": {"way": "unlisted", "unlisted_name": "Elm Rooms Ltd"},
        "tie": TIE,
        "dates": DATES,
        **changes,
    }
    answer = None
    for step, typed in answers.items():
        answer = client.post(url_of(step), typed)
        assert answer.status_code == 302, (step, text(answer))
    return answer


def send(client, url_of=step_url, **typed):
    return client.post(url_of("check"), {"consent": "yes", **typed})
