// An item that is picked from a session or meeting takes its date, and the teachers who were there: one to an item.
import { announce } from "./announce.js";

/**
 * An item as typed: its date, teacher, cost and session or meeting.
 * @typedef {{day: string, teacher: string, cost: string, occasion: string}} Item
 */

/**
 * Return what a session or meeting, just picked in one item, fills in: (index, teacher) of items that are to be for its
 * day, and the teachers for whom there is no empty item left. What was typed is never replaced.
 * @param {Item[]} items
 * @param {number} picked
 * @param {string[]} people
 */
export const itemsToFill = (items, picked, people) => {
  const { occasion } = items[picked];
  const named = items.filter((item) => item.occasion === occasion && item.teacher).map((item) => item.teacher);
  const missing = people.filter((person) => !named.includes(person));
  const isEmpty = (/** @type {Item} */ item) => !item.day && !item.teacher && !item.cost && !item.occasion;
  const free = items.flatMap((item, index) => (index > picked && isEmpty(item) ? [index] : []));
  const places = items[picked].teacher ? free : [picked, ...free];
  /** @type {[number, string][]} */
  const filled = missing.slice(0, places.length).map((person, number) => [places[number], person]);
  return { filled, left: missing.slice(places.length) };
};

/**
 * Return the fields of an item. One to tick is for its session or meeting, ticked or not, and has its day.
 * @param {Element} row
 */
const fieldsOf = (row) => ({
  day: /** @type {HTMLInputElement} */ (row.querySelector("[data-released-on]")),
  teacher: /** @type {HTMLInputElement} */ (row.querySelector("[data-teacher]")),
  cost: /** @type {HTMLInputElement} */ (row.querySelector("[data-cost]")),
  occasion: /** @type {HTMLSelectElement | HTMLInputElement} */ (row.querySelector("[data-occasion], [data-tick]")),
});

/**
 * Fill items from the session or meeting that was picked in one of them, and say so.
 * @param {HTMLFormElement} form
 * @param {HTMLSelectElement} select
 */
const fillFrom = (form, select) => {
  const option = select.selectedOptions[0];
  const { day, people = "" } = option?.dataset ?? {};
  if (!day) return;
  const rows = [...form.querySelectorAll("[data-item]")].map(fieldsOf);
  const items = rows.map(({ day, teacher, cost, occasion }) => ({
    day: day.value,
    teacher: teacher.value,
    cost: cost.value,
    occasion: occasion.value,
  }));
  const picked = rows.findIndex((row) => row.occasion === select);
  const { filled, left } = itemsToFill(items, picked, people.split("|").filter(Boolean));
  if (!rows[picked].day.value) rows[picked].day.value = day;
  for (const [index, person] of filled) {
    const row = rows[index];
    row.teacher.value = person;
    if (!row.day.value) row.day.value = day;
    row.occasion.value = select.value;
  }
  const offers = form.querySelectorAll("[data-tick]").length; // they come first, and have no number
  const named = filled.map(([index, person]) => `item ${index + 1 - offers} for ${person}`).join(", ");
  const more = left.length ? ` Add another item for ${left.join(", ")}.` : "";
  announce(`Date ${day}${named ? `, ${named}` : ""}.${more}`);
  form.dispatchEvent(new Event("input", { bubbles: true }));
};

/**
 * Watch the sessions and meetings of a claim's form.
 * @param {HTMLFormElement} form
 */
export const watchOccasions = (form) =>
  form.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && target.matches("[data-occasion]")) fillFrom(form, target);
  });
