// After part of a page is exchanged, a live region says what changed, and the focus stands where the work goes on. One
// region that is there from the start is heard by every screen reader; one that is exchanged itself is not.

const SAME_AGAIN_MILLISECONDS = 20_000;
const last = { text: "", at: 0 };
/** @type {{id: string, href: string | null} | null} */
let lost = null;

/**
 * Say something. The same sentence is not said again at once: a text saves itself at every pause.
 * @param {string} text
 */
export const announce = (text) => {
  const region = document.getElementById("announcements");
  if (!region || !text || (text === last.text && Date.now() - last.at < SAME_AGAIN_MILLISECONDS)) return;
  [last.text, last.at] = [text, Date.now()];
  region.textContent = text;
};

/**
 * Remember the element with the focus if it is about to be exchanged.
 * @param {Event} event
 */
const noteFocus = (event) => {
  const focused = document.activeElement;
  const { target } = /** @type {any} */ (event).detail;
  lost = focused && target?.contains(focused) ? { id: focused.id, href: focused.getAttribute("href") } : null;
};

/**
 * Give the focus back: to what took the place of its element, else to what was put in.
 * @param {HTMLElement} root
 */
const restoreFocus = (root) => {
  if (!lost || (document.activeElement && document.activeElement !== document.body)) return;
  const links = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("a[href], button, input, select, textarea")]);
  const same = links.find((link) => (lost?.id ? link.id === lost.id : link.getAttribute("href") === lost?.href));
  if (!same) root.tabIndex = -1;
  (same ?? root).focus();
  lost = null;
};

/** @param {Event} event */
const afterSwap = (event) => {
  const root = /** @type {HTMLElement} */ (event.target);
  const said = /** @type {HTMLElement | null} */ (
    root.matches("[data-announce]") ? root : root.querySelector("[data-announce]")
  );
  announce(said?.dataset.announce ?? "");
  restoreFocus(root);
};

/** Watch what htmx exchanges. */
export const watchSwaps = () => {
  document.addEventListener("htmx:beforeSwap", noteFocus);
  document.addEventListener("htmx:afterSettle", afterSwap);
};
