// Small help for every page; each works without it.
import { watchSwaps } from "./announce.js";
import { addPickers } from "./date-pickers.js";
import { watchFiles } from "./file-sizes.js";
import { watchForms } from "./fresh-token.js";
import { startMenus } from "./menus.js";
import { hasStore, signedInPerson } from "./page.js";

// The error summary takes the focus, so that it is read first.
/** @type {HTMLElement | null} */ (document.querySelector("[data-focus]"))?.focus();

// A browser brings the line of a text field into view that is typed on; this brings the field, whole, above the bars.
document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLTextAreaElement) target.scrollIntoView({ block: "nearest" });
});

startMenus();
watchSwaps();
addPickers(document);
document.addEventListener("htmx:afterSwap", (event) => addPickers(/** @type {Element} */ (event.target)));
watchForms();
watchFiles();

// Pages of signed-in people load this by themselves. On a first visit nothing waits to be sent, and it is spared.
if (!signedInPerson()) hasStore().then((isThere) => isThere && import("./signed-in.js"));

// The page for when the device is offline opens what was wanted as soon as it can.
if (document.querySelector("[data-offline]")) window.addEventListener("online", () => location.reload());

// A page that waits for the worker opens again by itself, unless somebody is reading something else at the moment.
const reloading = /** @type {HTMLElement | null} */ (document.querySelector("[data-reload-after]"));
if (reloading) {
  const reload = () => (document.hidden ? setTimeout(reload, 1000) : location.reload());
  setTimeout(reload, Number(reloading.dataset.reloadAfter) * 1000);
}
