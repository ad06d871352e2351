// Nothing typed is ever lost: the draft is kept on this device as it is typed. Save hands it to the queue (queue.js),
// which sends it now, or as soon as there is a line and the writer is signed in again.
import { isOffline, whenSent, whyNotSent } from "./connection.js";
import { londonDay, shownDay } from "./day.js";
import { claimDraft, loadDraft, newUuid, removeDraft, saveDraft, thisDevice } from "./drafts.js";
import { fieldNamed, fillForm, formValues } from "./form-values.js";
import { dayOf, noteChoice, settleDay } from "./log-day.js";
import { startCounts } from "./log-counts.js";
import { startKindStep } from "./log-kind.js";
import { beforeLeaving, currentTime, required, signedInPerson, whoUrl } from "./page.js";
import { PAGE_CACHE, all, put, remove, send } from "./queue.js";

/** @typedef {import("./queue.js").Item} Item */
const FRESH = "log-fresh";
const RETRY_SECONDS = 15;
const pagePath = location.pathname + location.search;

/** The log form, with its draft on this device. */
class LogForm {
  /**
   * @param {HTMLFormElement} form
   * @param {string} draftKey
   */
  constructor(form, draftKey) {
    this.form = form;
    this.draftKey = draftKey;
    this.isTouched = false;
    this.isSubmitting = false;
    this.saveStatus = required("[data-kept]", form);
    this.restoredNotice = required("[data-restored]");
  }

  /** Show where the draft is. @param {string} at */
  showKept(at) {
    this.saveStatus.textContent = `Saved on this device ${at}`;
  }

  /** Keep what is typed on this device, and say so. */
  saveDraft() {
    const [at, values] = [currentTime(), formValues(this.form)];
    if (saveDraft(localStorage, this.draftKey, { at, time: Date.now(), values })) this.showKept(at);
  }

  /** Fill the form with a session that the server refused, its files too; return whether there was one. */
  async restoreRejected() {
    const item = (await all()).find(
      (waiting) => waiting.key === this.form.dataset.draft && waiting.person === signedInPerson() && waiting.mend,
    );
    if (!item) return false;
    fillForm(this.form, item.values);
    const files = new DataTransfer();
    for (const file of item.files) files.items.add(file);
    fieldNamed(this.form, "files").files = files.files;
    this.saveDraft();
    await remove(item.once);
    return true;
  }

  /**
   * Fill a fresh page with the draft. A page that came back with errors holds what was typed already. The page may have
   * come from this device's own store, so a new session always gets a key of its own.
   */
  async restore() {
    if (document.querySelector(".error-summary")) {
      this.isTouched = true;
      return;
    }
    noteChoice(this.form);
    const draft = loadDraft(localStorage, this.draftKey);
    if (draft) fillForm(this.form, draft.values);
    if (draft) this.showKept(draft.at);
    this.isTouched = (await this.restoreRejected()) || draft !== null;
    fieldNamed(this.form, "once").value = newUuid();
    if (!this.isTouched) return;
    this.restoredNotice.classList.remove("d-none");
    this.settleDay();
  }

  /** A form that nobody has touched means the day on which it is; a touched one the day on which it was. */
  settleDay() {
    if (!this.isTouched) noteChoice(this.form);
    else if (settleDay(this.form)) this.saveDraft();
  }

  /** Keep what is typed, as it is typed. */
  watch() {
    const keep = (/** @type {Event} */ event) => {
      const isDay = /** @type {HTMLInputElement} */ (event.target).name === "day";
      if (!this.isTouched || isDay) noteChoice(this.form);
      this.isTouched = true;
      this.saveDraft();
    };
    this.form.addEventListener("input", keep);
    this.form.addEventListener("change", keep);
    beforeLeaving(() => this.isTouched && !this.isSubmitting && this.saveDraft());
    document.addEventListener("signing-out", () => (this.isTouched = false));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.settleDay());
    required("[data-forget]", this.restoredNotice).addEventListener("click", () => {
      this.isTouched = false;
      removeDraft(localStorage, this.draftKey);
      saveDraft(sessionStorage, FRESH, true);
      location.reload();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.isSubmitting) this.submit();
    });
  }

  /** Return the session as it is kept and sent. @returns {Item} */
  toItem() {
    return {
      once: fieldNamed(this.form, "once").value,
      key: this.form.dataset.draft ?? "",
      person: signedInPerson(),
      school: this.form.dataset.school ?? "",
      url: this.form.action,
      page: pagePath,
      at: currentTime(),
      day: dayOf(this.form),
      values: formValues(this.form),
      files: [...(fieldNamed(this.form, "files").files ?? [])],
    };
  }

  /** Put the session into the queue and send it. */
  async submit() {
    this.isSubmitting = true;
    this.settleDay();
    fieldNamed(this.form, "sent_on").value = londonDay(new Date()); // for the plain way; the queue says its own
    this.saveDraft();
    const item = this.toItem();
    if (!(await put(item))) return this.form.submit(); // a browser that keeps nothing sends it the plain way
    removeDraft(localStorage, this.draftKey);
    this.saveStatus.textContent = "Sending…";
    const result = await send(item, whoUrl());
    if (result.outcome !== "mend") return followUp(this.form, item, result);
    await remove(item.once);
    this.saveDraft();
    fieldNamed(this.form, "csrfmiddlewaretoken").value = result.token ?? "";
    this.form.submit(); // the page comes back with what is to be mended
  }
}

/**
 * Go where a send leads: to the session, to signing in (whose page says that the session is kept), or nowhere yet.
 * @param {HTMLFormElement} form
 * @param {Item} item
 * @param {import("./queue.js").Result} result
 */
const followUp = async (form, item, result) => {
  if (result.outcome === "sent") location.assign(result.url ?? item.page);
  else if (result.outcome === "signed-out") location.assign(`/accounts/login/?next=${encodeURIComponent(item.page)}`);
  else if (result.outcome === "mend") {
    await put({ ...item, mend: true });
    location.assign(item.page);
  } else showWaiting(form, item);
};

/**
 * Show instead of the form that the session waits to be sent and why, and try again.
 * @param {HTMLFormElement} form
 * @param {Item} item
 */
const showWaiting = (form, item) => {
  const offline = isOffline();
  const name = item.day ? `session of ${shownDay(item.day)}` : "session";
  const text = `${whyNotSent(offline)} The ${name} is saved on this device and will be sent ${whenSent(offline)}.`;
  const retry = async () => followUp(form, item, await send(item, whoUrl()));
  setTimeout(retry, RETRY_SECONDS * 1000);
  const panel = document.querySelector("[data-sent-by-hand]");
  if (panel) {
    required(".notice", panel).textContent = text;
    return;
  }
  form.hidden = true;
  document.querySelector("[data-restored]")?.classList.add("d-none");
  const section = document.createElement("section");
  section.dataset.sentByHand = "";
  section.innerHTML =
    '<div class="notice" role="status" tabindex="-1"></div><div class="acts"><a class="btn btn-primary"></a></div>';
  const [notice, link] = [required(".notice", section), section.querySelector("a")];
  notice.textContent = text;
  if (link) [link.textContent, link.href] = ["Log another session", item.page];
  form.after(section);
  notice.focus();
  window.addEventListener("online", retry);
  navigator.serviceWorker?.ready
    .then((worker) => /** @type {any} */ (worker).sync?.register("send-sessions"))
    .catch(() => {});
};

/**
 * Let the service worker keep the page of a new session; only that form works offline. The draft of an existing session
 * has the key `…:session-<number>`.
 * @param {HTMLFormElement} form
 */
const keepPage = async (form) => {
  if (!("serviceWorker" in navigator) || form.dataset.draft?.split(":")[1].startsWith("session-")) return;
  await navigator.serviceWorker.register(form.dataset.worker ?? "", { type: "module" });
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) return;
  const pages = await caches.open(PAGE_CACHE);
  if (!(await pages.match(pagePath))) await pages.add(pagePath);
};

/** @type {HTMLFormElement | null} */
const form = document.querySelector("form[data-draft]");
if (form) {
  const isFresh = loadDraft(sessionStorage, FRESH) === true;
  removeDraft(sessionStorage, FRESH);
  const logForm = new LogForm(form, await claimDraft({ ...thisDevice(), isFresh }, form.dataset.draft ?? ""));
  await logForm.restore();
  logForm.watch();
  startCounts(form);
  startKindStep(form);
  form.dataset.ready = "";
  keepPage(form).catch(() => {}); // a browser without module workers keeps no page
}
