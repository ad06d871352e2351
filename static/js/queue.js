// Sessions that wait on this device to be sent: kept in IndexedDB, sent by themselves when there is a line and their
// writer is signed in. Used by the pages and by the service worker. A session carries its key, so that sending it twice
// makes one; it is never sent under another person's name.
import { fetchSignedIn } from "./connection.js";
import { londonDay } from "./day.js";
import { STORE } from "./page.js";

/**
 * A session that waits. `mend` says that the server refused it: it is to be corrected.
 * @typedef {{once: string, key: string, person: number, school: string, url: string, page: string, at: string,
 *   day?: string, values: [string, string][], files: File[], mend?: boolean}} Item
 * @typedef {{outcome: "sent" | "mend" | "signed-out" | "away", url?: string, token?: string}} Result
 */

export const PAGE_CACHE = "log-form";

/** Return the database, as a promise. */
const openDatabase = () =>
  new Promise((/** @type {(database: IDBDatabase) => void} */ resolve, reject) => {
    const request = indexedDB.open(STORE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "once" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Run one operation on the store in a transaction, and return its result.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} operation
 * @returns {Promise<T>}
 */
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

/**
 * Keep a session; return whether this device could.
 * @param {Item} item
 */
export const put = (item) =>
  withStore("readwrite", (store) => store.put(item)).then(
    () => true,
    () => false,
  );

/**
 * Remove a session.
 * @param {string} once
 */
export const remove = (once) => withStore("readwrite", (store) => store.delete(once)).catch(() => {});

/**
 * Return everything that waits.
 * @returns {Promise<Item[]>}
 */
export const all = () => withStore("readonly", (store) => store.getAll()).catch(() => []);

/**
 * Send a session. What is sent leaves the store; all else stays in it.
 * @param {Item} item
 * @param {string} who the address that says who is signed in
 * @returns {Promise<Result>}
 */
export const send = async (item, who) => {
  try {
    const user = await fetchSignedIn(who);
    if (user.person !== item.person) return { outcome: "signed-out" };
    const body = new FormData();
    for (const [name, value] of item.values) body.append(name, value);
    for (const file of item.files) body.append("files", file, file.name);
    body.set("csrfmiddlewaretoken", user.token);
    body.set("sent_on", londonDay(new Date()));
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

/**
 * Send every session in turn, until the line is gone; return the results.
 * @param {string} who
 */
const sendAll = async (who) => {
  const results = [];
  for (const item of await all()) {
    if (item.mend) continue;
    const result = await send(item, who);
    results.push({ ...result, item });
    if (result.outcome === "mend") await put({ ...item, mend: true });
    if (result.outcome === "away") break;
  }
  return results;
};

/**
 * Run an operation, one of its name at a time over all tabs and the service worker.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} operation
 * @returns {Promise<T>}
 */
const oneAtATime = (name, operation) => (navigator.locks ? navigator.locks.request(name, operation) : operation());

/**
 * Like `sendAll`, one sender at a time.
 * @param {string} who
 * @returns {Promise<(Result & {item: Item})[]>}
 */
export const flush = (who) => oneAtATime("send-sessions", () => sendAll(who));

/**
 * Return the kept pages, or null where none are kept. Opening must not make the cache again that signing out removes.
 * What is put into it after that is gone with it, so it is opened before the server is asked, not after it answers.
 * @returns {Promise<Cache | null>}
 */
export const openPages = () =>
  oneAtATime("kept-pages", async () => ((await caches.has(PAGE_CACHE)) ? caches.open(PAGE_CACHE) : null));

/** Remove the kept pages. */
export const removePages = async () => {
  if (self.caches) await oneAtATime("kept-pages", () => caches.delete(PAGE_CACHE));
};

/** Remove everything that this device keeps of the person who signs out. */
export const clearDevice = async () => {
  await withStore("readwrite", (store) => store.clear()).catch(() => {});
  await removePages();
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("log:")) localStorage.removeItem(key);
  } catch {
    /* private mode keeps nothing */
  }
};

/**
 * Remove the kept pages unless they are this person's.
 * @param {number} person
 */
export const removePagesOfOthers = async (person) => {
  const pages = self.caches && (await openPages());
  if (!pages) return;
  for (const page of await pages.matchAll())
    if (page.headers.get("X-Kept-For") !== String(person)) return removePages();
};
