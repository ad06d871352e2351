// The kind of session as a step of its own on a phone: the rest of the form follows once it is chosen, and of the
// kinds the chosen one alone stays, with a button to change it. What is hidden is in areas.css; wide screens show all.

const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];

/**
 * Make the choice of the kind a step. Arrow keys move through the kinds without leaving the step; focus that goes on,
 * or a press, does.
 * @param {HTMLFormElement} form
 */
export const startKindStep = (form) => {
  const step = form.querySelector("fieldset.kind-step");
  const change = /** @type {HTMLButtonElement | null} */ (form.querySelector("[data-change-kind]"));
  if (!step || !change || !("stepped" in form.dataset)) return;
  const kinds = () => /** @type {NodeListOf<HTMLInputElement>} */ (step.querySelectorAll('[name="kind"]'));
  const chosen = () => [...kinds()].find((kind) => kind.checked);
  let isByArrow = false;
  const settle = () => {
    const isSettled = chosen() !== undefined;
    form.toggleAttribute("data-kind-settled", isSettled);
    change.hidden = !isSettled;
  };
  step.addEventListener("keydown", (event) => {
    isByArrow = ARROWS.includes(/** @type {KeyboardEvent} */ (event).key);
  });
  step.addEventListener("pointerdown", () => (isByArrow = false));
  step.addEventListener("change", () => isByArrow || settle());
  step.addEventListener("focusout", (event) => {
    const next = /** @type {FocusEvent} */ (event).relatedTarget;
    if (next instanceof Node && !step.contains(next)) settle();
  });
  change.addEventListener("click", () => {
    form.removeAttribute("data-kind-settled");
    change.hidden = true;
    chosen()?.focus();
  });
  settle();
};
