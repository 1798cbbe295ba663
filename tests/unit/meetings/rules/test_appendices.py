"""What the appendices of an item are called."""

from __future__ import annotations

from meetings.rules.appendices import called, letters_of


def test_letters_of_counts_appendices_and_leaves_papers_out():
    papers = [(7, False), (9, True), (3, False), (5, True)]

    assert letters_of(papers) == {9: "A", 5: "B"}


def test_letters_of_goes_on_after_z():
    letters = letters_of((key, True) for key in range(703))

    assert [letters[at] for at in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA")
    ]


def test_called_names_the_letter_of_an_appendix_alone():
    assert called("Rents", "B") == "Appendix B: Rents"
    assert called("Rents", "") == "Rents"
