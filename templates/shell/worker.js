// The service worker keeps the shell (styles, scripts, icons), a page that says there is no line, and the log form of
// whoever is signed in. Nothing else of the site is kept: what schools write stays on the server.
const { files: FILES, log: LOG, offline: OFFLINE, version, waiting } = JSON.parse("{{ settings|escapejs }}");
const SHELL = `shell-${version}`;
importScripts(waiting);
const PATIENCE = 4000,
  KEPT_DAYS = 14;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((shell) => shell.addAll([OFFLINE, ...FILES]))
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

// Files whose name carries their fingerprint never change; others are asked for first.
const fromShell = async (request) => {
  const kept = await caches.match(request);
  if (kept && /\.[0-9a-f]{12}\./.test(request.url)) return kept;
  return fetch(request).catch(() => kept || Response.error());
};

const keep = async (key, response) => {
  const pages = await caches.open(WAITING.KEPT_PAGES);
  await pages.put(key, response);
};
const keptPage = async (key) => {
  const page = await caches.open(WAITING.KEPT_PAGES).then((pages) => pages.match(key));
  const age = page ? Date.now() - Date.parse(page.headers.get("Date") || 0) : Infinity;
  return age < KEPT_DAYS * 864e5 ? page : caches.match(OFFLINE);
};
// The form comes from the server when it answers in time, else from this device. Signed out, the server's answer leads
// to signing in, and nothing of it is kept.
const logPage = (request, key) => {
  const asked = fetch(request).then(async (response) => {
    if (response.ok && response.headers.get("X-Kept-For")) await keep(key, response.clone());
    return response;
  });
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE))
    .then(() => caches.open(WAITING.KEPT_PAGES))
    .then((pages) => pages.match(key))
    .then((page) => page || asked);
  return Promise.race([asked, patience]).catch(() => keptPage(key));
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === LOG) {
    const school = url.searchParams.get("school");
    event.respondWith(logPage(request, school ? `${LOG}?school=${encodeURIComponent(school)}` : LOG));
  } else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  else if (FILES.includes(url.pathname)) event.respondWith(fromShell(request));
});
self.addEventListener("sync", (event) => {
  if (event.tag === "send-sessions") event.waitUntil(WAITING.flush());
});
