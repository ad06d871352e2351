import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { clearDevice, removePages } from "../../static/js/queue.js";
import { startWorker } from "../../static/js/service-worker.js";
import { makeCaches, makeQueuedLocks } from "./storage.js";

const LOG = "/sessions/new/";
const SETTINGS = { files: [], log: LOG, offline: "https://site.example/offline/", version: "2", who: "/accounts/who/" };
const KEPT = "log-form";

/** Return a page as the server sends it to the person with a key. */
const pageFor = (person) => new Response("Log a session", { headers: { "X-Kept-For": String(person) } });

/** Start a worker; return what calls its listeners. */
const makeWorker = () => {
  const listeners = {};
  globalThis.self = {
    addEventListener: (type, listener) => (listeners[type] = listener),
    caches: globalThis.caches,
    clients: { claim: async () => {} },
    location: { origin: "https://site.example" },
  };
  startWorker(SETTINGS);
  const send = (type, event) => {
    let answer;
    listeners[type]({ ...event, respondWith: (given) => (answer = given), waitUntil: (given) => (answer = given) });
    return answer;
  };
  return {
    open: (path) => send("fetch", { request: { method: "GET", mode: "navigate", url: `https://site.example${path}` } }),
    activate: () => send("activate", {}),
  };
};

/** Let the server answer only when the test says so; return what answers. */
const holdServer = () => {
  let answer;
  globalThis.fetch = () => new Promise((resolve) => (answer = resolve));
  return (response) => answer(response);
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

beforeEach(() => {
  globalThis.caches = makeCaches();
  const navigator = { locks: makeQueuedLocks() };
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  mock.timers.enable({ apis: ["setTimeout"] }); // the worker waits four seconds for the server
});
afterEach(() => mock.timers.reset());

test("the log form is kept once its page has made the cache", async () => {
  globalThis.fetch = async () => pageFor(7);
  const worker = makeWorker();
  await worker.open(LOG);
  assert.equal(await caches.has(KEPT), false);
  await caches.open(KEPT);
  await worker.open(LOG);
  assert.deepEqual(await (await caches.open(KEPT)).keys(), [LOG]);
});

test("a form that arrives after signing out is not kept", async () => {
  const worker = makeWorker();
  await caches.open(KEPT);
  const answer = holdServer();
  const opened = worker.open(LOG);
  await settled();
  await clearDevice();
  answer(pageFor(7));
  assert.equal((await opened).ok, true);
  assert.equal(await caches.has(KEPT), false);
});

test("a form that arrives after the next person has signed in is not kept", async () => {
  const worker = makeWorker();
  await caches.open(KEPT);
  const answer = holdServer();
  const opened = worker.open(LOG);
  await settled();
  await clearDevice();
  const pages = await caches.open(KEPT);
  await pages.put(LOG, pageFor(8));
  answer(pageFor(7));
  await opened;
  assert.equal((await caches.match(LOG, { cacheName: KEPT })).headers.get("X-Kept-For"), "8");
});

test("a new version's worker does not bring back the pages that are removed while it renews them", async () => {
  const worker = makeWorker();
  await caches.open("shell-1");
  await (await caches.open(KEPT)).put(LOG, pageFor(7));
  globalThis.fetch = async () => {
    await removePages();
    return pageFor(7);
  };
  await worker.activate();
  assert.equal(await caches.has(KEPT), false);
});

test("pages removed while they are looked for are not made again", async () => {
  const worker = makeWorker();
  await caches.open("shell-1");
  await caches.open(KEPT);
  const { has } = caches;
  let removed;
  caches.has = async (name) => {
    const isThere = await has(name);
    removed ??= removePages(); // waits for its turn
    return isThere;
  };
  await worker.activate();
  await removed;
  assert.equal(await has(KEPT), false);
});
