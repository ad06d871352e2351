"""axe, asked only what it has not answered yet.

Most of its rules read how a page is built, and say the same of two pages that differ in their words alone. The others look
at how an element is drawn: at a width, in a light, and by the classes of itself and of all that it stands in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Error, Page

SCRIPT = Path(axe_playwright_python.__file__).parent / "axe.min.js"
VISUAL_RULES = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""Rules whose answer can differ between widths and between day and dark; all others read the document alone."""
BUILD = """() => {
  const free = new Set(["href", "value", "action", "content", "title", "datetime", "d", "points", "transform", "src"]);
  const build = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.nodeValue.trim() && "words";
    if (node.nodeType !== Node.ELEMENT_NODE || node.localName === "script") return "";
    let found = "<" + node.localName;
    for (const { name, value } of node.attributes) {
      found += " " + name + "=" + (free.has(name) ? Boolean(value) : value.replace(/[0-9.]+/g, "0"));
    }
    let before = "";
    for (const child of node.childNodes) {
      const one = build(child);
      if (one !== before) found += one;
      before = one;
    }
    return found + ">";
  };
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  const twice = ids.length - new Set(ids).size;
  const spoken = (name) => [...document.querySelectorAll(`[${name}]`)].flatMap((node) => node.getAttribute(name).split(" "));
  const inside = [...document.querySelectorAll("a[href^='#']")].map((link) => link.hash.slice(1));
  const named = [...inside, ...["for", "aria-labelledby", "aria-describedby", "aria-controls"].flatMap(spoken)];
  const lost = named.filter((id) => id && !document.getElementById(id)).length;
  return `${twice} ids twice, ${lost} not there: ${build(document.documentElement)}`;
}"""
"""How a page is built: its elements and what is set on them, without its words and numbers, and rows that are alike once;
and, as numbers are left out, how many ids stand there twice or are spoken of and not there."""
CHAINS = """(marked) => {
  const states = ["role", "type", "open", "hidden", "disabled", "aria-current", "aria-pressed", "aria-invalid", "style"];
  const mixed = (number, words) => {
    for (let at = 0; at < words.length; at++) number = Math.imul(number ^ words.charCodeAt(at), 0x9e3779b1) ^ (number >>> 15);
    return number;
  };
  const found = [];
  const walk = (node, above) => {
    const plain = !node.attributes.length && ["div", "span", "section"].includes(node.localName);
    let chain = plain ? above : mixed(above, node.localName + "." + node.getAttribute("class"));
    for (const name of states) if (node.hasAttribute(name)) chain = mixed(chain, name + node.getAttribute(name));
    const says = node.matches("a, button, input, select, textarea, summary, [tabindex]")
      || [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.nodeValue.trim());
    if (says && marked) node.toggleAttribute("data-unjudged", marked.includes(found.length));
    if (says) found.push(chain);
    for (const child of node.children) walk(child, chain);
  };
  walk(document.body, 7);
  return marked ? null : found;
}"""
"""A number for every element that has words of its own or can be pressed, by all that decides how it is drawn, in the
document's order. Given places in this order, marks the elements there."""
RUN = """([context, options]) => axe.run(context || document, options).then((found) => found.violations.map(
  ({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join("; ")}`
))"""


class Judge:
    """What axe has against pages. What it has once found nothing against it is not asked again, as long as this judge sits."""

    def __init__(self) -> None:
        self._builds: set[int] = set()
        self._drawn: set[tuple[int, bool, int]] = set()

    def complaints(self, page: Page, *, dark: bool) -> list[str]:
        """Sentences, one a rule that is broken; none for a page that is right."""
        build, unjudged = hash(page.evaluate(BUILD)), self._drawn_anew(page, page.viewport_size["width"], dark)  # type: ignore[index]
        if build not in self._builds:
            broken_rules = self._ask(page, None, {})
        elif unjudged:
            page.evaluate(CHAINS, list(unjudged.values()))
            broken_rules = self._ask(page, {"include": [["[data-unjudged]"]]}, {"runOnly": VISUAL_RULES})
            page.evaluate(CHAINS, [])
        else:
            return []
        if not broken_rules:
            self._builds.add(build)
            self._drawn.update(unjudged)
        return broken_rules

    def _drawn_anew(self, page: Page, width: int, dark: bool) -> dict[tuple[int, bool, int], int]:
        """Ways of being drawn that are not judged yet, and where on the page an element drawn so stands."""
        unjudged = {(width, dark, chain): place for place, chain in enumerate(page.evaluate(CHAINS, None))}
        return {way: place for way, place in unjudged.items() if way not in self._drawn}

    def _ask(self, page: Page, context: dict[str, Any] | None, options: dict[str, Any]) -> list[str]:
        """Style sheets are not fetched again: no rule but that of a turned screen reads them."""
        if not page.evaluate("Boolean(window.axe)"):
            try:  # by address, so that Chromium keeps it compiled
                page.add_script_tag(url=f"/static/{SCRIPT.name}")
            except Error:  # without a line
                page.evaluate(SCRIPT.read_text())
        return page.evaluate(RUN, [context, {"resultTypes": ["violations"], "preload": False, **options}])
