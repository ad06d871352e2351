// Menus made of <details> close with Escape or a press elsewhere; a press opens its dialog.

/** @param {KeyboardEvent} event */
const closeByEscape = (event) => {
  if (event.key !== "Escape") return;
  for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.menu[open]"))) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
};

/** @param {MouseEvent} event */
const closeByPress = (event) => {
  for (const menu of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.menu[open]")))
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
};

/**
 * Open the dialog that a link or button names. Without JavaScript the link leads to the same in words.
 * @param {MouseEvent} event
 */
const openDialog = (event) => {
  const opener = /** @type {Element} */ (event.target).closest("[data-dialog]");
  if (!(opener instanceof HTMLElement)) return;
  event.preventDefault();
  const dialog = document.getElementById(opener.dataset.dialog ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
};

/** Let menus close and dialogs open. */
export const startMenus = () => {
  document.addEventListener("keydown", closeByEscape);
  document.addEventListener("click", closeByPress);
  document.addEventListener("click", openDialog);
};
