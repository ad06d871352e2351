// The service worker keeps the shell (styles, scripts, icons), a page that says there is no line, and the log form of
// the person who is signed in. Nothing else of the site is kept: what schools write stays on the server. It is served
// from the root (templates/shell/worker.js), so that its scope is the whole site.
import { PAGE_CACHE, flush, openPages } from "./queue.js";

/**
 * What the server says: the shell's files, the log form, the offline page, and who is signed in.
 * @typedef {{files: string[], log: string, offline: string, version: string, who: string}} Settings
 */
const NETWORK_TIMEOUT = 4000,
  MAX_AGE_DAYS = 14;

/**
 * Return a file of the shell. One whose name carries its fingerprint never changes; others are fetched first.
 * @param {Request} request
 */
const fetchShellFile = async (request) => {
  const cached = await caches.match(request);
  if (cached && /\.[0-9a-f]{12}\./.test(request.url)) return cached;
  return fetch(request).catch(() => cached ?? Response.error());
};

/**
 * Return the page kept on this device, if there is one.
 * @param {string} key
 */
const keptPage = (key) => caches.match(key, { cacheName: PAGE_CACHE });

/**
 * Return the page kept on this device if it is not too old, else the page that says there is no line.
 * @param {string} key
 * @param {string} offline
 */
const findPage = async (key, offline) => {
  const page = await keptPage(key);
  const age = page ? Date.now() - Date.parse(page.headers.get("Date") ?? "") : Infinity;
  return page && age < MAX_AGE_DAYS * 864e5 ? page : ((await caches.match(offline)) ?? Response.error());
};

/**
 * Return the log form: from the server when it answers in time, else from this device. Signed out, the server's
 * response leads to signing in, and nothing of it is kept. The page itself makes the cache (log-session.js).
 * @param {Request} request
 * @param {string} key
 * @param {string} offline
 */
const fetchLogPage = (request, key, offline) => {
  const pages = openPages();
  const fromServer = fetch(request).then(async (response) => {
    if (response.ok && response.headers.get("X-Kept-For")) await (await pages)?.put(key, response.clone());
    return response;
  });
  const fromDevice = new Promise((resolve) => setTimeout(resolve, NETWORK_TIMEOUT))
    .then(() => keptPage(key))
    .then((page) => page ?? fromServer);
  return Promise.race([fromServer, fromDevice]).catch(() => findPage(key, offline));
};

/** Fetch the kept pages again: those of another version name scripts that are no longer kept. */
const renewPages = async () => {
  const pages = await openPages();
  if (!pages) return;
  for (const request of await pages.keys()) {
    const response = await fetch(request.url).catch(() => null);
    if (response?.headers.get("X-Kept-For")) await pages.put(request, response);
    else if (response) await pages.delete(request);
  }
};

/**
 * Keep the shell of this version, and remove the others.
 * @param {any} worker
 * @param {Settings} settings
 */
const keepShell = (worker, { files, offline, version }) => {
  const name = `shell-${version}`;
  // The offline page is the same for everybody: it is fetched as nobody.
  const pages = [new Request(offline, { credentials: "omit" }), ...files];
  worker.addEventListener("install", (/** @type {any} */ event) => {
    event.waitUntil(
      caches
        .open(name)
        .then((shell) => shell.addAll(pages))
        .then(() => worker.skipWaiting()),
    );
  });
  const removeOthers = async () => {
    const others = (await caches.keys()).filter((other) => other.startsWith("shell-") && other !== name);
    for (const other of others) await caches.delete(other);
    if (others.length) await renewPages();
    await worker.clients.claim();
  };
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(removeOthers()));
};

/**
 * Start the worker.
 * @param {Settings} settings
 */
export const startWorker = (settings) => {
  const worker = /** @type {any} */ (self);
  const { files, log, offline, who } = settings;
  keepShell(worker, settings);
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const request = /** @type {Request} */ (event.request);
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== worker.location.origin) return;
    if (request.mode === "navigate" && url.pathname === log) {
      const school = url.searchParams.get("school");
      event.respondWith(fetchLogPage(request, school ? `${log}?school=${encodeURIComponent(school)}` : log, offline));
    } else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(offline)));
    else if (files.includes(url.pathname)) event.respondWith(fetchShellFile(request));
  });
  worker.addEventListener("sync", (/** @type {any} */ event) => {
    if (event.tag === "send-sessions") event.waitUntil(flush(who));
  });
};
