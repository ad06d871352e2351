// Two minutes before the sign-in ends the page says so; one press keeps it. What was typed stays either way.
import { required } from "./page.js";

const WARNING_SECONDS = 120;

/** Start the timers of the page's sign-in. */
export const watchSessionEnd = () => {
  const dialog = document.getElementById("session-end");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const [warning, endNotice] = [required("[data-soon]", dialog), required("[data-over]", dialog)];
  const otherNotice = required("[data-other]", dialog);
  /** @type {ReturnType<typeof setTimeout>[]} */
  let timers = [];
  /** Open the dialog: the session ends soon, has ended, or is another person's by now. */
  const showDialog = (/** @type {boolean} */ hasEnded, isOther = false) => {
    warning.hidden = hasEnded;
    endNotice.hidden = !hasEnded || isOther;
    otherNotice.hidden = !isOther;
    if (!dialog.open) dialog.showModal();
  };
  dialog.addEventListener("session-over", (event) =>
    showDialog(true, /** @type {CustomEvent} */ (event).detail.isOther),
  );
  /** Start the timers anew for a session of so many seconds. */
  const startTimers = (/** @type {number} */ seconds) => {
    timers.forEach(clearTimeout);
    // A timer holds no more than 24 days; a session is never that long.
    timers = [
      setTimeout(showDialog, Math.max(0, seconds - WARNING_SECONDS) * 1000, false),
      setTimeout(showDialog, seconds * 1000, true),
    ];
  };
  required("[data-stay-button]", dialog).addEventListener("click", async () => {
    const headers = JSON.parse(document.body.getAttribute("data-hx-headers") ?? "{}");
    try {
      const response = await fetch(dialog.dataset.stay ?? "", { method: "POST", headers, redirect: "error" });
      startTimers((await response.json()).seconds);
      dialog.close();
    } catch {
      showDialog(true);
    }
  });
  startTimers(Number(dialog.dataset.seconds));
};
