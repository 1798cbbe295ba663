// What gets better with scripts; every page works without.
const link = document.getElementById("nhsuk-frontend");

async function startDesignSystem() {
  const { initAll } = await import(link.href);
  initAll();
  calmRadios();
  document.addEventListener("click", calmRadios);
  // The design system looks at its radios again when the page is shown.
  window.addEventListener("pageshow", calmRadios);
}

// The design system says "expanded" of radios that reveal a question; ARIA does not
// allow that of a radio, and the question follows it in reading order anyway.
function calmRadios() {
  for (const radio of document.querySelectorAll('[type="radio"][aria-expanded]')) {
    radio.removeAttribute("aria-expanded");
  }
}

// A select with data-module="quorate-autocomplete" becomes a box to type into.
function enhanceSelects(scope) {
  const selects = scope.querySelectorAll(
    'select[data-module="quorate-autocomplete"]:not([data-enhanced])',
  );
  for (const select of selects) {
    select.dataset.enhanced = "yes";
    window.accessibleAutocomplete.enhanceSelectElement({
      selectElement: select,
      defaultValue: select.selectedOptions[0]?.value
        ? select.selectedOptions[0].textContent
        : "",
      name: "",
      showAllValues: true,
      dropdownArrow: () => "",
      inputClasses: "nhsuk-input",
    });
  }
}

// Runs after the deferred scripts: modules keep the order of the page.
if (document.body.classList.contains("nhsuk-frontend-supported")) {
  await startDesignSystem();
}
enhanceSelects(document);
document.body.addEventListener("htmx:load", (event) => enhanceSelects(event.target));
