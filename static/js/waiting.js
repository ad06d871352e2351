// Sessions that wait on this device to be sent: kept in IndexedDB, sent by themselves when there is a line and their
// writer is signed in. Used by the pages and by the service worker. A session carries its key, so that sending it twice
// makes one; it is never sent under another person's name.
const WAITING = (() => {
  const KEPT_PAGES = "log-form";

  const open = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open("sustaining", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "once" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const inStore = async (mode, act) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction("waiting", mode);
        const asked = act(transaction.objectStore("waiting"));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };
  const put = (item) =>
    inStore("readwrite", (store) => store.put(item)).then(
      () => true,
      () => false,
    );
  const remove = (once) => inStore("readwrite", (store) => store.delete(once)).catch(() => {});
  const all = () => inStore("readonly", (store) => store.getAll()).catch(() => []);
  const clear = () => inStore("readwrite", (store) => store.clear()).catch(() => {});

  // Who is signed in, and a token for their forms: the one on the page is stale once they have signed in again.
  const who = async (url) => {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Error("no answer");
    return answer.json();
  };

  // {outcome: sent | mend | signed-out | away, url, token}. What is sent leaves the store; all else stays in it.
  const send = async (item) => {
    try {
      const me = await who(item.who);
      if (me.person !== item.person) return { outcome: "signed-out" };
      const body = new FormData();
      for (const [name, value] of item.values) body.append(name, value);
      for (const file of item.files) body.append("files", file, file.name);
      body.set("csrfmiddlewaretoken", me.token);
      const answer = await fetch(item.url, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      if (answer.status === 201) {
        await remove(item.once);
        return { outcome: "sent", url: (await answer.json()).url };
      }
      if (answer.status === 200 || (answer.status >= 400 && answer.status < 500))
        return { outcome: "mend", token: me.token };
      return { outcome: "away" };
    } catch {
      return { outcome: "away" };
    }
  };

  const flushNow = async () => {
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
  // One sender at a time, over tabs and the service worker.
  const flush = () => (navigator.locks ? navigator.locks.request("send-sessions", flushNow) : flushNow());

  // What this device keeps of anybody, gone: at signing out, and when somebody else signs in.
  const forget = async () => {
    await clear();
    if (self.caches) await caches.delete(KEPT_PAGES);
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("log:")) localStorage.removeItem(key);
    } catch {
      /* private mode keeps nothing */
    }
  };
  const forgetPagesOfOthers = async (person) => {
    if (!self.caches || !(await caches.has(KEPT_PAGES))) return;
    const kept = await caches.open(KEPT_PAGES);
    for (const request of await kept.keys()) {
      const page = await kept.match(request);
      if (page.headers.get("X-Kept-For") !== String(person)) await caches.delete(KEPT_PAGES);
    }
  };

  return { KEPT_PAGES, all, put, remove, send, flush, forget, forgetPagesOfOthers };
})();

if (self.document) {
  const own = document.currentScript;
  const person = Number(own.dataset.person);
  const counted = (number) => (number === 1 ? "One session waits" : `${number} sessions wait`);

  const say = (words, url, act) => {
    const place = document.querySelector("#main");
    const line = place.querySelector("[data-waiting]") || document.createElement("div");
    line.className = "notice";
    line.dataset.waiting = "";
    line.setAttribute("role", "status");
    line.textContent = words;
    if (url) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = act;
      line.append(" ", link);
    }
    place.prepend(line);
  };

  const look = async () => {
    const mine = (await WAITING.all()).filter((item) => !person || item.person === person);
    if (!mine.length || document.querySelector("[data-sent-by-hand]")) return;
    const broken = mine.find((item) => item.mend);
    if (broken && person) return say("A session on this device could not be saved as it is.", broken.page, "Open it");
    say(`${counted(mine.length)} on this device to be sent. It is sent by itself when the line is back.`);
    if (!person) return;
    const sent = (await WAITING.flush()).filter((result) => result.outcome === "sent");
    if (sent.length) {
      say(
        sent.length === 1
          ? "The session that waited on this device is sent."
          : `${sent.length} sessions that waited on this device are sent.`,
        sent[0].url,
        "See it",
      );
    } else if ((await WAITING.all()).some((item) => item.mend)) look();
  };

  document.addEventListener("DOMContentLoaded", async () => {
    if (person) await WAITING.forgetPagesOfOthers(person);
    await look();
  });
  window.addEventListener("online", () => (person ? look() : location.reload()));

  // Signing out takes everything along; what was not sent is asked about once.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.action.endsWith("/accounts/logout/")) return;
    event.preventDefault();
    const waiting = (await WAITING.all()).length;
    if (
      waiting &&
      !window.confirm(
        `${counted(waiting)} on this device to be sent. Signing out now removes it. Sign out all the same?`,
      )
    )
      return;
    await WAITING.forget();
    form.submit();
  });
}
