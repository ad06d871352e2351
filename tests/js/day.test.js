import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, londonDay, meantDay, namedDay, shownDay, typedDay } from "../../static/js/day.js";

test("a day is London's, in summer an hour ahead", () => {
  assert.equal(londonDay(new Date("2026-06-30T23:30:00Z")), "2026-07-01");
  assert.equal(londonDay(new Date("2026-11-27T23:30:00Z")), "2026-11-27");
});

test("today and yesterday mean days as of when they were chosen", () => {
  assert.equal(meantDay("today", "2026-11-27"), "2026-11-27");
  assert.equal(meantDay("yesterday", "2026-03-01"), "2026-02-28");
  assert.equal(meantDay("other", "2026-11-27"), null);
  assert.equal(meantDay("today", ""), null);
});

test("the day that a form names is read, and what cannot be read is left open", () => {
  const form = { day: "other", chosenOn: "2026-11-30", heldOn: "4/11/2026" };
  assert.equal(namedDay(form), "2026-11-04");
  assert.equal(namedDay({ ...form, heldOn: "4 Nov" }), undefined);
  assert.equal(namedDay({ ...form, day: "yesterday" }), "2026-11-29");
});

test("days are added over the end of a month and the change of the clock", () => {
  assert.equal(addDays("2026-10-24", 2), "2026-10-26");
  assert.equal(addDays("2027-01-01", -1), "2026-12-31");
});

test("a day is shown as the pages show it, and typed as people type it", () => {
  assert.equal(shownDay("2026-11-27"), "Fri 27 Nov 2026");
  assert.equal(typedDay("2026-11-04"), "4/11/2026");
});
