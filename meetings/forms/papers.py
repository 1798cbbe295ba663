"""What an author or officer types about a paper."""

from __future__ import annotations

from typing import Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.forms import offer
from meetings.enums import Part, Sensitivity
from meetings.rules.hidden_text import HIDDEN_TEXT


READERS = Ask(
    "sensitivity",
    hints={
        Sensitivity.PUBLIC: "Everybody: it is on the public site after notice",
        Sensitivity.PRIVATE: "Members of the committees: it belongs to part 2",
        Sensitivity.RESTRICTED: "Members of the committees, though the item is public",
    },
)
MEANT = "Everybody may read the text that cannot be seen"
PAPERS = forms.FileInput(attrs={"accept": "application/pdf,.pdf,.docx,.xlsx,.pptx"})


class PaperFileForm(forms.Form):
    """A new version of a paper that is there already."""

    file = forms.FileField(
        label="File",
        help_text=(
            "PDF up to 200 MB, or Word, Excel or PowerPoint (.docx, .xlsx, .pptx) up to "
            "100 MB, which we make into a PDF. Without a password, macros, scripts, "
            "attachments or tracked changes"
        ),
        widget=PAPERS,
        error_messages={
            "required": "Select a file",
            "empty": "The file is empty: select another",
        },
    )

    hidden_is_meant = forms.BooleanField(
        label=MEANT,
        help_text="You have looked at those pages. What you say is kept on the record",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("file")

    def ask_what_is_hidden(self) -> None:
        """Ask, once a file was refused for it, whether its hidden text is meant."""
        refusal = getattr(self, "refusal", None)
        if refusal is not None and refusal.code == HIDDEN_TEXT:
            self.helper.layout.fields.append("hidden_is_meant")


class HiddenIsMeantForm(forms.Form):
    """Whether everybody may read what lies hidden in a file that was refused for it."""

    hidden_is_meant = forms.BooleanField(label=MEANT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("hidden_is_meant")


class TwinForm(PaperFileForm):
    """The redacted twin of a version, and what the public reads as its title."""

    title = forms.CharField(
        label="Title for the public",
        help_text="Change it if the paper’s own title tells too much",
        max_length=300,
        error_messages={"required": "Enter a title"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ["title", "file", "hidden_is_meant", "version"]

    def __init__(self, *args: Any, pages: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        length = f"{pages} page{'' if pages == 1 else 's'}"
        self.fields["file"].label = "Redacted PDF file"
        self.fields["file"].help_text = (
            f"As long as the full paper: {length}. Words must be taken out, not only "
            "covered"
        )
        self.helper = helper("title", "file", "version")


class PaperDetailsForm(forms.Form):
    """A paper's title and who may read it; in the private part it is never public."""

    title = forms.CharField(
        label="Title",
        help_text="As readers see it; the name of the file is not shown",
        max_length=300,
        error_messages={"required": "Enter a title"},
    )
    sensitivity = forms.ChoiceField(
        label="Who may read it?",
        choices=Sensitivity.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select who may read it"},
    )

    is_appendix = forms.BooleanField(
        label="It is an appendix",
        help_text="It takes the next letter, such as Appendix A",
        required=False,
    )

    def __init__(self, *args: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Sensitivity.choices()
        if part == Part.TWO:
            choices = [one for one in choices if one[0] != Sensitivity.PUBLIC]
        offer(self, "sensitivity", choices)
        self.fields["sensitivity"].initial = choices[0][0]
        self.helper = helper("title", "is_appendix", READERS)


class PaperChangeForm(PaperDetailsForm):
    """The same of a paper that is there; `seen` proves what its reader saw."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("title", "is_appendix", "sensitivity", "seen")


class PaperForm(PaperDetailsForm, PaperFileForm):
    """A paper handed in for the first time."""

    field_order = ["title", "file", "is_appendix", "sensitivity", "hidden_is_meant"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("title", "file", "is_appendix", READERS)
