// What was typed is not lost when the sign-in ends before it is sent. The page asks who is signed in: its writer gets a
// fresh token, nobody is asked to sign in first, and it is never sent as somebody else. Without a connection it stays.
import { fetchSignedIn, isOffline, whenSent, whyNotSent } from "./connection.js";
import { signedInPerson, whoUrl } from "./page.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */
const TYPED = "textarea, input:not([type=hidden], [type=radio], [type=checkbox], [type=file])";

/**
 * Return whether somebody has typed into a form, or chosen a file.
 * @param {HTMLFormElement} form
 */
const isTypedInto = (form) =>
  [...form.elements].some((field) => {
    if (field instanceof HTMLInputElement && field.type === "file") return field.files?.length;
    return (
      field.matches(TYPED) && /** @type {HTMLInputElement} */ (field).value !== /** @type {any} */ (field).defaultValue
    );
  });

/**
 * Say above a form that it was not sent.
 * @param {HTMLFormElement} form
 */
const showNotSent = (form) => {
  const notice = /** @type {HTMLElement} */ (form.querySelector("[data-not-sent]") ?? document.createElement("p"));
  notice.dataset.notSent = "";
  notice.className = "notice";
  notice.setAttribute("role", "alert");
  const offline = isOffline();
  const typed = "What you’ve typed is still on this page.";
  notice.textContent = `Not sent. ${whyNotSent(offline)} ${typed} Try again ${whenSent(offline)}.`;
  form.prepend(notice);
};

/** @param {SubmitEvent} event */
const sendWithFreshToken = async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const token = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("csrfmiddlewaretoken"));
  if (!document.getElementById("session-end") || !token || form.method !== "post" || form.dataset.checked) return;
  if (form.matches("[data-draft], [data-hx-post]") || !isTypedInto(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const user = await fetchSignedIn(whoUrl()).catch(() => null);
  if (!user) return showNotSent(form);
  if (user.person === signedInPerson()) {
    token.value = user.token;
    form.dataset.checked = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.checked;
    return;
  }
  const detail = { isOther: user.person !== null };
  document.getElementById("session-end")?.dispatchEvent(new CustomEvent("session-over", { detail }));
};

/**
 * A form that is being sent is not sent again by a second press. The server takes repeats for one.
 * @param {SubmitEvent} event
 */
const ignoreSecondPress = (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method !== "post" || form.hasAttribute("data-hx-post")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(() => delete form.dataset.sending, 4000);
};

/** Watch every form of the page. */
export const watchForms = () => {
  document.addEventListener("submit", sendWithFreshToken, true);
  document.addEventListener("submit", ignoreSecondPress);
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sending;
  });
};
