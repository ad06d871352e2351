// The service worker keeps the shell (styles, scripts, icons), a page that says there is no line, and the log form of
// the person who is signed in. Nothing else of the site is kept: what schools write stays on the server.
const { files: FILES, log: LOG_PATH, offline: OFFLINE_PATH, version, waiting } = JSON.parse("{{ settings|escapejs }}");
const SHELL = `shell-${version}`;
importScripts(waiting);
const NETWORK_TIMEOUT = 4000,
  MAX_AGE_DAYS = 14;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((shell) => shell.addAll([OFFLINE_PATH, ...FILES]))
      .then(() => self.skipWaiting()),
  );
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name.startsWith("shell-") && name !== SHELL) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

/** Return a file of the shell. One whose name carries its fingerprint never changes; others are fetched first. */
const fetchShellFile = async (request) => {
  const cached = await caches.match(request);
  if (cached && /\.[0-9a-f]{12}\./.test(request.url)) return cached;
  return fetch(request).catch(() => cached || Response.error());
};

/** Keep a page on this device. */
const storePage = async (key, response) => {
  const pages = await caches.open(WAITING.PAGE_CACHE);
  await pages.put(key, response);
};
/** Return the page kept on this device if it is not too old, else the page that says there is no line. */
const findPage = async (key) => {
  const page = await caches.open(WAITING.PAGE_CACHE).then((pages) => pages.match(key));
  const age = page ? Date.now() - Date.parse(page.headers.get("Date") || 0) : Infinity;
  return age < MAX_AGE_DAYS * 864e5 ? page : caches.match(OFFLINE_PATH);
};
/**
 * Return the log form: from the server when it answers in time, else from this device. Signed out, the server's
 * response leads to signing in, and nothing of it is kept.
 */
const fetchLogPage = (request, key) => {
  const fromServer = fetch(request).then(async (response) => {
    if (response.ok && response.headers.get("X-Kept-For")) await storePage(key, response.clone());
    return response;
  });
  const fromDevice = new Promise((resolve) => setTimeout(resolve, NETWORK_TIMEOUT))
    .then(() => caches.open(WAITING.PAGE_CACHE))
    .then((pages) => pages.match(key))
    .then((page) => page || fromServer);
  return Promise.race([fromServer, fromDevice]).catch(() => findPage(key));
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === LOG_PATH) {
    const school = url.searchParams.get("school");
    event.respondWith(fetchLogPage(request, school ? `${LOG_PATH}?school=${encodeURIComponent(school)}` : LOG_PATH));
  } else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE_PATH)));
  else if (FILES.includes(url.pathname)) event.respondWith(fetchShellFile(request));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "send-sessions") event.waitUntil(WAITING.flush());
});
