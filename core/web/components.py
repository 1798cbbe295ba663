"""The one list of components: name, what it is for, what it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class UnknownPart(Exception):
    """A template asked for a component, or gave it a parameter, that is not listed."""


@dataclass(frozen=True, slots=True)
class Component:
    """One listed component; `has_body` ones are written with `{% container %}`."""

    name: str
    purpose: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    has_body: bool = False

    @property
    def template(self) -> str:
        return f"_components/{self.name}.html"

    def check(self, given: Iterable[str]) -> None:
        """Refuse parameters that are missing or not listed.

        Raises:
          UnknownPart: says which, so that a typing error shows on the first render.
        """
        names = set(given)
        missing = set(self.required) - names
        strange = names - set(self.required) - set(self.optional)
        if missing or strange:
            wrong = [f"needs {name}" for name in sorted(missing)]
            wrong += [f"takes no {name}" for name in sorted(strange)]
            raise UnknownPart(f"Component {self.name}: {', '.join(wrong)}.")


REGISTRY: dict[str, Component] = {
    one.name: one
    for one in (
        Component(
            "action_link",
            "The one thing most readers come for, as a green arrow",
            ("text", "url"),
        ),
        Component("back_link", "One step back, without a trail", ("url",), ("text",)),
        Component(
            "breadcrumbs",
            "The trail above a page: links (`text`, `url`) from home to the parent",
            ("items",),
        ),
        Component(
            "button",
            "A button; with `url` it is a link that looks like one. Variants: "
            "secondary, reverse, warning, login",
            ("text",),
            ("url", "variant", "name", "value", "small", "hint", "once"),
        ),
        Component("button_row", "Buttons and links side by side", has_body=True),
        Component(
            "card",
            "A box that leads to one thing, or holds one thing",
            ("heading",),
            ("url", "level", "size", "feature"),
            has_body=True,
        ),
        Component(
            "day",
            "A date a machine can read too; `form` is long, short or weekday",
            ("day",),
            ("form",),
        ),
        Component(
            "details",
            "Text that most readers can do without, behind its summary",
            ("summary",),
            ("expander", "open"),
            has_body=True,
        ),
        Component(
            "do_list",
            "What to do, or with `avoid` what not to do",
            ("items",),
            ("avoid", "heading", "level"),
        ),
        Component(
            "empty_state",
            "Nothing is here yet: why, and what to do about it",
            ("text",),
            ("heading", "url", "action"),
        ),
        Component(
            "file_summary",
            "An uploaded file: name, kind, size in bytes, pages, version, fingerprint",
            ("name",),
            ("url", "kind", "size", "pages", "version", "sha256", "tag"),
        ),
        Component("inset", "Words set apart from the text around them", has_body=True),
        Component(
            "matrix",
            "Rows × columns with a word and a colour in each cell (`core.web.tables`)",
            ("matrix",),
        ),
        Component(
            "notification",
            "What has just happened; `message` is one of Django's messages",
            (),
            ("message", "text", "heading", "success", "number"),
        ),
        Component(
            "page_heading",
            "The h1 with its caption and an opening sentence",
            ("title",),
            ("caption", "lede", "size"),
        ),
        Component(
            "pagination",
            "From page to page of a Django page object, keeping the query",
            ("page",),
            ("query", "label"),
        ),
        Component("panel", "It is done: the end of a journey", ("title",), ("text",)),
        Component(
            "person",
            "A person in a line: name, role or seat, organisation, a tag",
            ("name",),
            ("role", "organisation", "url", "tag", "colour"),
        ),
        Component(
            "progress",
            "Long work: `done` of `total`, in words; `url` is the fragment that is "
            "asked again every 2 seconds until `finished`",
            ("label", "done", "total"),
            ("url", "page_url", "text", "finished", "failed", "id"),
        ),
        Component(
            "quorum_lights",
            "Each committee's quorum: a colour, the word, the figures, what is missing",
            ("lights",),
            ("caption",),
        ),
        Component(
            "summary_list",
            "Facts about one thing, each with the links that change it",
            ("rows",),
            ("plain",),
        ),
        Component(
            "table",
            "Rows that people compare: caption, sorting, figures to the right, "
            "stacked on a phone (`core.web.tables`)",
            ("table",),
        ),
        Component(
            "tag",
            "A state in a word. Colours: white, grey, green, aqua-green, blue, "
            "purple, pink, red, orange, yellow",
            ("text",),
            ("colour",),
        ),
        Component(
            "task_list",
            "What needs you: tasks (`title`, `url`, `hint`, `status`, `colour`)",
            ("tasks",),
            ("id",),
        ),
        Component(
            "verdict",
            "A refusal or a condition: the sentence, the rule, where it comes from, "
            "what lawful way is open",
            ("verdict",),
            ("rule", "source", "ways"),
        ),
        Component(
            "warning",
            "Something that must not be missed",
            ("heading",),
            ("level",),
            has_body=True,
        ),
    )
}


def component_named(name: str) -> Component:
    """Return a listed component.

    Raises:
      UnknownPart: no component has this name.
    """
    try:
        return REGISTRY[name]
    except KeyError:
        raise UnknownPart(f"There is no component {name}.") from None
