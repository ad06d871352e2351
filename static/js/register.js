// The register by thumb: each tap shows at once and is kept on this device until the server has it, so that a dropped
// line loses nothing. Without this script each tap is a form that the server answers.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector("[data-register]");
  const line = document.querySelector("[data-line]");
  if (!list || !line) return;
  // Marks are sent as the person who tapped them, never as the next one on this device.
  const STORAGE_KEY = `register:${document.querySelector("[data-person]").dataset.person}:${line.dataset.meeting}`;
  /** Return the marks that this device has not sent, by the id of their list item. */
  const loadPending = () => {
    try {
      return JSON.parse(localStorage.getItem(STORAGE_KEY)) || {};
    } catch {
      return {};
    }
  };
  /** Keep the marks that are to be sent. */
  const savePending = (pending) => {
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(pending));
    } catch {
      /* private mode: held in memory */
    }
  };
  let pending = loadPending();
  let isSending = false;
  let timer = 0;

  /** Show a mark as the pressed one of a list item. */
  const showMark = (item, mark) => {
    for (const button of item.querySelectorAll("button[name=mark]")) {
      const isPressed = button.value === mark;
      button.setAttribute("aria-pressed", String(isPressed));
      button.classList.toggle("btn-primary", isPressed);
      button.classList.toggle("btn-outline", !isPressed);
    }
    showCounts();
  };
  /** Count what is marked, as the rows show it now. */
  const showCounts = () => {
    const rows = [...list.children].map((item) => item.querySelector("[aria-pressed=true]")?.value ?? "");
    for (const figure of document.querySelectorAll("[data-count]")) {
      figure.textContent = rows.filter((mark) => mark === figure.dataset.count).length;
    }
  };
  const showStatus = (text) => {
    line.textContent = text;
  };
  const pendingCount = () => Object.keys(pending).length;

  /**
   * Send the marks one after the other; the newest mark of a person is what is sent. `ago` needs no clock that agrees
   * with the server's.
   */
  const sendPending = async () => {
    if (isSending) return;
    isSending = true;
    while (pendingCount()) {
      const [id, tap] = Object.entries(pending)[0];
      const body = new URLSearchParams({
        [tap.name]: tap.value,
        mark: tap.mark,
        ago: Math.max(0, Math.round((Date.now() - tap.at) / 1000)),
      });
      let response;
      try {
        response = await fetch(list.dataset.register, {
          method: "POST",
          body,
          headers: { "HX-Request": "true", "X-CSRFToken": line.dataset.csrf },
          redirect: "error",
        });
      } catch {
        break;
      }
      if (response.status >= 500 || response.status === 429) break;
      if (!response.ok) {
        showStatus(
          "Not saved: sign in again in another tab, then come back here. Your marks are saved on this device.",
        );
        isSending = false;
        return;
      }
      const html = await response.text();
      if (pending[id] && pending[id].at === tap.at) delete pending[id];
      savePending(pending);
      const newItem = new DOMParser().parseFromString(html, "text/html").getElementById(id);
      const item = document.getElementById(id);
      if (newItem && item && !pending[id]) {
        const pressed = newItem.querySelector("[aria-pressed=true]");
        showMark(item, pressed ? pressed.value : "");
        const notice = newItem.querySelector(".notice");
        if (notice) (item.querySelector("form") || item.lastElementChild).before(notice);
      }
    }
    isSending = false;
    clearTimeout(timer);
    if (pendingCount()) {
      const marks = `${pendingCount()} ${pendingCount() === 1 ? "mark is" : "marks are"}`;
      showStatus(`You are offline. ${marks} saved on this device and will be sent when you’re back online.`);
      timer = setTimeout(sendPending, 5000);
    } else showStatus("All marks are saved.");
  };

  list.addEventListener("submit", (event) => {
    const form = event.target;
    const mark = event.submitter && event.submitter.value;
    const person = form.querySelector("[name=person], [name=line]");
    if (!mark || !person) return;
    event.preventDefault();
    event.stopPropagation();
    const item = form.closest("li");
    for (const notice of item.querySelectorAll(".notice")) notice.remove();
    pending[item.id] = { name: person.name, value: person.value, mark, at: Date.now() };
    savePending(pending);
    showMark(item, mark);
    showStatus("Saving…");
    sendPending();
  });
  window.addEventListener("online", sendPending);
  for (const [id, tap] of Object.entries(pending)) {
    const item = document.getElementById(id);
    if (item) showMark(item, tap.mark);
  }
  if (pendingCount()) sendPending();
});
