"""Refusals become sentences on the form; helpers and layouts behave."""

from __future__ import annotations

import pytest
from crispy_forms.layout import Column, Div, Fieldset, MultiField, Row
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from core.errors import RuleBroken
from core.web.controls import kind_of, sentences_of
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer, offer_rows, refusals_on


CHOICES = [("a", "Alpha"), ("b", "Beta")]


class Everything(forms.Form):
    """A field of each kind, in the pack's order."""

    name = forms.CharField(label="Full name", max_length=20)
    email = forms.EmailField(label="Email address", required=False)
    count = forms.IntegerField(label="Patients")
    cost = forms.DecimalField(label="Cost")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    notes = forms.CharField(label="Notes", widget=forms.Textarea)
    level = forms.ChoiceField(label="Level", choices=CHOICES)
    grouped = forms.ChoiceField(
        label="Body", choices=[("London", CHOICES), ("Bath", [("c", "Gamma")])]
    )
    several = forms.MultipleChoiceField(label="Committees", choices=CHOICES)
    one = forms.ChoiceField(label="Which?", choices=CHOICES, widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")
    day = DateField(label="Day")
    paper = forms.FileField(label="Paper")
    token = forms.CharField(widget=forms.HiddenInput, initial="t", required=False)


def with_helper(form: forms.Form, *layout: object) -> forms.Form:
    form.helper = helper(*layout)
    return form


def rendered(source: str, **context: object) -> str:
    loaded = "{% load crispy_forms_tags nhsuk_forms quorate %}"
    return Template(loaded + source).render(Context(context))


def test_refusals_on_turns_a_refusal_into_a_sentence() -> None:
    form = forms.Form({})
    assert form.is_valid()

    with refusals_on(form):
        raise RuleBroken.because("not_quorate", "Only 50% of the seats are here.")

    assert form.non_field_errors() == ["Only 50% of the seats are here."]
    assert form.errors.as_data()["__all__"][0].code == "not_quorate"
    assert form.refusal.code == "not_quorate"


def test_refusals_on_lets_other_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError), refusals_on(forms.Form({})):
        raise ZeroDivisionError


def test_helper_writes_neither_form_tag_nor_token() -> None:
    html = render_crispy_form(with_helper(Everything()), context={"csrf_token": "t"})

    assert "<form" not in html
    assert "csrfmiddlewaretoken" not in html


def test_form_without_helper_still_gets_the_pack() -> None:
    html = rendered("{% crispy form %}", form=Everything())

    assert "<form" in html
    assert "novalidate" in html
    assert "nhsuk-date-input" in html


def test_no_control_leaks_the_name_of_a_widget() -> None:
    html = render_crispy_form(with_helper(Everything())).lower()

    for leak in (
        "textinput",
        "emailinput",
        "numberinput",
        "clearablefileinput",
        "vtext",
    ):
        assert leak not in html


def test_filter_renders_the_same_controls() -> None:
    html = rendered("{{ form|crispy }}", form=Everything())

    assert html.count("nhsuk-form-group") >= 13


def test_number_is_typed_as_text() -> None:
    html = render_crispy_form(with_helper(Everything(), "count", "cost"))

    assert 'inputmode="numeric"' in html
    assert 'inputmode="decimal"' in html
    assert 'type="number"' not in html


def test_optional_is_said_and_required_is_not() -> None:
    html = render_crispy_form(with_helper(Everything(), "name", "email", "agreed"))

    assert "Email address (optional)" in html
    assert "Full name (optional)" not in html
    assert "required" not in html


def test_groups_of_choices_are_kept() -> None:
    html = render_crispy_form(with_helper(Everything(), "grouped"))

    assert '<optgroup label="London">' in html


def test_initial_choices_are_marked() -> None:
    form = Everything(initial={"level": "b", "several": ["a", "b"], "agreed": True})
    html = render_crispy_form(with_helper(form, "level", "several", "agreed"))

    assert '<option value="b" selected>' in html
    assert html.count(" checked") == 3


def test_uploaded_text_is_escaped() -> None:
    form = Everything({"name": '"><script>alert(1)</script>'})
    html = render_crispy_form(with_helper(form, "name"))

    assert "<script>" not in html


def test_unknown_widget_is_refused_by_name() -> None:
    class Strange(forms.Widget):
        pass

    with pytest.raises(TypeError, match="Strange"):
        kind_of(Strange())


def test_layouts_of_crispy_are_in_the_pack() -> None:
    html = render_crispy_form(
        with_helper(
            Everything(),
            Fieldset("About you", "name"),
            Row(Column("count"), Column("cost")),
            Div("notes", css_class="quorate-note"),
            MultiField("Both", "level"),
        )
    )

    assert 'nhsuk-fieldset__legend--m">About you<' in html
    assert html.count("nhsuk-grid-column-one-half") == 2


def test_revealed_question_follows_its_choice() -> None:
    form = Everything({"one": "b"})
    html = render_crispy_form(with_helper(form, Ask("one", reveals={"b": "name"})))

    assert 'data-aria-controls="conditional-id_one-2"' in html
    assert 'id="conditional-id_one-2"' in html
    assert "nhsuk-radios__conditional--hidden" not in html


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("name", "Enter full name"),
        ("level", "Select level"),
        ("several", "Select committees"),
        ("one", "Answer “Which?”"),
        ("agreed", "Tick “I agree” to go on"),
        ("paper", "Select a file for “Paper”"),
        ("day", "Enter day"),
    ],
)
def test_empty_answer_says_what_to_do(name: str, sentence: str) -> None:
    assert sentences_of(Everything({})[name]) == [sentence]


def test_own_sentence_about_an_empty_answer_is_kept() -> None:
    class Form(forms.Form):
        name = forms.CharField(error_messages={"required": "Say who asks"})

    assert sentences_of(Form({})["name"]) == ["Say who asks"]


def test_error_summary_links_to_inputs_that_exist() -> None:
    form = with_helper(Everything({"day_0": "31", "day_1": "2", "day_2": "2016"}))
    summary = rendered("{% error_summary form %}", form=form)
    html = render_crispy_form(form)

    targets = [part.split('"')[0] for part in summary.split('href="#')[1:]]

    assert len(targets) == 12
    assert "id_day_0" in targets
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_error_summary_points_at_the_wrong_part_of_a_date() -> None:
    form = Everything({"day_0": "1", "day_1": "13", "day_2": "2016"})

    assert 'href="#id_day_1"' in rendered("{% error_summary form %}", form=form)


def test_error_summary_is_silent_where_nothing_is_wrong() -> None:
    form = Everything()

    assert rendered("{% error_summary form missing %}", form=form).strip() == ""


def test_error_summary_tells_of_all_forms_of_a_set() -> None:
    class Row(forms.Form):
        name = forms.CharField(label="Name")

    rows = forms.formset_factory(Row, extra=0, min_num=2, validate_min=True)
    formset = rows({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"})
    summary = rendered("{% error_summary formset %}", formset=formset)

    assert 'href="#id_form-0-name"' in summary
    assert 'href="#id_form-1-name"' in summary


def test_table_of_forms_speaks_each_label_with_its_row() -> None:
    class Line(forms.Form):
        name = forms.CharField(label="Name")
        token = forms.CharField(widget=forms.HiddenInput, required=False)

    formset = forms.formset_factory(Line, extra=2)()
    form_helper = helper()
    form_helper.template = "nhsuk/table_inline_formset.html"
    html = rendered("{% crispy formset helper %}", formset=formset, helper=form_helper)

    assert "Name, row 2" in html
    assert html.count("nhsuk-u-visually-hidden") == 2
    assert 'name="form-TOTAL_FORMS"' in html
    assert html.count('-token"') >= 2


class Choosing(forms.Form):
    colour = forms.ChoiceField()
    many = forms.MultipleChoiceField(required=False)
    words = forms.CharField(required=False)


def test_offer_gives_a_question_its_choices():
    form = Choosing({"colour": "red"})

    offer(form, "colour", (pair for pair in [("red", "Red")]))
    offer(form, "many", [])

    assert form.is_valid()
    assert not Choosing({"colour": "red"}).is_valid()


@pytest.mark.parametrize("give", [offer, offer_rows])
def test_offer_refuses_a_question_that_has_no_choices(give):
    with pytest.raises(TypeError, match="words"):
        give(Choosing(), "words", [])
