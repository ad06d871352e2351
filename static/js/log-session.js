// Nothing typed is ever lost: the draft is kept on this device as it is typed. Save hands it to WAITING (waiting.js),
// which sends it now, or as soon as there is a line and the writer is signed in again.
const LOG = {
  read: (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  keep: (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  drop: (key) => {
    try {
      localStorage.removeItem(key);
    } catch {
      /* private mode keeps nothing */
    }
  },
  newKey: () => {
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
  const kept = form.querySelector("[data-kept]");
  const restored = document.querySelector("[data-restored]");
  const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const values = () => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "files"].includes(name));

  const restore = (pairs) => {
    for (const field of form.elements) {
      if (!field.name || field.type === "file" || field.name === "csrfmiddlewaretoken") continue;
      const mine = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine[0];
    }
    for (const more of form.querySelectorAll("details")) {
      more.open =
        more.open ||
        [...more.querySelectorAll("input")].some((field) => (field.type === "checkbox" ? field.checked : field.value));
    }
  };

  // What came back from the queue to be mended is taken up again, its files too.
  const takeUp = async () => {
    const item = (await WAITING.all()).find((one) => one.key === key && one.mend);
    if (!item) return false;
    restore(item.values);
    const files = new DataTransfer();
    for (const file of item.files) files.items.add(file);
    form.elements.files.files = files.files;
    LOG.keep(key, { at: item.at, values: item.values });
    await WAITING.remove(item.once);
    return true;
  };

  // A page that came back with errors holds what was typed already; a fresh one gets the draft. The page may have come
  // from this device's own store, so a new session always gets a key of its own.
  if (!document.querySelector(".error-summary")) {
    form.elements.once.value = LOG.newKey();
    const draft = LOG.read(key);
    if (draft) restore(draft.values);
    if ((await takeUp()) || draft) restored.classList.remove("d-none");
    if (draft) kept.textContent = `Kept on this phone ${draft.at}`;
  }
  restored.querySelector("[data-forget]").addEventListener("click", () => {
    LOG.drop(key);
    location.reload();
  });

  const keep = () => {
    const at = clock();
    if (LOG.keep(key, { at, values: values() })) kept.textContent = `Kept on this phone ${at}`;
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  const wait = (item) => {
    form.hidden = true;
    restored.classList.add("d-none");
    const panel = document.createElement("section");
    panel.dataset.sentByHand = "";
    panel.innerHTML =
      '<div class="notice" role="status" tabindex="-1"></div><div class="acts"><a class="btn btn-primary"></a></div>';
    const [notice, again] = [panel.querySelector(".notice"), panel.querySelector("a")];
    notice.textContent =
      "No line at present. The session is kept on this device, and is sent by itself when the line is back.";
    again.textContent = "Log another";
    again.href = item.page;
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

  let busy = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    keep();
    const item = {
      once: form.elements.once.value,
      key,
      person: Number(form.dataset.person),
      school: form.dataset.school,
      url: form.action,
      page: location.pathname + location.search,
      who: form.dataset.who,
      at: clock(),
      values: values(),
      files: [...form.elements.files.files],
    };
    if (!(await WAITING.put(item))) {
      form.submit();
      return;
    } // a browser that keeps nothing sends it the plain way
    LOG.drop(key);
    kept.textContent = "Sending…";
    const result = await WAITING.send(item);
    if (result.outcome === "sent") location.assign(result.url);
    else if (result.outcome === "signed-out") location.assign(`/accounts/login/?next=${encodeURIComponent(item.page)}`);
    else if (result.outcome === "mend") {
      await WAITING.remove(item.once);
      LOG.keep(key, { at: item.at, values: item.values });
      form.elements.csrfmiddlewaretoken.value = result.token;
      form.submit(); // the page comes back with what is to be mended
    } else wait(item);
  });

  for (const button of form.querySelectorAll("[data-more], [data-less]")) {
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.more || button.dataset.less);
      const next = (parseInt(field.value, 10) || 0) + (button.dataset.more ? 1 : -1);
      field.value = Math.max(0, next);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // What this session will count, beside what has been used.
  const counts = form.querySelector("[data-counts]");
  const FRACTIONS = { 0.25: "¼", 0.5: "½", 0.75: "¾" };
  const inDays = (number) => {
    const [whole, part] = [Math.floor(number), number - Math.floor(number)];
    return FRACTIONS[part] ? `${whole || ""}${FRACTIONS[part]}` : String(Math.round(number * 1000) / 1000);
  };
  const count = () => {
    const chosen = Number(form.elements.length.value);
    const there = form.querySelector('[name="specialist"]');
    const [used, given] = [Number(counts.dataset.used), Number(counts.dataset.given)];
    const total = used + chosen;
    const more = total > given ? ", more than was given" : "";
    let words = `${inDays(used)} of ${inDays(given)} days used so far. An hour counts as an eighth of a day.`;
    if (!there.checked) words = "Counts nothing: without the Specialist no day of support is used.";
    else if (chosen)
      words = `Counts ${inDays(chosen)} of a day: ${inDays(total)} of ${inDays(given)} used with it${more}.`;
    counts.textContent = words;
  };
  if (counts) {
    form.addEventListener("change", count);
    count();
  }

  // This page alone works without a line: the worker keeps it, and the shell around it.
  if ("serviceWorker" in navigator && form.dataset.draft.split(":")[1].startsWith("session-") === false) {
    navigator.serviceWorker
      .register(form.dataset.worker)
      .then(() => navigator.serviceWorker.ready)
      .then(async () => {
        if (!navigator.serviceWorker.controller) return;
        const pages = await caches.open(WAITING.KEPT_PAGES);
        if (!(await pages.match(location.pathname + location.search)))
          await pages.add(location.pathname + location.search);
      })
      .catch(() => {});
  }
});
