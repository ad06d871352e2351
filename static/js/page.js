// What every page says about itself, and small things that several scripts do.

/** Return the key of the person who is signed in; 0 for nobody. */
export const signedInPerson = () => Number(document.body.dataset.person ?? 0);

/** Return the address that says who is signed in now. */
export const whoUrl = () => document.body.dataset.who ?? "";

/**
 * Return an element that a template promises. Raise when it is not on the page.
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {HTMLElement}
 */
export const required = (selector, root = document) => {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`The page has no ${selector}`);
  return element;
};

/**
 * Return whether keys go into a field.
 * @param {EventTarget | null} target
 */
export const isTyping = (target) =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

/**
 * Return the time as the site writes it: 2:05pm, 4pm.
 * @param {Date} now
 */
export const currentTime = (now = new Date()) => {
  const [hour, minute] = [now.getHours(), now.getMinutes()];
  return `${hour % 12 || 12}${minute ? `:${String(minute).padStart(2, "0")}` : ""}${hour < 12 ? "am" : "pm"}`;
};

/**
 * Call a function whenever the page may not come back: it is hidden, or it is left. A phone that closes a hidden page
 * says nothing more.
 * @param {() => void} save
 */
export const beforeLeaving = (save) => {
  window.addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());
};

/** The name of the database in which sessions wait to be sent. */
export const STORE = "sustaining";

/** Return, as a promise, whether this device has the database; true where a browser does not say. */
export const hasStore = async () =>
  !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === STORE);
