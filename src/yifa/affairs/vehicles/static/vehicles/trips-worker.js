/* 我的行程 and 用车申请 without network: a page once opened can be opened again, a form on it filled in; trips.js keeps what
   is handed in. Kept are a person's own pages under the worker's address and the files they are drawn with, for three days
   at most. They are gone with the sign-in or the link: the first answer that lets nobody in clears them. */
"use strict";
const PAGES = "yifa-trips-pages", PARTS = "yifa-trips-parts", OLD = 3 * 86400000, WAIT = 6000, AT = "x-yifa-kept-at";

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (ev) { ev.waitUntil(self.clients.claim()); });

const clean = function (url) { const u = new URL(url, self.location.href); return u.origin + u.pathname; };
const isPage = function (url) { return url.startsWith(self.registration.scope) && !/\/(photo|sw\.js)/.test(url); };
const isPart = function (url) { return url.startsWith(self.location.origin + "/static/"); };

async function keep(name, url, answer) {
  const head = new Headers(answer.headers), box = await caches.open(name), least = Date.now() - OLD;
  head.set(AT, String(Date.now()));
  await box.put(url, new Response(await answer.blob(), { status: 200, headers: head }));
  if (name !== PAGES) { return; }
  for (const one of await box.keys()) {
    const was = await box.match(one);
    if (was && Number(was.headers.get(AT)) < least) { await box.delete(one); }
  }
}
/* what an answer says about the pages kept: this one goes, or all of them */
async function heed(url, answer) {
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 410) { await caches.delete(PAGES); }
  else if (answer.status === 404) { await (await caches.open(PAGES)).delete(url); }
  else if (answer.status === 200) { await keep(PAGES, url, answer.clone()); }
}
async function kept(url) {
  const was = await (await caches.open(PAGES)).match(url);
  if (!was || Number(was.headers.get(AT)) < Date.now() - OLD) { return null; }
  const at = new Date(Number(was.headers.get(AT))), two = function (n) { return ("0" + n).slice(-2); };
  const when = two(at.getMonth() + 1) + "-" + two(at.getDate()) + " " + two(at.getHours()) + ":" + two(at.getMinutes());
  const text = (await was.text()).replace('id="kept"', 'id="kept" data-old="' + when + '"');
  return new Response(text, { status: 200, headers: was.headers });
}
async function page(request) {
  const url = clean(request.url), asked = fetch(request);
  const slow = new Promise(function (yes) { setTimeout(yes, WAIT, null); });
  try {
    const got = await Promise.race([asked, slow]) || await kept(url) || await asked;
    if (got.headers.has(AT)) { asked.then(function (late) { return heed(url, late); }).catch(function () { /* no network */ }); return got; }
    if (got.status >= 500) { return await kept(url) || got; }
    await heed(url, got);
    return got;
  } catch (e) {
    return await kept(url) || new Response(
      '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">' +
      '<title>没有网络 · 依法</title><h1>没有网络</h1><p>这一页没有在这台手机上打开过。有网络时先打开一次，以后没有网络也能看、能填。</p></html>',
      { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}
async function part(request) {
  const url = clean(request.url);
  try {
    const got = await fetch(request);
    if (got.status === 200) { await keep(PARTS, url, got.clone()); }
    return got;
  } catch (e) { return await (await caches.open(PARTS)).match(url) || Response.error(); }
}

self.addEventListener("fetch", function (ev) {
  const url = clean(ev.request.url);
  if (ev.request.method !== "GET") { return; }
  if (ev.request.mode === "navigate" && isPage(url)) { ev.respondWith(page(ev.request)); }
  else if (isPart(url)) { ev.respondWith(part(ev.request)); }
});
/* pages and parts a page names: its own at the first visit, the open trips of the list each time */
self.addEventListener("message", function (ev) {
  ev.waitUntil(Promise.all(ev.data.map(async function (asked) {
    const url = clean(asked);
    try {
      if (isPart(url)) { await part(new Request(url)); }
      else if (isPage(url)) { await heed(url, await fetch(url, { redirect: "manual" })); }
    } catch (e) { /* no network: the next visit keeps it */ }
  })));
});
