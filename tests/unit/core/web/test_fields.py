"""Dates and times as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django import forms

from core.web.fields import DateField, DateTimeField, TimeField


class DateForm(forms.Form):
    arose_on = DateField(label="When it arose")


class MomentForm(forms.Form):
    starts_at = DateTimeField(label="Start", required=False)


def typed(*parts: str, name: str = "arose_on") -> dict[str, str]:
    return {f"{name}_{index}": part for index, part in enumerate(parts)}


@pytest.mark.parametrize(
    "parts",
    [
        ("1", "6", "2016"),
        ("01", "06", "2016"),
        ("1", "June", "2016"),
        ("1", "jun", "2016"),
    ],
    ids=["numbers", "leading zeros", "month in full", "short month"],
)
def test_date_field_reads_what_people_type(parts: tuple[str, ...]) -> None:
    form = DateForm(typed(*parts))

    assert form.is_valid()
    assert form.cleaned_data["arose_on"] == date(2016, 6, 1)


def test_date_field_reads_a_whole_date_under_the_plain_name() -> None:
    form = DateForm({"arose_on": "2016-06-01"})

    assert form.is_valid()
    assert form.cleaned_data["arose_on"] == date(2016, 6, 1)


@pytest.mark.parametrize(
    ("parts", "sentence", "wrong"),
    [
        (("", "6", "2016"), "When it arose must include a day", ("day",)),
        (
            ("1", "", ""),
            "When it arose must include a month and year",
            ("month", "year"),
        ),
        (("31", "2", "2016"), "When it arose must be a real date", ("day",)),
        (("1", "13", "2016"), "When it arose must be a real date", ("month",)),
        (("x", "6", "2016"), "When it arose must be a real date", ("day",)),
        (("²", "6", "2016"), "When it arose must be a real date", ("day",)),
        (("1", "6", "16"), "Year must include 4 numbers", ("year",)),
    ],
    ids=["no day", "only a day", "30 February", "month 13", "letter", "power", "16"],
)
def test_date_field_says_which_part_is_wrong(
    parts: tuple[str, ...], sentence: str, wrong: tuple[str, ...]
) -> None:
    form = DateForm(typed(*parts))

    assert not form.is_valid()
    assert form.errors["arose_on"] == [sentence]
    assert form.errors["arose_on"].as_data()[0].params["parts"] == wrong


def test_date_field_empty_is_required() -> None:
    form = DateForm({})

    assert form.errors.as_data()["arose_on"][0].code == "required"


def test_date_field_label_with_a_per_cent_sign() -> None:
    class Form(forms.Form):
        day = DateField(label="Day of 100% delegation?")

    form = Form(typed("1", "", "2016", name="day"))

    assert form.errors["day"] == ["Day of 100% delegation must include a month"]


def test_date_field_knows_what_has_changed() -> None:
    initial = {"arose_on": date(2016, 6, 1)}

    assert not DateForm(typed("1", "6", "2016"), initial=initial).has_changed()
    assert DateForm(typed("2", "6", "2016"), initial=initial).has_changed()


def test_date_time_field_is_local_time() -> None:
    form = MomentForm(typed("1", "6", "2016", "2:30pm", name="starts_at"))

    assert form.is_valid()
    assert form.cleaned_data["starts_at"] == datetime(2016, 6, 1, 13, 30, tzinfo=UTC)


def test_date_time_field_without_time_says_so() -> None:
    form = MomentForm(typed("1", "6", "2016", "", name="starts_at"))

    assert form.errors["starts_at"] == ["Start must include a time"]


def test_date_time_field_may_be_left_out() -> None:
    form = MomentForm({})

    assert form.is_valid()
    assert form.cleaned_data["starts_at"] is None


def test_date_time_field_shows_its_initial_in_local_time() -> None:
    moment = datetime(2016, 6, 1, 13, 30, tzinfo=UTC)
    widget = MomentForm(initial={"starts_at": moment}).fields["starts_at"].widget

    assert widget.parts_of(moment) == ["1", "6", "2016", "14:30"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:30", time(14, 30)),
        ("2.30pm", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        ("9am", time(9)),
        ("midday", time(12)),
        ("midnight", time(0)),
    ],
)
def test_time_field_reads_both_clocks(text: str, expected: time) -> None:
    assert TimeField().clean(text) == expected


def test_time_field_refuses_other_words() -> None:
    with pytest.raises(forms.ValidationError, match="must be a time"):
        TimeField(label="End").clean("after lunch")
