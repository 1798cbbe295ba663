"""Somebody walking the site: fills forms by their labels, and has each page checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import resolve
from playwright.sync_api import Error


if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from playwright.sync_api import Page

WIDTHS = (320, 1280)
# What a page is made of, without its words: each kind of element, and inside which kind
# it stands. A page in another state, for another role or with an error differs here; one
# with more rows of the same does not.
MAKE_UP = """() => {
  const told = ["type", "role", "aria-current", "aria-expanded", "aria-invalid",
    "disabled", "hidden", "open"];
  const kind = (one) => [one.tagName, one.getAttribute("class") || "",
    ...told.filter((name) => one.hasAttribute(name))
      .map((name) => `${name}=${one.getAttribute(name)}`)].join(" ");
  const found = [...document.body.querySelectorAll("*")]
    .map((one) => `${kind(one.parentElement)} > ${kind(one)}`);
  return [...new Set(found)].sort().join("\\n");
}"""


@dataclass
class Walker:
    """One person's browser; `see` checks a page at phone and desktop width."""

    page: Page
    assert_accessible: Callable[..., None]
    who: str = "public"
    seen: set[tuple[str, str, str]] = field(default_factory=set)

    def goto(self, address: str) -> Walker:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        return self.see()

    def see(self, name: str = "") -> Walker:
        """Check the page once for whoever looks, and again in each of its states.

        A state is known by what the page is made of, or is named.
        """
        place = resolve(urlsplit(self.page.url).path).view_name
        key = (place, self.who, name or self.page.evaluate(MAKE_UP))
        if key in self.seen:
            return self
        width = self.page.viewport_size["width"]
        try:
            for each in WIDTHS:
                self.page.set_viewport_size({"width": each, "height": 900})
                self.assert_accessible(self.page)
        except Error as gone:
            if "context was destroyed" not in gone.message:
                raise
            # A page that follows some work has loaded itself again: look at that one.
            self.page.wait_for_load_state()
            return self.see(name)
        finally:
            self.page.set_viewport_size({"width": width, "height": 900})
        self.seen.add(key)
        return self

    def fill(self, **answers: Any) -> Walker:
        """Fill fields by name: text, choices, ticks (True) and days."""
        for name, answer in answers.items():
            self._fill_one(name, answer)
        return self

    def press(self, button: str, *, exact: bool = True, says: str = "") -> Walker:
        """Press a button; `says` is on the page for a moment, before it goes on."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=exact).first.click()
        return self.reads(says).see()

    def press_any(self) -> Walker:
        """Press the main button of the page's form."""
        with self.page.expect_navigation():
            self.page.locator(
                "main form button[type=submit]:not(.nhsuk-button--secondary)"
            ).last.click()
        return self.see()

    def follow(self, link: str, *, exact: bool = False) -> Walker:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link, exact=exact).first.click()
        return self.see()

    def refused(self, words: str) -> Walker:
        """Expect an error summary with these words."""
        summary = self.page.locator(".nhsuk-error-summary")
        assert words in summary.inner_text(), summary.inner_text()
        return self

    def reads(self, *words: str) -> Walker:
        text = " ".join(self.page.locator("main").inner_text().split())
        for each in words:
            assert each in text, f"{each!r} is not on {self.page.url}:\n{text[:3000]}"
        return self

    def misses(self, *words: str) -> Walker:
        text = self.page.content()
        for each in words:
            assert each not in text, f"{each!r} is on {self.page.url}"
        return self

    def _fill_one(self, name: str, answer: Any) -> None:
        if hasattr(answer, "year"):
            self._fill_day(name, answer)
            return
        found = self._named(name)
        found.first.evaluate(
            "one => { for (let box = one; (box = box.parentElement?.closest('details'));)"
            " box.open = true; }"
        )
        kind = found.first.evaluate("one => one.type || one.tagName.toLowerCase()")
        if kind in {"radio", "checkbox"} and not isinstance(answer, bool):
            for value in answer if isinstance(answer, list) else [answer]:
                self._named(name, f'[value="{value}"]').check()
        elif kind == "checkbox":
            found.set_checked(answer)
        elif kind == "select-one":
            self._select(found, answer)
        elif kind == "file":
            found.set_input_files(answer)
        else:
            found.fill(str(answer))

    def _named(self, name: str, more: str = "") -> Any:
        """Find a field of the form that saves; failing that, of one that searches."""
        field = f'[name="{name}"]{more}'
        saving = self.page.locator(f'main form[method="post"] {field}')
        return saving if saving.count() else self.page.locator(field)

    def _select(self, found: Any, answer: Any) -> None:
        """Choose by value, or by the words of the option that contains them."""
        if found.get_attribute("data-enhanced"):
            self._search(found, str(answer))
            return
        values = found.locator("option").evaluate_all(
            "all => all.map(one => [one.value, one.textContent])"
        )
        for value, words in values:
            if value == str(answer) or (answer and str(answer) in words):
                found.select_option(value)
                return
        raise AssertionError(f"No option {answer!r} among {values}")

    def _search(self, found: Any, words: str) -> None:
        """Type into the list that offers what it finds, and take the first."""
        key = found.get_attribute("id").removesuffix("-select")
        self.page.locator(f"#{key}").fill(words)
        self.page.get_by_role("option", name=words).first.click()

    def _fill_day(self, name: str, day: date) -> None:
        parts = [day.day, day.month, day.year]
        if hasattr(day, "hour"):
            parts.append(f"{day:%H:%M}")
        for index, part in enumerate(parts):
            self.page.locator(f'[name="{name}_{index}"]').fill(str(part))
