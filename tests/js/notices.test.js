import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNotSent } from "../../static/js/connection.js";
import { formatPounds, parsePence } from "../../static/js/pounds.js";
import { fileProblems } from "../../static/js/file-sizes.js";
import { daysText } from "../../static/js/log-counts.js";
import { queueNotice } from "../../static/js/queue-notice.js";
import { selectedWords } from "../../static/js/picked-rows.js";
import { shortcutOf } from "../../static/js/shortcuts.js";

const item = { once: "a", person: 7, day: "2026-11-27", page: "/sessions/new/" };
const quiet = { waiting: [], person: 7, offline: false };

test("an empty queue has nothing to say", () => {
  assert.equal(queueNotice(quiet), null);
  assert.equal(queueNotice({ ...quiet, offline: true }), null);
});

test("a session that waits is said to wait for the line only when there is none", () => {
  const { text } = queueNotice({ ...quiet, waiting: [item], offline: true });
  assert.equal(text, "You are offline. 1 session is saved on this device and will be sent when you’re back online.");
  const online = queueNotice({ ...quiet, waiting: [item, item] }).text;
  assert.match(online, /^The site can’t be reached at the moment\. 2 sessions are saved/);
  assert.doesNotMatch(online, /offline|online/);
});

test("who is not signed in is told to sign in", () => {
  const { text } = queueNotice({ ...quiet, person: 0, waiting: [item] });
  assert.equal(text, "1 session is saved on this device. Sign in as the person who wrote it, and we’ll send it.");
});

test("a session that was sent is named by its day, with a link", () => {
  const sent = [{ outcome: "sent", url: "/sessions/1/", item }];
  assert.deepEqual(queueNotice({ ...quiet, sent }), {
    text: "The session of Fri 27 Nov 2026 saved on this device has been sent.",
    url: "/sessions/1/",
    link: "View session",
  });
});

test("a session that the server refused comes first", () => {
  const notice = queueNotice({ ...quiet, waiting: [item, { ...item, mend: true }] });
  assert.equal(notice.link, "Open session");
});

test("the reason for not sending is the true one", () => {
  assert.equal(whyNotSent(true), "You are offline.");
  assert.equal(whyNotSent(false), "The site can’t be reached at the moment.");
});

test("files are refused by their true size and number", () => {
  const limits = { mostBytes: 10 * 1024 * 1024, mostFiles: 1 };
  assert.deepEqual(fileProblems([{ name: "a.jpg", size: limits.mostBytes }], limits), []);
  const [large, many] = fileProblems(
    [
      { name: "a.jpg", size: limits.mostBytes + 1 },
      { name: "b", size: 1 },
    ],
    limits,
  );
  assert.equal(large, "“a.jpg” is 10.1 MB. Files can be up to 10 MB.");
  assert.equal(many, "You’ve chosen 2 files. You can attach up to 1.");
});

test("support days are counted as the server counts them", () => {
  const days = { used: 1.5, given: 2, chosen: 0.5, isSpecialistThere: true };
  assert.equal(daysText(days), "Counts as ½ day: 2 of 2 days used, including this session.");
  assert.match(
    daysText({ ...days, chosen: 1 }),
    /^Counts as 1 day: 2½ of 2 days used, including this session, over the allocation\.$/,
  );
  assert.match(daysText({ ...days, isSpecialistThere: false }), /^Doesn’t count/);
});

test("amounts are read as pence, and nothing else is an amount", () => {
  assert.equal(parsePence("£1,234.50"), 123450);
  assert.equal(parsePence("about 5"), 0);
  assert.equal(formatPounds(-123450), "−£1,234.50");
});

test("keys with a modifier, or turned off, do nothing", () => {
  const key = { key: "?", ctrlKey: false, metaKey: false, altKey: false };
  assert.equal(shortcutOf(key, false), "list");
  assert.equal(shortcutOf({ ...key, ctrlKey: true }, false), undefined);
  assert.equal(shortcutOf(key, true), undefined);
});

test("the bar of selected rows counts them", () => {
  assert.equal(selectedWords(0, "school"), "0 schools selected");
  assert.equal(selectedWords(1, "school"), "1 school selected");
});
