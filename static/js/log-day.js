// "Today" is a day as soon as it is chosen: a form that is restored or sent on another day keeps that day and says so.
import { londonDay, meantDay, namedDay, shortDay, shownDay, typedDay } from "./day.js";
import { fieldNamed } from "./form-values.js";

/** @typedef {HTMLFormElement} Form */
const today = () => londonDay(new Date());

/**
 * Note that "today", chosen now, means today, and say so on the choice.
 * @param {Form} form
 */
export const noteChoice = (form) => {
  const chosenOn = today();
  fieldNamed(form, "chosen_on").value = chosenOn;
  for (const label of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-day-label]"))) {
    const day = meantDay(label.dataset.dayLabel ?? "", chosenOn);
    const name = label.dataset.dayLabel === "today" ? "Today" : "Yesterday";
    if (day) label.textContent = `${name}, ${shortDay(day)}`;
  }
};

/**
 * Return the day that a form names, if it can be read.
 * @param {Form} form
 */
export const dayOf = (form) =>
  namedDay({
    day: fieldNamed(form, "day").value,
    chosenOn: fieldNamed(form, "chosen_on").value,
    heldOn: fieldNamed(form, "held_on").value,
  });

/**
 * Write out what "today" or "yesterday" meant, if it was chosen on another day, and say so beside it. Return whether it
 * was.
 * @param {Form} form
 */
export const settleDay = (form) => {
  const chosenOn = fieldNamed(form, "chosen_on");
  const day = meantDay(fieldNamed(form, "day").value, chosenOn.value);
  if (!day || chosenOn.value === today()) return false;
  const other = /** @type {HTMLInputElement} */ (form.querySelector('[name="day"][value="other"]'));
  other.checked = true;
  fieldNamed(form, "held_on").value = typedDay(day);
  noteChoice(form);
  const notice = form.querySelector("[data-day-kept]");
  if (notice)
    notice.textContent = `This session is for ${shownDay(day)}, the day you chose. Change the date if that’s wrong.`;
  return true;
};
