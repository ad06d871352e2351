// Sessions that wait on this device to be sent: kept in IndexedDB, sent by themselves when there is a line and their
// writer is signed in. Used by the pages and by the service worker. A session carries its key, so that sending it twice
// makes one; it is never sent under another person's name.
const WAITING = (() => {
  const PAGE_CACHE = "log-form";

  /** Return the database, as a promise. */
  const openDatabase = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open("sustaining", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "once" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  /** Run one operation on the store in a transaction, and return its result. */
  const withStore = async (mode, operation) => {
    const database = await openDatabase();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction("waiting", mode);
        const request = operation(transaction.objectStore("waiting"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };
  /** Keep a session; return whether this device could. */
  const put = (item) =>
    withStore("readwrite", (store) => store.put(item)).then(
      () => true,
      () => false,
    );
  const remove = (once) => withStore("readwrite", (store) => store.delete(once)).catch(() => {});
  const all = () => withStore("readonly", (store) => store.getAll()).catch(() => []);
  const clear = () => withStore("readwrite", (store) => store.clear()).catch(() => {});

  /** Return who is signed in, with a token for their forms: the page's own is stale once they have signed in again. */
  const fetchCurrentUser = async (url) => {
    const response = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!response.ok) throw new Error("no answer");
    return response.json();
  };

  /**
   * Send a session. What is sent leaves the store; all else stays in it.
   * @returns {Promise<{outcome: "sent"|"mend"|"signed-out"|"away", url?: string, token?: string}>}
   */
  const send = async (item) => {
    try {
      const user = await fetchCurrentUser(item.who);
      if (user.person !== item.person) return { outcome: "signed-out" };
      const body = new FormData();
      for (const [name, value] of item.values) body.append(name, value);
      for (const file of item.files) body.append("files", file, file.name);
      body.set("csrfmiddlewaretoken", user.token);
      const response = await fetch(item.url, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (response.status === 201) {
        await remove(item.once);
        return { outcome: "sent", url: (await response.json()).url };
      }
      if (response.status === 200 || (response.status >= 400 && response.status < 500))
        return { outcome: "mend", token: user.token };
      return { outcome: "away" };
    } catch {
      return { outcome: "away" };
    }
  };

  /** Send every session in turn, until the line is gone; return the results. */
  const sendAll = async () => {
    const results = [];
    for (const item of await all()) {
      if (item.mend) continue;
      const result = await send(item);
      results.push({ ...result, item });
      if (result.outcome === "mend") await put({ ...item, mend: true });
      if (result.outcome === "away") break;
    }
    return results;
  };
  /** Like `sendAll`, one sender at a time over all tabs and the service worker. */
  const flush = () => (navigator.locks ? navigator.locks.request("send-sessions", sendAll) : sendAll());

  /** Remove whatever this device keeps of anybody: when they sign out, and when somebody else signs in. */
  const clearDevice = async () => {
    await clear();
    if (self.caches) await caches.delete(PAGE_CACHE);
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("log:")) localStorage.removeItem(key);
    } catch {
      /* private mode keeps nothing */
    }
  };
  /** Remove the kept pages unless they are this person's. */
  const removePagesOfOthers = async (person) => {
    if (!self.caches || !(await caches.has(PAGE_CACHE))) return;
    const pages = await caches.open(PAGE_CACHE);
    for (const request of await pages.keys()) {
      const page = await pages.match(request);
      if (page.headers.get("X-Kept-For") !== String(person)) await caches.delete(PAGE_CACHE);
    }
  };

  return { PAGE_CACHE, all, put, remove, send, flush, clearDevice, removePagesOfOthers };
})();

if (self.document) {
  const script = document.currentScript;
  const person = Number(script.dataset.person);
  const countLabel = (number) => (number === 1 ? "1 session is waiting" : `${number} sessions are waiting`);

  /** Show a notice above the page, with a link when there is one. */
  const showNotice = (text, url, linkText) => {
    const main = document.querySelector("#main");
    const line = main.querySelector("[data-waiting]") || document.createElement("div");
    line.className = "notice";
    line.dataset.waiting = "";
    line.setAttribute("role", "status");
    line.textContent = text;
    if (url) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = linkText;
      line.append(" ", link);
    }
    main.prepend(line);
  };

  /** Say what waits on this device, send it, and say what became of it. */
  const showWaiting = async () => {
    const ownItems = (await WAITING.all()).filter((item) => !person || item.person === person);
    if (!ownItems.length || document.querySelector("[data-sent-by-hand]")) return;
    const rejected = ownItems.find((item) => item.mend);
    if (rejected && person)
      return showNotice(
        "A session saved on this device needs changes before it can be sent.",
        rejected.page,
        "Open session",
      );
    showNotice(`${countLabel(ownItems.length)} to be sent from this device. We’ll send it when you’re back online.`);
    if (!person) return;
    const sent = (await WAITING.flush()).filter((result) => result.outcome === "sent");
    if (sent.length) {
      showNotice(
        sent.length === 1
          ? "The session saved on this device has been sent."
          : `${sent.length} sessions saved on this device have been sent.`,
        sent[0].url,
        "View session",
      );
    } else if ((await WAITING.all()).some((item) => item.mend)) showWaiting();
  };

  document.addEventListener("DOMContentLoaded", async () => {
    if (person) await WAITING.removePagesOfOthers(person);
    await showWaiting();
  });
  window.addEventListener("online", () => (person ? showWaiting() : location.reload()));

  // Signing out takes everything along; what was not sent is asked about once.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.action.endsWith("/accounts/logout/")) return;
    event.preventDefault();
    const number = (await WAITING.all()).length;
    if (
      number &&
      !window.confirm(`${countLabel(number)} to be sent from this device. Signing out deletes it. Sign out anyway?`)
    )
      return;
    await WAITING.clearDevice();
    form.submit();
  });
}
