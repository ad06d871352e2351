// A native date picker stands beside each typed date, for those who would rather press.
import { typedDay } from "./day.js";

/**
 * Put a picker beside each typed date inside an element.
 * @param {ParentNode} root
 */
export const addPickers = (root) => {
  const fields = /** @type {NodeListOf<HTMLInputElement>} */ (
    root.querySelectorAll("input[data-typed-date]:not([data-has-picker])")
  );
  for (const textField of fields) {
    textField.dataset.hasPicker = "";
    const picker = document.createElement("input");
    picker.type = "date";
    picker.className = "form-control date-picker";
    picker.tabIndex = -1;
    picker.setAttribute("aria-hidden", "true");
    picker.addEventListener("change", () => {
      if (!picker.value) return;
      textField.value = typedDay(picker.value);
      textField.dispatchEvent(new Event("input", { bubbles: true }));
      textField.dispatchEvent(new Event("change", { bubbles: true }));
    });
    const isFocused = document.activeElement === textField;
    const wrapper = document.createElement("div");
    wrapper.className = "date-field";
    textField.replaceWith(wrapper);
    wrapper.append(textField, picker);
    if (isFocused) textField.focus();
  }
};
