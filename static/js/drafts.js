// What is typed is kept on this device until the server has it. A draft belongs to one person (its key names them) and
// to one tab: two tabs of the same form keep two drafts, and a tab takes over only drafts whose tab is closed.

/**
 * A draft of a form: its (name, value) pairs, when they were kept (`at`, to be read; `time`, to be compared).
 * @typedef {{at: string, time: number, values: [string, string][]}} FormDraft
 */

/**
 * Return what is kept under a key, or null.
 * @param {Storage} storage
 * @param {string} key
 */
export const loadDraft = (storage, key) => {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null;
  }
};

/**
 * Keep a draft; return whether this device could.
 * @param {Storage} storage
 * @param {string} key
 * @param {unknown} draft
 */
export const saveDraft = (storage, key, draft) => {
  try {
    storage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false; // private mode keeps nothing, and a full device no more
  }
};

/**
 * Remove a draft.
 * @param {Storage} storage
 * @param {string} key
 */
export const removeDraft = (storage, key) => {
  try {
    storage.removeItem(key);
  } catch {
    /* private mode keeps nothing */
  }
};

/**
 * Return the keys of the drafts of a form, the newest first. Drafts kept before tabs had drafts of their own have the
 * form's bare key.
 * @param {Storage} storage
 * @param {string} form
 * @returns {string[]}
 */
export const draftKeys = (storage, form) => {
  try {
    const keys = [...Array(storage.length).keys()].map((index) => storage.key(index) ?? "");
    const time = (/** @type {string} */ key) => loadDraft(storage, key)?.time ?? 0;
    return keys
      .filter((key) => key === form || key.startsWith(`${form}:`))
      .sort((one, other) => time(other) - time(one));
  } catch {
    return [];
  }
};

/** Return a random UUID, also where `crypto.randomUUID` is not to be had. */
export const newUuid = () => {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/**
 * Hold a name until this page is left; return whether no other page holds it. A browser without locks grants them all.
 * @param {string} name
 * @param {LockManager | undefined} locks
 * @param {number} patience how many milliseconds to wait for a page that is just being left
 * @returns {Promise<boolean>}
 */
export const holdName = (name, locks, patience = 0) => {
  if (!locks) return Promise.resolve(true);
  const options = patience ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
  return new Promise((resolve) => {
    locks
      .request(name, options, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise(() => {}) : undefined; // held as long as the page lives
      })
      .catch(() => resolve(false));
  });
};

/**
 * Return the key of this tab's draft: its own after a reload, else the newest whose tab is closed, else a new one.
 * `isFresh` takes over nothing.
 * @param {{local: Storage, session: Storage, locks: LockManager | undefined, isFresh?: boolean}} device
 * @param {string} form
 * @returns {Promise<string>}
 */
export const claimDraft = async ({ local, session, locks, isFresh = false }, form) => {
  const own = loadDraft(session, form);
  const kept = isFresh ? [] : draftKeys(local, form);
  if (kept.includes(own)) kept.unshift(own);
  for (const key of [...kept, `${form}:${newUuid()}`]) {
    if (!(await holdName(key, locks, key === own ? 1000 : 0))) continue;
    saveDraft(session, form, key);
    return key;
  }
  return `${form}:${newUuid()}`;
};

/** Return this device's storage, as `claimDraft` takes it. */
export const thisDevice = () => ({ local: localStorage, session: sessionStorage, locks: navigator.locks });
