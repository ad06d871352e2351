// Help for pages of people who are signed in, and for a device on which somebody has left something to send.
import { watchPickedRows } from "./picked-rows.js";
import { clearAtSignOut, watchQueue } from "./queue-notice.js";
import { watchSessionEnd } from "./session-end.js";
import { startShortcuts } from "./shortcuts.js";

document.addEventListener("submit", clearAtSignOut);
startShortcuts();
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-print]"))) {
  button.addEventListener("click", () => print());
}
watchPickedRows();
watchSessionEnd();
watchQueue();
