// The total and what is left, as the items are typed. The server works both out again.
import { watchOccasions } from "./claim-occasions.js";
import { required } from "./page.js";
import { formatPounds, parsePence } from "./pounds.js";

/**
 * Show the total, and what is left of the grant, as amounts are typed.
 * @param {HTMLFormElement} form
 */
const watchTotal = (form) => {
  const left = parsePence(form.dataset.left ?? "");
  const leftText = required("[data-left-words]", form);
  const showTotal = () => {
    const costs = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-cost]"));
    const total = [...costs].reduce((sum, cost) => sum + parsePence(cost.value), 0);
    required("[data-total]", form).textContent = formatPounds(total);
    leftText.textContent =
      total > left
        ? `${formatPounds(total - left)} more than the ${formatPounds(left)} left`
        : `${formatPounds(left - total)} left after this claim`;
    leftText.classList.toggle("warn", total > left);
  };
  form.addEventListener("input", showTotal);
  showTotal();
};

const form = document.querySelector("form[data-left]");
if (form instanceof HTMLFormElement) {
  watchTotal(form);
  watchOccasions(form);
}
