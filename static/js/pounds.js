// Amounts as the pages write them.

/**
 * Format pence as pounds: 12350 is £123.50.
 * @param {number} amount
 */
export const formatPounds = (amount) =>
  `${amount < 0 ? "−" : ""}£${(Math.abs(amount) / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 })}`;

/**
 * Return the pence of a typed amount; 0 when it is not an amount.
 * @param {string} text
 */
export const parsePence = (text) => {
  const digits = text.replace(/[£,\s]/g, "");
  return /^\d+(\.\d{1,2})?$/.test(digits) ? Math.round(Number(digits) * 100) : 0;
};
