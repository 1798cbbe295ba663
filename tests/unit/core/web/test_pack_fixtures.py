"""Our form pack makes the HTML that nhsuk-frontend says it should."""

from __future__ import annotations

import pytest

from tests.unit.core.web.oracle import Case, assert_mirrors, cases, names
from tests.unit.core.web.translate import TRANSLATORS


NO_WORDS = "an error of a Django form always has words"
NO_ID = "our labels and legends take no id of their own: nothing points at them"
NO_BUTTON = "no page puts a button inside an input"
ONE_BUTTON = "the button that shows a password is always the same"
NO_WIDTH_CLASS = "a width is an option here, never a class beside an option"
NO_PARTLY = "a disabled field is disabled as a whole"
NO_GROUPS = "a form has one group of boxes a field, and no box that ticks all others"
OLD = "deprecated by nhsuk-frontend"
WHOLE_DATE = "every date here has a day, a month and a year"
NO_NAMES = "the inputs of a date are named as Django names them"
BRITISH = "the site is in English"
CHARACTERS = "limits are counted in characters, as the server counts them"
OWN_BUTTON = "the words on the button of a file are always the same"

LEFT_OUT: dict[str, dict[str, str]] = {
    "input": {
        "label (5)": NO_ID,
        "width class overriding width option": NO_WIDTH_CLASS,
        "with button": NO_BUTTON,
        "with button and error message": NO_BUTTON,
        "with error only": NO_WORDS,
    },
    "password-input": {
        "disabled button": ONE_BUTTON,
        "disabled with enabled button": ONE_BUTTON,
        "with button double click not prevented": ONE_BUTTON,
        "with button double click prevented": ONE_BUTTON,
        "with error only": NO_WORDS,
        "with prefix": ONE_BUTTON,
        "with prefix and error message": ONE_BUTTON,
        "with translations": BRITISH,
    },
    "textarea": {"label (5)": NO_ID, "with error only": NO_WORDS},
    "character-count": {
        "label (5)": NO_ID,
        "to configure in JavaScript": "the limit is the form's, never the script's",
        "with count type 'characters'": CHARACTERS,
        "with count type 'characters' and error message": CHARACTERS,
        "with count type 'characters' and threshold": CHARACTERS,
        "with count type 'characters' and value": CHARACTERS,
        "with count type 'length'": CHARACTERS,
        "with count type 'words'": CHARACTERS,
        "with count type 'words' and error message": CHARACTERS,
        "with count type 'words' and threshold": CHARACTERS,
        "with count type 'words' and value": CHARACTERS,
        "with error only": NO_WORDS,
        "with maxlength attribute": "the browser never cuts off what somebody pastes",
        "with maxwords": CHARACTERS,
        "with neither maxlength, maxwords nor textarea description set": CHARACTERS,
        "with neither maxlength nor maxwords set": CHARACTERS,
        "with translations": BRITISH,
    },
    "select": {
        "label (5)": NO_ID,
        "with button": NO_BUTTON,
        "with button and error message": NO_BUTTON,
        "with error only": NO_WORDS,
    },
    "radios": {
        "disabled with enabled input": NO_PARTLY,
        "disabled with enabled input (2)": NO_PARTLY,
        "legend (5)": NO_ID,
        "with error only": NO_WORDS,
    },
    "checkboxes": {
        "disabled with enabled input": NO_PARTLY,
        "disabled with enabled input (2)": NO_PARTLY,
        "legend (5)": NO_ID,
        'with "all" option': NO_GROUPS,
        'with "all" option (2)': NO_GROUPS,
        'with "all" option (named group)': NO_GROUPS,
        'with "all" option (named group, unique)': NO_GROUPS,
        'with "none" option, deprecated': OLD,
        'with "none" option (named group)': NO_GROUPS,
        'with "none" option (named group, unique)': NO_GROUPS,
        "with error only": NO_WORDS,
    },
    "date-input": {
        "disabled with enabled input": NO_PARTLY,
        "day and month": WHOLE_DATE,
        "day and month (using items)": WHOLE_DATE,
        "day and month (with empty item)": WHOLE_DATE,
        "legend (5)": NO_ID,
        "month and year": WHOLE_DATE,
        "month and year (using items)": WHOLE_DATE,
        "month and year (with empty item)": WHOLE_DATE,
        "month and year with fields": WHOLE_DATE,
        "month and year with fields overriding values": WHOLE_DATE,
        "month and year with values": WHOLE_DATE,
        "with custom name prefix": NO_NAMES,
        "with error only": NO_WORDS,
        "with errors only": NO_WORDS,
        "with errors only (using items)": NO_WORDS,
        "with translations": BRITISH,
    },
    "file-upload": {
        "button": OWN_BUTTON,
        "button (2)": OWN_BUTTON,
        "button (3)": OWN_BUTTON,
        "label (5)": NO_ID,
        "with error only": NO_WORDS,
        "with translations": BRITISH,
    },
}
ALL = [
    parameter
    for component, left_out in LEFT_OUT.items()
    for parameter in cases(
        component, covers=lambda one, out=left_out: one.name not in out
    )
]


@pytest.mark.parametrize("case", ALL)
def test_control_mirrors_nhsuk(case: Case | None) -> None:
    html = TRANSLATORS[case.component](case) if case else ""

    assert_mirrors(html, case)


@pytest.mark.parametrize("component", LEFT_OUT)
def test_cases_left_out_exist_and_say_why(component: str) -> None:
    assert set(LEFT_OUT[component]) <= names(component)
    assert all(reason for reason in LEFT_OUT[component].values())
