// The total and what is left, as the lines are typed. The server works both out again.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-left]");
  if (!form) return;
  /** Format pence as pounds: 12350 is £123.50. */
  const formatPounds = (amount) =>
    `${amount < 0 ? "−" : ""}£${(Math.abs(amount) / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 })}`;
  /** Return the pence of a typed amount; 0 when it is not an amount. */
  const parsePence = (text) => {
    const digits = text.replace(/[£,\s]/g, "");
    return /^\d+(\.\d{1,2})?$/.test(digits) ? Math.round(Number(digits) * 100) : 0;
  };
  const left = parsePence(form.dataset.left);
  /** Show the total, and what is left of the grant. */
  const showTotal = () => {
    let total = 0;
    for (const cost of form.querySelectorAll("[data-cost]")) total += parsePence(cost.value);
    form.querySelector("[data-total]").textContent = formatPounds(total);
    const leftText = form.querySelector("[data-left-words]");
    leftText.textContent =
      total > left
        ? `${formatPounds(total - left)} more than the ${formatPounds(left)} left`
        : `${formatPounds(left - total)} left after this claim`;
    leftText.classList.toggle("warn", total > left);
  };
  form.addEventListener("input", showTotal);
  showTotal();
});
