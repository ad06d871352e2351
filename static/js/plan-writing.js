// A plan's texts are saved as they are typed (htmx). This keeps what could not be saved, and sends what was typed last.
// A draft is its writer's: its key has their number, and nobody else who signs in on this device is offered it.
const PLAN_DRAFTS = {
  person: () => document.querySelector("[data-person]")?.dataset.person ?? "",
  key: (form) => `plan:${PLAN_DRAFTS.person()}:${form.action}`,
  /** Keep `{text, base}` of a form on this device. */
  save: (form, draft) => {
    try {
      localStorage.setItem(PLAN_DRAFTS.key(form), JSON.stringify(draft));
    } catch {
      /* private mode keeps nothing */
    }
  },
  /** Return what is kept of a form, or null. */
  load: (form) => {
    try {
      return JSON.parse(localStorage.getItem(PLAN_DRAFTS.key(form)));
    } catch {
      return null;
    }
  },
  remove: (form) => {
    try {
      localStorage.removeItem(PLAN_DRAFTS.key(form));
    } catch {
      /* nothing was kept */
    }
  },
  textField: (form) => form.querySelector("[name=text]"),
  /** Show a sentence beside the text. */
  showMessage: (form, message) => {
    form.querySelector(".writing-said").innerHTML = "";
    form.querySelector(".writing-said").append(message);
  },
};

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-writing]");
  if (form) form.dataset.unsaved = event.target.value;
});

// A response counts for what was sent; what was typed since goes with the next.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("form[data-writing]");
  if (form) form.dataset.sent = PLAN_DRAFTS.textField(form).value;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-writing]");
  if (!form) return;
  const hasFailed = !event.detail.successful || event.detail.xhr.responseURL.includes("/accounts/login/");
  if (hasFailed) {
    PLAN_DRAFTS.save(form, { text: PLAN_DRAFTS.textField(form).value, base: form.querySelector("[name=base]").value });
    PLAN_DRAFTS.showMessage(
      form,
      "Not saved yet: no connection, or you have been signed out. " +
        "What you typed is saved on this device. Open the page again to continue.",
    );
  } else if (PLAN_DRAFTS.textField(form).value === form.dataset.sent) {
    delete form.dataset.unsaved;
    PLAN_DRAFTS.remove(form);
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.includes("/accounts/login/")) event.detail.shouldSwap = false;
});

// What was typed in the last second before the page is left is sent as it goes.
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-writing]")) {
    if (form.dataset.unsaved === undefined) continue;
    const data = new FormData(form);
    data.append("quiet", "1");
    navigator.sendBeacon(form.action, data);
  }
});

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-writing]")) {
    // Drafts once had no writer in their key; whose they are is not known.
    localStorage.removeItem(`plan:${form.action}`);
    const draft = PLAN_DRAFTS.load(form);
    if (!draft || draft.text === PLAN_DRAFTS.textField(form).value) {
      PLAN_DRAFTS.remove(form);
      continue;
    }
    form.querySelector("[name=base]").value = draft.base;
    PLAN_DRAFTS.textField(form).value = draft.text;
    PLAN_DRAFTS.textField(form).dispatchEvent(new Event("input", { bubbles: true }));
  }
});
