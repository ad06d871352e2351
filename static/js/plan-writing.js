// A plan's texts are saved as they are typed (htmx). This keeps what could not be saved, and sends what was typed last.
const WRITING = {
  key: (form) => `plan:${form.action}`,
  keep: (form, value) => {
    try {
      localStorage.setItem(WRITING.key(form), JSON.stringify(value));
    } catch {
      /* private mode keeps nothing */
    }
  },
  read: (form) => {
    try {
      return JSON.parse(localStorage.getItem(WRITING.key(form)));
    } catch {
      return null;
    }
  },
  drop: (form) => {
    try {
      localStorage.removeItem(WRITING.key(form));
    } catch {
      /* nothing was kept */
    }
  },
  box: (form) => form.querySelector("[name=text]"),
  says: (form, words) => {
    form.querySelector(".writing-said").innerHTML = "";
    form.querySelector(".writing-said").append(words);
  },
};

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-writing]");
  if (form) form.dataset.unsaved = event.target.value;
});

// An answer counts for what was sent; what was typed since goes with the next.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("form[data-writing]");
  if (form) form.dataset.sent = WRITING.box(form).value;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-writing]");
  if (!form) return;
  const lost = !event.detail.successful || event.detail.xhr.responseURL.includes("/accounts/login/");
  if (lost) {
    WRITING.keep(form, { text: WRITING.box(form).value, base: form.querySelector("[name=base]").value });
    WRITING.says(
      form,
      "Not saved yet: no connection, or you have been signed out. " +
        "What you typed is kept on this device; open the page again to go on.",
    );
  } else if (WRITING.box(form).value === form.dataset.sent) {
    delete form.dataset.unsaved;
    WRITING.drop(form);
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.includes("/accounts/login/")) event.detail.shouldSwap = false;
});

// What was typed in the last second before the page is left is sent as it goes.
window.addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-writing]")) {
    if (form.dataset.unsaved === undefined) continue;
    const last = new FormData(form);
    last.append("quiet", "1");
    navigator.sendBeacon(form.action, last);
  }
});

document.addEventListener("DOMContentLoaded", () => {
  for (const form of document.querySelectorAll("form[data-writing]")) {
    const kept = WRITING.read(form);
    if (!kept || kept.text === WRITING.box(form).value) {
      WRITING.drop(form);
      continue;
    }
    form.querySelector("[name=base]").value = kept.base;
    WRITING.box(form).value = kept.text;
    WRITING.box(form).dispatchEvent(new Event("input", { bubbles: true }));
  }
});
