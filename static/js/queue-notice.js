// Above every page: what waits on this device to be sent, and what became of it. It says only what is so now.
import { isOffline, whenSent, whyNotSent } from "./connection.js";
import { shownDay } from "./day.js";
import { signedInPerson, whoUrl } from "./page.js";
import { all, clearDevice, flush, removePages, removePagesOfOthers } from "./queue.js";

/**
 * @typedef {import("./queue.js").Item} Item
 * @typedef {import("./queue.js").Result & {item: Item}} SentItem
 * @typedef {{text: string, url?: string, link?: string}} Notice
 */
const RETRY_SECONDS = 15;

/**
 * Name some sessions: "1 session", "3 sessions".
 * @param {number} number
 */
const countOf = (number) => (number === 1 ? "1 session" : `${number} sessions`);

/**
 * Name a session by its day when that is known.
 * @param {Item} item
 */
const nameOf = (item) => (item.day ? `session of ${shownDay(item.day)}` : "session");

/**
 * Return what is true of the sessions on this device, or null when there is nothing to say.
 * @param {{waiting: Item[], person: number, offline: boolean, sent?: SentItem[]}} state `waiting` is what is in the
 *   store now, of this person (of anybody when nobody is signed in); `sent` what has just been sent.
 * @returns {Notice | null}
 */
export const queueNotice = ({ waiting, person, offline, sent = [] }) => {
  const rejected = waiting.find((item) => item.mend);
  if (rejected && person)
    return {
      text: "A session saved on this device needs changes before it can be sent.",
      url: rejected.page,
      link: "Open session",
    };
  if (waiting.length) {
    const are = waiting.length === 1 ? "is" : "are";
    const kept = `${countOf(waiting.length)} ${are} saved on this device`;
    const them = waiting.length === 1 ? "it" : "them";
    if (!person && !offline)
      return { text: `${kept}. Sign in as the person who wrote ${them}, and we’ll send ${them}.` };
    return { text: `${whyNotSent(offline)} ${kept} and will be sent ${whenSent(offline)}.` };
  }
  if (sent.length === 1)
    return {
      text: `The ${nameOf(sent[0].item)} saved on this device has been sent.`,
      url: sent[0].url,
      link: "View session",
    };
  if (sent.length)
    return {
      text: `${sent.length} sessions saved on this device have been sent.`,
      url: sent[0].url,
      link: "View session",
    };
  return null;
};

/**
 * Show a notice above the page, or take the last one away.
 * @param {Notice | null} notice
 */
const showNotice = (notice) => {
  const shown = document.querySelector("[data-waiting]");
  if (!notice) return shown?.remove();
  const line = /** @type {HTMLElement} */ (shown ?? document.createElement("div"));
  line.className = "notice";
  line.dataset.waiting = "";
  line.setAttribute("role", "status");
  line.textContent = notice.text;
  if (notice.url) {
    const link = document.createElement("a");
    link.href = notice.url;
    link.textContent = notice.link ?? "";
    line.append(" ", link);
  }
  document.getElementById("main")?.prepend(line);
};

/**
 * Send what waits when its writer is signed in and there is a line; then say what is left or was sent.
 * @param {number} person who is signed in; 0 for nobody
 * @param {string} who
 */
const sendAndShow = async (person, who) => {
  if (document.querySelector("[data-sent-by-hand]")) return;
  const own = async () => (await all()).filter((item) => !person || item.person === person);
  let waiting = await own();
  if (!waiting.length) return showNotice(null);
  /** @type {SentItem[]} */
  let sent = [];
  if (person && !isOffline() && waiting.some((item) => !item.mend)) {
    sent = (await flush(who)).filter((result) => result.outcome === "sent");
    waiting = await own();
  }
  showNotice(queueNotice({ waiting, person, offline: isOffline(), sent }));
  if (person && waiting.some((item) => !item.mend)) setTimeout(sendAndShow, RETRY_SECONDS * 1000, person, who);
};

/** Watch the queue from this page. */
export const watchQueue = async () => {
  const [person, who] = [signedInPerson(), whoUrl()];
  window.addEventListener("online", () => sendAndShow(person, who));
  window.addEventListener("offline", () => sendAndShow(person, who));
  if (person) await removePagesOfOthers(person);
  // Signed out before this script had run: what was typed stays for its writer, as nobody was asked about it.
  else if (new URLSearchParams(location.search).has("signed-out")) await removePages();
  await sendAndShow(person, who);
};

// Signing out takes everything along; what was not sent is asked about once.
/** @param {SubmitEvent} event */
export const clearAtSignOut = async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.action.endsWith("/accounts/logout/")) return;
  event.preventDefault();
  const number = (await all()).length;
  const question = `${countOf(number)} ${number === 1 ? "is" : "are"} saved on this device and not sent yet.`;
  if (number && !window.confirm(`${question} Signing out deletes ${number === 1 ? "it" : "them"}. Sign out anyway?`))
    return;
  document.dispatchEvent(new Event("signing-out")); // nothing is kept again as the page is left
  await clearDevice();
  form.submit();
};
