// The total and what is left, as the lines are typed. The server works both out again.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-left]");
  if (!form) return;
  const pounds = (pence) =>
    `${pence < 0 ? "−" : ""}£${(Math.abs(pence) / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 })}`;
  const pence = (text) => {
    const plain = text.replace(/[£,\s]/g, "");
    return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
  };
  const left = pence(form.dataset.left);
  const show = () => {
    let total = 0;
    for (const cost of form.querySelectorAll("[data-cost]")) total += pence(cost.value);
    form.querySelector("[data-total]").textContent = pounds(total);
    const words = form.querySelector("[data-left-words]");
    words.textContent =
      total > left
        ? `${pounds(total - left)} more than the ${pounds(left)} left`
        : `${pounds(left - total)} left after this claim`;
    words.classList.toggle("warn", total > left);
  };
  form.addEventListener("input", show);
  show();
});
