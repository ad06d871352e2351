// The content of a form as (name, value) pairs, without what belongs to the page and not to its writer.

/** @typedef {[string, string][]} Pairs */
const OF_THE_PAGE = ["csrfmiddlewaretoken", "files", "project", "specialist_shown"];

/**
 * Return what a form would send, without its files and its token.
 * @param {HTMLFormElement} form
 * @returns {Pairs}
 */
export const formValues = (form) =>
  /** @type {Pairs} */ ([...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "files"].includes(name)));

/**
 * Put kept pairs into a form, and open what holds one of them.
 * @param {HTMLFormElement} form
 * @param {Pairs} pairs
 */
export const fillForm = (form, pairs) => {
  for (const field of /** @type {Iterable<HTMLInputElement>} */ (form.elements)) {
    if (!field.name || field.type === "file" || OF_THE_PAGE.includes(field.name)) continue;
    const values = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  for (const details of form.querySelectorAll("details")) {
    const fields = /** @type {Iterable<HTMLInputElement>} */ (details.querySelectorAll("input, textarea"));
    const isFilled = [...fields].some((field) =>
      ["checkbox", "radio"].includes(field.type) ? field.checked : field.value.trim(),
    );
    details.open = details.open || isFilled;
  }
};

/**
 * Return a form's field of this name.
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export const fieldNamed = (form, name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
