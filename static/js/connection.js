// What is said when something could not be sent: that the device is offline only when it is.

/** Return whether the device says that it is offline; it may be wrong, but only by saying nothing. */
export const isOffline = () => navigator.onLine === false;

/**
 * Say why nothing was sent.
 * @param {boolean} offline
 */
export const whyNotSent = (offline) => (offline ? "You are offline." : "The site can’t be reached at the moment.");

/**
 * Say when it will be sent.
 * @param {boolean} offline
 */
export const whenSent = (offline) => (offline ? "when you’re back online" : "as soon as the site answers");

/**
 * Return who is signed in, with a token for their forms: a page's own is stale once they have signed in again.
 * Raise when there is no answer.
 * @param {string} url
 * @returns {Promise<{person: number | null, token: string}>}
 */
export const fetchSignedIn = async (url) => {
  const response = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new Error("no answer");
  return response.json();
};
