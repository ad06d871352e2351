// A plan's texts are saved as they are typed (htmx). This keeps what could not be saved, and sends what was typed last.
// A draft is its writer's and its tab's: its key names both, and nobody else on this device is offered it.
import { isOffline, whenSent, whyNotSent } from "./connection.js";
import { claimDraft, loadDraft, removeDraft, saveDraft, thisDevice } from "./drafts.js";
import { fieldNamed } from "./form-values.js";
import { beforeLeaving, required, signedInPerson } from "./page.js";

/** @type {Map<HTMLFormElement, string>} */
const draftKeys = new Map();
const textField = (/** @type {HTMLFormElement} */ form) => fieldNamed(form, "text");
const isSignInPage = (/** @type {any} */ event) => event.detail.xhr.responseURL.includes("/accounts/login/");

/**
 * Return the form of a plan's text in which an event happened.
 * @param {Event} event
 * @returns {HTMLFormElement | null}
 */
const writingForm = (event) => /** @type {Element} */ (event.target).closest?.("form[data-writing]") ?? null;

/**
 * Keep the text of a form, and the text that it was begun from.
 * @param {HTMLFormElement} form
 */
const keepText = (form) => {
  const key = draftKeys.get(form);
  const draft = { time: Date.now(), text: textField(form).value, base: fieldNamed(form, "base").value };
  if (key) saveDraft(localStorage, key, draft);
};

/** Return the forms with text that the server does not have yet. */
const unsavedForms = () => [...draftKeys.keys()].filter((form) => form.dataset.unsaved !== undefined);

document.addEventListener("input", (event) => {
  const form = writingForm(event);
  if (form) form.dataset.unsaved = "";
});

// A response counts for what was sent; what was typed since goes with the next.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = writingForm(event);
  if (form) form.dataset.sent = textField(form).value;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = writingForm(event);
  if (!form) return;
  if (isSignInPage(event) || !(/** @type {any} */ (event).detail.successful)) {
    keepText(form);
    const offline = isOffline();
    const why = isSignInPage(event) ? "You have been signed out." : whyNotSent(offline);
    const next = isSignInPage(event)
      ? "Sign in in another tab, then carry on typing."
      : `Carry on typing, or open the page again ${whenSent(offline)}.`;
    required(".writing-said", form).replaceChildren(
      `Not saved yet. ${why} What you typed is saved on this device. ${next}`,
    );
  } else if (textField(form).value === form.dataset.sent) {
    delete form.dataset.unsaved;
    removeDraft(localStorage, draftKeys.get(form) ?? "");
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (isSignInPage(event)) /** @type {any} */ (event).detail.shouldSwap = false;
});

// What was typed in the last second is kept before the page is hidden, and sent as it is left.
beforeLeaving(() => unsavedForms().forEach(keepText));
window.addEventListener("pagehide", () => {
  for (const form of unsavedForms()) {
    const data = new FormData(form);
    data.append("quiet", "1");
    navigator.sendBeacon(form.action, data);
  }
});

/** Resolves once htmx has attached its triggers, which it does first when the page is there. */
const htmxReady = new Promise((resolve) => {
  if (document.readyState === "complete") resolve(undefined);
  else document.addEventListener("DOMContentLoaded", resolve, { once: true });
});

/**
 * Offer a form the draft that this device keeps of it.
 * @param {HTMLFormElement} form
 */
const restoreText = async (form) => {
  // Drafts once had no writer in their key; whose they are is not known.
  removeDraft(localStorage, `plan:${form.action}`);
  const key = await claimDraft(thisDevice(), `plan:${signedInPerson()}:${form.action}`);
  draftKeys.set(form, key);
  const draft = loadDraft(localStorage, key);
  if (!draft || draft.text === textField(form).value) return removeDraft(localStorage, key);
  fieldNamed(form, "base").value = draft.base;
  textField(form).value = draft.text;
  await htmxReady; // or nobody would hear that there is something to save
  textField(form).dispatchEvent(new Event("input", { bubbles: true }));
};
/** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-writing]")).forEach(restoreText);
