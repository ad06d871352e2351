// The figures of the log form: the number of colleagues by thumb, and the support days that the session counts.
import { fieldNamed } from "./form-values.js";

/** @type {Record<string, string>} */
const FRACTIONS = { 0.25: "¼", 0.5: "½", 0.75: "¾" };

/**
 * Format a number of days: ¼, 1½, 0.125.
 * @param {number} number
 */
export const formatDays = (number) => {
  const [whole, part] = [Math.floor(number), number - Math.floor(number)];
  return FRACTIONS[part] ? `${whole || ""}${FRACTIONS[part]}` : String(Math.round(number * 1000) / 1000);
};

/**
 * Say what a session will count, beside what has been used.
 * @param {{used: number, given: number, chosen: number, isSpecialistThere: boolean}} days
 */
export const daysText = ({ used, given, chosen, isSpecialistThere }) => {
  if (!isSpecialistThere) return "Doesn’t count towards support days: the Specialist was not present.";
  if (!chosen)
    return `${formatDays(used)} of ${formatDays(given)} days used so far. An hour counts as an eighth of a day.`;
  const [total, over] = [used + chosen, used + chosen > given ? ", over the allocation" : ""];
  const counts = `Counts as ${formatDays(chosen)} ${chosen > 1 ? "days" : "day"}`;
  return `${counts}: ${formatDays(total)} of ${formatDays(given)} days used, including this session${over}.`;
};

/**
 * Let the buttons of a number count, and show the days as they are chosen.
 * @param {HTMLFormElement} form
 */
export const startCounts = (form) => {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-more], [data-less]"))) {
    button.addEventListener("click", () => {
      const id = button.dataset.more ?? button.dataset.less ?? "";
      const field = /** @type {HTMLInputElement} */ (document.getElementById(id));
      const next = (parseInt(field.value, 10) || 0) + (button.dataset.more ? 1 : -1);
      field.value = String(Math.max(0, next));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  const counts = /** @type {HTMLElement | null} */ (form.querySelector("[data-counts]"));
  if (!counts) return;
  const showDays = () => {
    counts.textContent = daysText({
      used: Number(counts.dataset.used),
      given: Number(counts.dataset.given),
      chosen: Number(fieldNamed(form, "length").value),
      isSpecialistThere: /** @type {HTMLInputElement} */ (form.querySelector('[name="specialist"]')).checked,
    });
  };
  form.addEventListener("change", showDays);
  showDays();
};
