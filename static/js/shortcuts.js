// Keys: the slash goes to the search field, arrows walk what was found, Escape leaves it, ? lists the keys. The keys of
// one character can be turned off, because people who dictate press them without meaning to.
import { isTyping } from "./page.js";
import { loadDraft, removeDraft, saveDraft } from "./drafts.js";

const OFF = "shortcuts-off";
const field = () => /** @type {HTMLInputElement | null} */ (document.querySelector("[data-search]"));
const clearFound = () => document.getElementById("search-found")?.replaceChildren();

/**
 * Return what a key does outside fields: "search", "list", or nothing.
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean}} event
 * @param {boolean} off
 */
export const shortcutOf = ({ key, ctrlKey, metaKey, altKey }, off) => {
  if (off || ctrlKey || metaKey || altKey) return undefined;
  return { "/": "search", "?": "list" }[key];
};

/** Open the list of keys. */
const showList = () => {
  const dialog = document.getElementById("shortcuts");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
};

/** Go to the search field, or to the page of it where the field is not shown. */
const goToSearch = () => {
  const search = field();
  if (search?.offsetParent) search.focus();
  else if (search?.form) location.assign(search.form.action);
};

/** @param {KeyboardEvent} event */
const walkFound = (event) => {
  const search = field();
  if (!search) return;
  if (event.key === "Escape") {
    search.value = "";
    clearFound();
    search.focus();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#search-found a")]);
  if (!links.length) return;
  event.preventDefault();
  const index = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  (links[index + (event.key === "ArrowDown" ? 1 : -1)] ?? search).focus();
};

/** @param {KeyboardEvent} event */
const pressKey = (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest?.("search")) walkFound(event);
  if (isTyping(target) || document.querySelector("dialog[open]")) return;
  const shortcut = shortcutOf(event, loadDraft(localStorage, OFF) === true);
  if (!shortcut) return;
  event.preventDefault();
  if (shortcut === "list") showList();
  else goToSearch();
};

/** Listen for the keys. */
export const startShortcuts = () => {
  document.addEventListener("keydown", pressKey);
  document.addEventListener("click", (event) => {
    if (!(/** @type {Element} */ (event.target).closest("search"))) clearFound();
  });
  const isOn = document.querySelector("[data-shortcuts-on]");
  if (!(isOn instanceof HTMLInputElement)) return;
  isOn.checked = loadDraft(localStorage, OFF) !== true;
  isOn.addEventListener("change", () => {
    if (isOn.checked) removeDraft(localStorage, OFF);
    else saveDraft(localStorage, OFF, true);
  });
};
