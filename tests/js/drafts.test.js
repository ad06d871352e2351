import assert from "node:assert/strict";
import { test } from "node:test";
import { claimDraft, draftKeys, loadDraft, removeDraft, saveDraft } from "../../static/js/drafts.js";
import { makeLocks, makeStorage } from "./storage.js";

const FORM = "log:940000:7";

test("a draft that was kept is loaded again", () => {
  const storage = makeStorage();
  assert.equal(saveDraft(storage, FORM, { values: [["kind", "visit"]] }), true);
  assert.deepEqual(loadDraft(storage, FORM), { values: [["kind", "visit"]] });
  removeDraft(storage, FORM);
  assert.equal(loadDraft(storage, FORM), null);
});

test("a device that is full says that it kept nothing", () => {
  assert.equal(saveDraft(makeStorage({ isFull: true }), FORM, {}), false);
});

test("something else under the key is no draft", () => {
  const storage = makeStorage();
  storage.setItem(FORM, "{");
  assert.equal(loadDraft(storage, FORM), null);
});

test("the drafts of a form are found, the newest first, and no one else's", () => {
  const storage = makeStorage();
  saveDraft(storage, `${FORM}:a`, { time: 1 });
  saveDraft(storage, `${FORM}:b`, { time: 2 });
  saveDraft(storage, `${FORM}1:c`, { time: 3 }); // person 71
  assert.deepEqual(draftKeys(storage, FORM), [`${FORM}:b`, `${FORM}:a`]);
});

test("two tabs of a form keep two drafts", async () => {
  const [local, locks] = [makeStorage(), makeLocks()];
  const first = await claimDraft({ local, session: makeStorage(), locks: locks.tab() }, FORM);
  saveDraft(local, first, { time: 1 });
  const second = await claimDraft({ local, session: makeStorage(), locks: locks.tab() }, FORM);
  assert.notEqual(first, second);
});

test("a tab takes over the newest draft whose tab is closed", async () => {
  const [local, locks] = [makeStorage(), makeLocks()];
  for (const [key, time] of [
    ["a", 1],
    ["b", 2],
  ])
    saveDraft(local, `${FORM}:${key}`, { time });
  for (const key of ["b", "a"]) {
    const tab = { local, session: makeStorage(), locks: locks.tab() };
    assert.equal(await claimDraft(tab, FORM), `${FORM}:${key}`);
  }
});

test("a tab that is reloaded finds its own draft, also while its old page is just being left", async () => {
  const [local, session, locks] = [makeStorage(), makeStorage(), makeLocks()];
  const leaving = locks.tab();
  const own = await claimDraft({ local, session, locks: leaving }, FORM);
  saveDraft(local, own, { time: 1 });
  saveDraft(local, `${FORM}:newer`, { time: 2 });
  setTimeout(leaving.close, 20);
  assert.equal(await claimDraft({ local, session, locks: locks.tab() }, FORM), own);
});

test("a fresh start takes over nothing", async () => {
  const local = makeStorage();
  saveDraft(local, `${FORM}:a`, { time: 1 });
  const device = { local, session: makeStorage(), locks: makeLocks().tab(), isFresh: true };
  assert.notEqual(await claimDraft(device, FORM), `${FORM}:a`);
});

test("a browser without locks finds the draft too", async () => {
  const local = makeStorage();
  saveDraft(local, FORM, { time: 1 }); // kept before tabs had drafts of their own
  assert.equal(await claimDraft({ local, session: makeStorage(), locks: undefined }, FORM), FORM);
});
