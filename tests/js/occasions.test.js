import assert from "node:assert/strict";
import { test } from "node:test";
import { itemsToFill } from "../../static/js/claim-occasions.js";

const empty = { day: "", teacher: "", cost: "", occasion: "" };
const picked = { ...empty, occasion: "session:1" };
const BOTH = ["N. Hartwell", "J. Pike"];

test("each teacher who was there gets an item", () => {
  const { filled, left } = itemsToFill([picked, empty, empty], 0, BOTH);
  assert.deepEqual(filled, [
    [0, "N. Hartwell"],
    [1, "J. Pike"],
  ]);
  assert.deepEqual(left, []);
});

test("what was typed is not replaced, and nobody is named twice", () => {
  const items = [{ ...picked, teacher: "J. Pike" }, { ...empty, cost: "90" }, empty];
  assert.deepEqual(itemsToFill(items, 0, BOTH).filled, [[2, "N. Hartwell"]]);
});

test("teachers without an empty item are named", () => {
  assert.deepEqual(itemsToFill([picked], 0, BOTH), { filled: [[0, "N. Hartwell"]], left: ["J. Pike"] });
});
