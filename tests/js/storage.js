// Stand-ins for what a browser gives the scripts: storage, caches, and locks that tabs share.

/** Return a Storage that holds its items in memory; `isFull` refuses to keep anything. */
export const makeStorage = ({ isFull = false } = {}) => {
  const items = new Map();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      if (isFull) throw new Error("QuotaExceededError");
      items.set(key, value);
    },
    removeItem: (key) => items.delete(key),
  };
};

/** Return the locks of one browser: `tab()` is a LockManager of a tab, whose `close` frees what it holds. */
export const makeLocks = () => {
  const holders = new Map();
  return {
    tab() {
      const self = {
        close: () => holders.forEach((holder, name) => holder === self && holders.delete(name)),
        request: async (name, { ifAvailable, signal }, callback) => {
          while (holders.has(name) && !ifAvailable) {
            signal?.throwIfAborted();
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          if (holders.has(name)) return callback(null);
          holders.set(name, self);
          return callback({ name });
        },
      };
      return self;
    },
  };
};

/** Return a CacheStorage in memory. A cache that was deleted takes what is put into it along, as in a browser. */
export const makeCaches = () => {
  const stores = new Map();
  const makeCache = () => {
    const responses = new Map();
    return {
      keys: async () => [...responses.keys()],
      match: async (key) => responses.get(key),
      matchAll: async () => [...responses.values()],
      put: async (key, response) => void responses.set(key, response),
      delete: async (key) => responses.delete(key),
    };
  };
  return {
    has: async (name) => stores.has(name),
    keys: async () => [...stores.keys()],
    open: async (name) => stores.get(name) ?? stores.set(name, makeCache()).get(name),
    delete: async (name) => stores.delete(name),
    match: async (key, { cacheName }) => stores.get(cacheName)?.match(key),
  };
};

/** Return locks that are granted one after the other, and held until the operation is done. */
export const makeQueuedLocks = () => {
  const last = new Map();
  return {
    request: (name, operation) => {
      const result = (last.get(name) ?? Promise.resolve()).then(operation);
      last.set(
        name,
        result.catch(() => {}),
      );
      return result;
    },
  };
};
