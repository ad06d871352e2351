// Stand-ins for what a browser gives the scripts: storage, and locks that tabs share.

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
