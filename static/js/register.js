// The register by thumb: each tap shows at once and is kept on this device until the server has it, so that a dropped
// line loses nothing. Without this script each tap is a form that the server answers.
import { fetchSignedIn, isOffline, whenSent, whyNotSent } from "./connection.js";
import { loadDraft, saveDraft } from "./drafts.js";
import { required, signedInPerson, whoUrl } from "./page.js";

/** @typedef {{name: string, value: string, mark: string, at: number}} Tap */
const RETRY_SECONDS = 5;

/** A register whose marks are sent one after the other. */
class Register {
  /**
   * @param {HTMLElement} list
   * @param {HTMLElement} line where it says what is saved
   */
  constructor(list, line) {
    this.list = list;
    this.line = line;
    // Marks are sent as the person who tapped them, never as the next one on this device.
    this.storageKey = `register:${signedInPerson()}:${line.dataset.meeting}`;
    /** @type {Record<string, Tap>} the marks that this device has not sent, by the id of their list item */
    this.pending = loadDraft(localStorage, this.storageKey) ?? {};
    this.isSending = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /**
   * Show a mark as the pressed one of a list item.
   * @param {Element} item
   * @param {string} mark
   */
  showMark(item, mark) {
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (item.querySelectorAll("button[name=mark]"))) {
      const isPressed = button.value === mark;
      button.setAttribute("aria-pressed", String(isPressed));
      button.classList.toggle("btn-primary", isPressed);
      button.classList.toggle("btn-outline", !isPressed);
    }
    this.showCounts();
  }

  /** Count what is marked, as the rows show it now. */
  showCounts() {
    const marks = [...this.list.querySelectorAll(".register-row")].map(
      (item) => /** @type {HTMLButtonElement | null} */ (item.querySelector("[aria-pressed=true]"))?.value ?? "",
    );
    for (const figure of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-count]")))
      figure.textContent = String(marks.filter((mark) => mark === figure.dataset.count).length);
  }

  /** Return how many marks are not sent. */
  get pendingCount() {
    return Object.keys(this.pending).length;
  }

  /** Keep the marks that are to be sent. */
  keep() {
    saveDraft(localStorage, this.storageKey, this.pending);
  }

  /**
   * Send one mark with a fresh token; `ago` needs no clock that agrees with the server's.
   * @param {Tap} tap
   */
  async sendTap(tap) {
    const user = await fetchSignedIn(whoUrl());
    if (user.person !== signedInPerson()) return null;
    const ago = Math.max(0, Math.round((Date.now() - tap.at) / 1000));
    return fetch(this.list.dataset.register ?? "", {
      method: "POST",
      body: new URLSearchParams({ [tap.name]: tap.value, mark: tap.mark, ago: String(ago) }),
      headers: { "HX-Request": "true", "X-CSRFToken": user.token },
      redirect: "error",
    });
  }

  /** Send the marks one after the other; the newest mark of a person is what is sent. */
  async sendPending() {
    if (this.isSending) return;
    this.isSending = true;
    const isSignedIn = await this.sendEach();
    this.isSending = false;
    clearTimeout(this.timer);
    if (!this.pendingCount) return this.show("All marks are saved.");
    if (!isSignedIn)
      return this.show(
        "Not saved: sign in again in another tab, then come back here. Your marks are saved on this device.",
      );
    const [offline, marks] = [isOffline(), `${this.pendingCount} ${this.pendingCount === 1 ? "mark is" : "marks are"}`];
    this.show(`${whyNotSent(offline)} ${marks} saved on this device and will be sent ${whenSent(offline)}.`);
    this.timer = setTimeout(() => this.sendPending(), RETRY_SECONDS * 1000);
  }

  /** Send until the line is gone; return whether their writer is still signed in. */
  async sendEach() {
    while (this.pendingCount) {
      const [id, tap] = Object.entries(this.pending)[0];
      const response = await this.sendTap(tap).catch(() => undefined);
      if (response === undefined || (response && (response.status >= 500 || response.status === 429))) return true;
      if (!response?.ok) return false;
      const html = await response.text();
      if (this.pending[id]?.at === tap.at) delete this.pending[id];
      this.keep();
      this.showAnswer(id, html);
    }
    return true;
  }

  /**
   * Show a row as the server has it, unless it was tapped again meanwhile.
   * @param {string} id
   * @param {string} html
   */
  showAnswer(id, html) {
    const newItem = new DOMParser().parseFromString(html, "text/html").getElementById(id);
    const item = document.getElementById(id);
    if (!newItem || !item || this.pending[id]) return;
    const pressed = /** @type {HTMLButtonElement | null} */ (newItem.querySelector("[aria-pressed=true]"));
    this.showMark(item, pressed?.value ?? "");
    const notice = newItem.querySelector(".notice");
    if (notice) (item.querySelector("form") ?? item.lastElementChild)?.before(notice);
  }

  /** @param {string} text */
  show(text) {
    this.line.textContent = text;
  }

  /**
   * Take a tap.
   * @param {SubmitEvent} event
   */
  tap(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const mark = event.submitter instanceof HTMLButtonElement ? event.submitter.value : "";
    const person = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=person], [name=line]"));
    const item = form.closest("li");
    if (!mark || !person || !item) return;
    event.preventDefault();
    event.stopPropagation();
    for (const notice of item.querySelectorAll(".notice")) notice.remove();
    this.pending[item.id] = { name: person.name, value: person.value, mark, at: Date.now() };
    this.keep();
    this.showMark(item, mark);
    this.show("Saving…");
    this.sendPending();
  }

  /** Listen for taps, and send what an earlier visit left. */
  start() {
    this.list.addEventListener("submit", (event) => this.tap(event));
    window.addEventListener("online", () => this.sendPending());
    for (const [id, tap] of Object.entries(this.pending)) {
      const item = document.getElementById(id);
      if (item) this.showMark(item, tap.mark);
    }
    if (this.pendingCount) this.sendPending();
  }
}

const list = document.querySelector("[data-register]");
if (list instanceof HTMLElement) new Register(list, required("[data-line]")).start();
