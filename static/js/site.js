// Small help for every page; each works without it.
document.addEventListener("DOMContentLoaded", () => {
  // The error summary takes the focus, so that it is read first.
  document.querySelector("[data-focus]")?.focus();

  // Menus made of <details> close with Escape or a press elsewhere.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
});

// A press opens its dialog; without JavaScript the link leads to the same in words.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (!opener) return;
  event.preventDefault();
  document.getElementById(opener.dataset.dialog).showModal();
});

/** Put a native date picker beside each typed date inside an element, for those who would rather press. */
const addPickers = (root) => {
  for (const textField of root.querySelectorAll("input[data-typed-date]:not([data-has-picker])")) {
    textField.dataset.hasPicker = "";
    const picker = document.createElement("input");
    picker.type = "date";
    picker.className = "form-control date-picker";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    picker.addEventListener("change", () => {
      if (!picker.value) return;
      const [year, month, day] = picker.value.split("-").map(Number);
      textField.value = `${day}/${month}/${year}`;
      textField.dispatchEvent(new Event("input", { bubbles: true }));
      textField.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const wrapper = document.createElement("div");
    wrapper.className = "date-field";
    textField.replaceWith(wrapper);
    wrapper.append(textField, picker);
  }
};
document.addEventListener("DOMContentLoaded", () => addPickers(document));
document.addEventListener("htmx:afterSwap", (event) => addPickers(event.target));

// What was typed is not lost when the sign-in ends before it is sent. The page asks who is signed in: its writer gets a
// fresh token, nobody is asked to sign in first, and it is never sent as somebody else. Without a connection it stays.
const isTypedInto = (form) =>
  [...form.elements].some(
    (field) =>
      (field.matches("textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])") &&
        field.value !== field.defaultValue) ||
      (field.type === "file" && field.files.length),
  );
/** Return who is signed in, with a token for their forms; null without a connection. */
const fetchSignedIn = async (dialog) => {
  try {
    const response = await fetch(dialog.dataset.who, { headers: { Accept: "application/json" }, cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
};
/** Say above a form that it was not sent. */
const showNotSent = (form) => {
  const notice = form.querySelector("[data-not-sent]") || document.createElement("p");
  notice.dataset.notSent = "";
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  notice.textContent =
    "Not sent: you are offline. What you’ve typed is still on this page. Try again when you’re back online.";
  form.prepend(notice);
};
document.addEventListener(
  "submit",
  async (event) => {
    const [form, submitter] = [event.target, event.submitter];
    const dialog = document.getElementById("session-end");
    const token = form.elements.csrfmiddlewaretoken;
    if (!dialog || !token || form.method !== "post" || form.dataset.checked) return;
    if (form.matches("[data-draft], [hx-post]") || !isTypedInto(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const user = await fetchSignedIn(dialog);
    if (!user) showNotSent(form);
    else if (user.person === Number(dialog.dataset.signedIn)) {
      token.value = user.token;
      form.dataset.checked = "yes";
      form.requestSubmit(submitter);
      delete form.dataset.checked;
    } else dialog.dispatchEvent(new CustomEvent("session-over", { detail: { isOther: user.person !== null } }));
  },
  true,
);

// Files that are too large are refused before they are sent, with their true size.
document.addEventListener("change", (event) => {
  const field = event.target;
  const most = Number(field.dataset?.mostBytes);
  if (field.type !== "file" || !most) return;
  const megabytes = (bytes) => Math.ceil(bytes / 104_857.6) / 10;
  const sentences = [...field.files]
    .filter((file) => file.size > most)
    .map((file) => `“${file.name}” is ${megabytes(file.size)} MB. Files can be up to ${megabytes(most)} MB.`);
  if (field.files.length > Number(field.dataset.mostFiles || 10))
    sentences.push(`You’ve chosen ${field.files.length} files. You can attach up to ${field.dataset.mostFiles}.`);
  const id = `${field.id}-too-large`;
  document.getElementById(id)?.remove();
  field.classList.toggle("is-invalid", sentences.length > 0);
  if (!sentences.length) return;
  field.value = "";
  const error = document.createElement("p");
  error.id = id;
  error.className = "invalid-feedback d-block";
  error.setAttribute("role", "alert");
  error.textContent = sentences.join(" ");
  field.after(error);
});

// A form that is being sent is not sent again by a second press; the server folds repeats all the same.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(() => delete form.dataset.sending, 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sending;
});

// The slash key goes to the search field; Escape leaves it and closes what was found.
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-search]");
  if (!field) return;
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    if (field.offsetParent) field.focus();
    else location.assign(field.form.action);
  }
  if (event.key === "Escape" && event.target.closest("search")) {
    field.value = "";
    document.getElementById("search-found").replaceChildren();
    field.focus();
  }
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest("search")) {
    const links = [...document.querySelectorAll("#search-found a")];
    if (!links.length) return;
    event.preventDefault();
    const index = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (links[index] ?? field).focus();
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("search")) document.getElementById("search-found")?.replaceChildren();
});

// Two minutes before the sign-in ends the page says so; one press keeps it. What was typed stays either way.
document.addEventListener("DOMContentLoaded", () => {
  const dialog = document.getElementById("session-end");
  if (!dialog) return;
  const WARNING_SECONDS = 120;
  const warning = dialog.querySelector("[data-soon]");
  const endNotice = dialog.querySelector("[data-over]");
  const otherNotice = dialog.querySelector("[data-other]");
  let timers = [];
  /** Open the dialog: the session ends soon, has ended, or is another person's by now. */
  const showDialog = (hasEnded, isOther = false) => {
    warning.hidden = hasEnded;
    endNotice.hidden = !hasEnded || isOther;
    otherNotice.hidden = !isOther;
    if (!dialog.open) dialog.showModal();
  };
  dialog.addEventListener("session-over", (event) => showDialog(true, event.detail.isOther));
  /** Start the timers anew for a session of so many seconds. */
  const startTimers = (seconds) => {
    timers.forEach(clearTimeout);
    // A timer holds no more than 24 days; a session is never that long.
    timers = [
      setTimeout(showDialog, Math.max(0, seconds - WARNING_SECONDS) * 1000, false),
      setTimeout(showDialog, seconds * 1000, true),
    ];
  };
  dialog.querySelector("[data-stay-button]").addEventListener("click", async () => {
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    try {
      const response = await fetch(dialog.dataset.stay, { method: "POST", headers, redirect: "error" });
      startTimers((await response.json()).seconds);
      dialog.close();
    } catch {
      showDialog(true);
    }
  });
  startTimers(Number(dialog.dataset.seconds));
});

// A page that waits for the worker opens again by itself, unless somebody is reading something else at the moment.
const waiting = document.querySelector("[data-reload-after]");
if (waiting) {
  const reload = () => (document.hidden ? setTimeout(reload, 1000) : location.reload());
  setTimeout(reload, Number(waiting.dataset.reloadAfter) * 1000);
}
