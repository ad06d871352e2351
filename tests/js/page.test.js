import assert from "node:assert/strict";
import { test } from "node:test";
import { currentTime } from "../../static/js/page.js";

test("the time of a draft is written as the site writes times", () => {
  const at = (/** @type {number} */ hour, /** @type {number} */ minute) =>
    currentTime(new Date(2026, 10, 27, hour, minute));
  assert.equal(at(14, 5), "2:05pm");
  assert.equal(at(16, 0), "4pm");
  assert.equal(at(0, 30), "12:30am");
  assert.equal(at(12, 0), "12pm");
});
