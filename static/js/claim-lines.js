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
    let total = 0;
    for (const item of form.querySelectorAll("[data-item]")) {
      const tick = /** @type {HTMLInputElement | null} */ (item.querySelector("[data-tick]"));
      const cost = parsePence(/** @type {HTMLInputElement} */ (required("[data-cost]", item)).value);
      const counted = !tick || tick.checked ? cost : 0;
      const amount = item.querySelector("[data-amount]");
      if (amount) amount.textContent = counted ? formatPounds(counted) : "";
      total += counted;
    }
    required("[data-total]", form).textContent = formatPounds(total);
    leftText.textContent =
      total > left
        ? `${formatPounds(total - left)} more than the ${formatPounds(left)} left`
        : `leaves ${formatPounds(left - total)}`;
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
