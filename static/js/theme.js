// Light or dark follows the system; Bootstrap reads it from the root element.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  /** Set the theme of the root element. */
  const applyTheme = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  applyTheme();
  dark.addEventListener("change", applyTheme);
})();
