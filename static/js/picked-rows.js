// A list whose rows have checkboxes: one press selects all, and the bar says how many are selected.

/** @returns {HTMLInputElement[]} */
const picks = () => Array.from(document.querySelectorAll("input.pick"));

/**
 * Return how many are selected, in words: "3 schools selected".
 * @param {number} count
 * @param {string} noun
 */
export const selectedWords = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"} selected`;

const update = () => {
  const selected = picks().filter((pick) => pick.checked).length;
  const all = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-pick-all]"));
  if (all) {
    all.checked = selected > 0 && selected === picks().length;
    all.indeterminate = selected > 0 && !all.checked;
  }
  const words = /** @type {HTMLElement | null} */ (document.querySelector("[data-picked]"));
  if (words) words.textContent = selectedWords(selected, words.dataset.picked ?? "row");
};

/** Let the checkbox in the head select all rows, and count. */
export const watchPickedRows = () => {
  const all = /** @type {HTMLInputElement | null} */ (document.querySelector("[data-pick-all]"));
  if (!all) return;
  document.addEventListener("change", ({ target }) => {
    if (target === all) for (const pick of picks()) pick.checked = all.checked;
    update();
  });
  // "Clear selection" resets the form after its event.
  document.addEventListener("reset", () => setTimeout(update));
  update();
};
