// Nothing typed is ever lost: the draft is kept on this device as it is typed, and cleared once the server has it.
const LOG = {
  read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  keep: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* private mode keeps nothing */ } },
};

document.addEventListener("DOMContentLoaded", () => {
  const logged = document.querySelector("[data-logged]");
  if (logged) {
    LOG.drop(logged.dataset.logged);
    history.replaceState(null, "", location.pathname);
  }
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = form.dataset.draft;
  const kept = form.querySelector("[data-kept]");
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const values = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");

  const restore = (pairs) => {
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken") continue;
      const mine = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine[0];
    }
  };

  // A page that came back with errors holds what was typed already; a fresh one gets the draft.
  const draft = LOG.read(key);
  if (draft && !document.querySelector(".error-summary")) {
    restore(draft.values);
    document.querySelector("[data-restored]").classList.remove("d-none");
    kept.textContent = `Kept on this phone ${draft.at}`;
  }

  const keep = () => {
    const at = clock();
    if (LOG.keep(key, { at, values: values() })) kept.textContent = `Kept on this phone ${at}`;
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (event) => {
    keep();
    if (navigator.onLine) return;
    event.preventDefault();
    delete form.dataset.sending;
    kept.textContent = "No connection. Kept on this phone: press Save again when the line is back.";
  });

  for (const button of form.querySelectorAll("[data-more], [data-less]")) {
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.more || button.dataset.less);
      const next = (parseInt(field.value, 10) || 0) + (button.dataset.more ? 1 : -1);
      field.value = Math.max(0, next);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
});
