// The register by thumb: each tap shows at once and is kept on this device until the server has it, so that a dropped
// line loses nothing. Without this script each tap is a form that the server answers.
document.addEventListener("DOMContentLoaded", () => {
  const list = document.querySelector("[data-register]");
  const line = document.querySelector("[data-line]");
  if (!list || !line) return;
  const KEY = `register-${line.dataset.meeting}`;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  };
  const write = (waiting) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(waiting));
    } catch {
      /* private mode: held in memory */
    }
  };
  let waiting = read();
  let sending = false;
  let timer = 0;

  const show = (item, mark) => {
    for (const button of item.querySelectorAll("button[name=mark]")) {
      const on = button.value === mark;
      button.setAttribute("aria-pressed", String(on));
      button.classList.toggle("btn-primary", on);
      button.classList.toggle("btn-outline", !on);
    }
  };
  const say = (words) => {
    line.textContent = words;
  };
  const count = () => Object.keys(waiting).length;

  // One after the other; the newest mark of a person is what is sent. `ago` needs no clock that agrees with the
  // server's.
  const send = async () => {
    if (sending) return;
    sending = true;
    while (count()) {
      const [id, tap] = Object.entries(waiting)[0];
      const body = new URLSearchParams({
        [tap.name]: tap.value,
        mark: tap.mark,
        ago: Math.max(0, Math.round((Date.now() - tap.at) / 1000)),
      });
      let answer;
      try {
        answer = await fetch(list.dataset.register, {
          method: "POST",
          body,
          headers: { "HX-Request": "true", "X-CSRFToken": line.dataset.csrf },
          redirect: "error",
        });
      } catch {
        break;
      }
      if (answer.status >= 500 || answer.status === 429) break;
      if (!answer.ok) {
        say("Not saved: sign in again in another tab, then come back here. Your marks are kept on this device.");
        sending = false;
        return;
      }
      const html = await answer.text();
      if (waiting[id] && waiting[id].at === tap.at) delete waiting[id];
      write(waiting);
      const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(id);
      const item = document.getElementById(id);
      if (fresh && item && !waiting[id]) {
        const pressed = fresh.querySelector("[aria-pressed=true]");
        show(item, pressed ? pressed.value : "");
        const said = fresh.querySelector(".notice");
        if (said) (item.querySelector("form") || item.lastElementChild).before(said);
      }
    }
    sending = false;
    clearTimeout(timer);
    if (count()) {
      const marks = `${count()} ${count() === 1 ? "mark is" : "marks are"}`;
      say(`No connection. ${marks} kept on this device and saved when the line is back.`);
      timer = setTimeout(send, 5000);
    } else say("All marks are saved.");
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
    waiting[item.id] = { name: person.name, value: person.value, mark, at: Date.now() };
    write(waiting);
    show(item, mark);
    say("Saving…");
    send();
  });
  window.addEventListener("online", send);
  for (const [id, tap] of Object.entries(waiting)) {
    const item = document.getElementById(id);
    if (item) show(item, tap.mark);
  }
  if (count()) send();
});
