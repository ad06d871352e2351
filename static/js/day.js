// Days as a school counts them: London days, whatever the clock of the device is set to.

/**
 * Return the London day of a moment as `2026-11-27`.
 * @param {Date} moment
 */
export const londonDay = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London" }).format(moment);

/**
 * Return the day that lies so many days after another.
 * @param {string} day
 * @param {number} number
 */
export const addDays = (day, number) => {
  const moment = new Date(`${day}T12:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + number);
  return moment.toISOString().slice(0, 10);
};

/**
 * Return a day as people type it: 27/11/2026.
 * @param {string} day
 */
export const typedDay = (day) => day.split("-").map(Number).reverse().join("/");

/**
 * Return a day as pages show it: Fri 27 Nov 2026.
 * @param {string} day
 */
export const shownDay = (day) => {
  const [, year, month] = /** @type {RegExpMatchArray} */ (day.match(/^(\d+)-(\d+)-/));
  const weekday = new Date(`${day}T12:00:00Z`).toLocaleDateString("en-GB", { weekday: "short", timeZone: "UTC" });
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  return `${weekday} ${Number(day.slice(8))} ${months[Number(month) - 1]} ${year}`;
};

/**
 * Return a day without its weekday and year: 27 Nov.
 * @param {string} day
 */
export const shortDay = (day) => shownDay(day).split(" ").slice(1, 3).join(" ");

/**
 * Return the day that "today" or "yesterday" meant when it was chosen, or null when the form names another day.
 * @param {string} choice what the form says: today, yesterday or other
 * @param {string} chosenOn the day on which it was chosen
 */
export const meantDay = (choice, chosenOn) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(chosenOn)) return null;
  return { today: chosenOn, yesterday: addDays(chosenOn, -1) }[choice] ?? null;
};

/**
 * Return the day that a log form names, or undefined when it cannot be read.
 * @param {{day: string, chosenOn: string, heldOn: string}} form
 */
export const namedDay = ({ day, chosenOn, heldOn }) => {
  const typed = heldOn.match(/^\s*(\d{1,2})[/.](\d{1,2})[/.](\d{4})\s*$/);
  if (day === "other")
    return typed ? `${typed[3]}-${typed[2].padStart(2, "0")}-${typed[1].padStart(2, "0")}` : undefined;
  return meantDay(day, chosenOn) ?? undefined;
};
