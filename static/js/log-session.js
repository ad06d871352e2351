// Nothing typed is ever lost: the draft is kept on this device as it is typed. Save hands it to WAITING (waiting.js),
// which sends it now, or as soon as there is a line and the writer is signed in again.
const DRAFTS = {
  /** Return what is kept under a key, or null. */
  load: (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  /** Keep a draft; return whether this device could. */
  save: (key, draft) => {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  },
  remove: (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      /* private mode keeps nothing */
    }
  },
  /** Return a random UUID, also where `crypto.randomUUID` is not to be had. */
  newUuid: () => {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  },
};

document.addEventListener("DOMContentLoaded", async () => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = form.dataset.draft;
  const saveStatus = form.querySelector("[data-kept]");
  const restoredNotice = document.querySelector("[data-restored]");
  const currentTime = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const formValues = () => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "files"].includes(name));

  /** Put the kept (name, value) pairs into the form. */
  const fillForm = (pairs) => {
    for (const field of form.elements) {
      if (!field.name || field.type === "file" || field.name === "csrfmiddlewaretoken") continue;
      if (["project", "specialist_shown"].includes(field.name)) continue; // what this page says, not what was typed
      const fieldValues = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = fieldValues.includes(field.value);
      else if (fieldValues.length) field.value = fieldValues[0];
    }
    for (const details of form.querySelectorAll("details")) {
      details.open =
        details.open ||
        [...details.querySelectorAll("input")].some((field) =>
          field.type === "checkbox" ? field.checked : field.value,
        );
    }
  };

  /** Fill the form with a session that the server refused, its files too; return whether there was one. */
  const restoreRejected = async () => {
    const item = (await WAITING.all()).find((waiting) => waiting.key === key && waiting.mend);
    if (!item) return false;
    fillForm(item.values);
    const files = new DataTransfer();
    for (const file of item.files) files.items.add(file);
    form.elements.files.files = files.files;
    DRAFTS.save(key, { at: item.at, values: item.values });
    await WAITING.remove(item.once);
    return true;
  };

  // A page that came back with errors holds what was typed already; a fresh one gets the draft. The page may have come
  // from this device's own store, so a new session always gets a key of its own.
  if (!document.querySelector(".error-summary")) {
    form.elements.once.value = DRAFTS.newUuid();
    const draft = DRAFTS.load(key);
    if (draft) fillForm(draft.values);
    if ((await restoreRejected()) || draft) restoredNotice.classList.remove("d-none");
    if (draft) saveStatus.textContent = `Kept on this phone ${draft.at}`;
  }
  restoredNotice.querySelector("[data-forget]").addEventListener("click", () => {
    DRAFTS.remove(key);
    location.reload();
  });

  /** Keep what is typed on this device, and say so. */
  const saveDraft = () => {
    const at = currentTime();
    if (DRAFTS.save(key, { at, values: formValues() })) saveStatus.textContent = `Kept on this phone ${at}`;
  };
  form.addEventListener("input", saveDraft);
  form.addEventListener("change", saveDraft);

  /** Show instead of the form that the session waits to be sent, and send it when the line is back. */
  const showWaiting = (item) => {
    form.hidden = true;
    restoredNotice.classList.add("d-none");
    const panel = document.createElement("section");
    panel.dataset.sentByHand = "";
    panel.innerHTML =
      '<div class="notice" role="status" tabindex="-1"></div><div class="acts"><a class="btn btn-primary"></a></div>';
    const [notice, link] = [panel.querySelector(".notice"), panel.querySelector("a")];
    notice.textContent =
      "You are offline. The session is saved on this device and will be sent when you’re back online.";
    link.textContent = "Log another";
    link.href = item.page;
    form.after(panel);
    notice.focus();
    const retry = async () => {
      const result = await WAITING.send(item);
      if (result.outcome === "sent") location.assign(result.url);
      if (result.outcome === "mend") {
        await WAITING.put({ ...item, mend: true });
        location.assign(item.page);
      }
      if (result.outcome === "signed-out") location.assign(`/accounts/login/?next=${encodeURIComponent(item.page)}`);
    };
    window.addEventListener("online", retry);
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("send-sessions")).catch(() => {});
  };

  let isSubmitting = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSubmitting) return;
    isSubmitting = true;
    saveDraft();
    const item = {
      once: form.elements.once.value,
      key,
      person: Number(form.dataset.person),
      school: form.dataset.school,
      url: form.action,
      page: location.pathname + location.search,
      who: form.dataset.who,
      at: currentTime(),
      values: formValues(),
      files: [...form.elements.files.files],
    };
    if (!(await WAITING.put(item))) {
      form.submit();
      return;
    } // a browser that keeps nothing sends it the plain way
    DRAFTS.remove(key);
    saveStatus.textContent = "Sending…";
    const result = await WAITING.send(item);
    if (result.outcome === "sent") location.assign(result.url);
    else if (result.outcome === "signed-out") location.assign(`/accounts/login/?next=${encodeURIComponent(item.page)}`);
    else if (result.outcome === "mend") {
      await WAITING.remove(item.once);
      DRAFTS.save(key, { at: item.at, values: item.values });
      form.elements.csrfmiddlewaretoken.value = result.token;
      form.submit(); // the page comes back with what is to be mended
    } else showWaiting(item);
  });

  for (const button of form.querySelectorAll("[data-more], [data-less]")) {
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.more || button.dataset.less);
      const next = (parseInt(field.value, 10) || 0) + (button.dataset.more ? 1 : -1);
      field.value = Math.max(0, next);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  const counts = form.querySelector("[data-counts]");
  const FRACTIONS = { 0.25: "¼", 0.5: "½", 0.75: "¾" };
  /** Format a number of days: ¼, 1½, 0.125. */
  const formatDays = (number) => {
    const [whole, part] = [Math.floor(number), number - Math.floor(number)];
    return FRACTIONS[part] ? `${whole || ""}${FRACTIONS[part]}` : String(Math.round(number * 1000) / 1000);
  };
  /** Show what this session will count, beside what has been used. */
  const showDays = () => {
    const chosen = Number(form.elements.length.value);
    const specialistField = form.querySelector('[name="specialist"]');
    const [used, given] = [Number(counts.dataset.used), Number(counts.dataset.given)];
    const total = used + chosen;
    const over = total > given ? ", over the allocation" : "";
    let text = `${formatDays(used)} of ${formatDays(given)} days used so far. An hour counts as an eighth of a day.`;
    if (!specialistField.checked) text = "Doesn’t count towards support days: the Specialist was not present.";
    else if (chosen)
      text = `Counts ${formatDays(chosen)} of a day: ${formatDays(total)} of ${formatDays(given)} used with it${over}.`;
    counts.textContent = text;
  };
  if (counts) {
    form.addEventListener("change", showDays);
    showDays();
  }

  // Only the form of a new session works offline: the worker keeps that page. The draft of an existing session has the
  // key `…:session-<number>`.
  const isNewSession = !form.dataset.draft.split(":")[1].startsWith("session-");
  if ("serviceWorker" in navigator && isNewSession) {
    navigator.serviceWorker
      .register(form.dataset.worker)
      .then(() => navigator.serviceWorker.ready)
      .then(async () => {
        if (!navigator.serviceWorker.controller) return;
        const pages = await caches.open(WAITING.PAGE_CACHE);
        if (!(await pages.match(location.pathname + location.search)))
          await pages.add(location.pathname + location.search);
      })
      .catch(() => {});
  }
});
