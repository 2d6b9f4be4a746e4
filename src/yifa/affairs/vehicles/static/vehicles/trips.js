/* 我的行程, 用车申请: what is entered on the phone stays there until the server has it, and arrives once.
   A form marked data-kept is first written into the browser's own store, then sent; without network it waits there.
   Each form bears a key: the server takes a key once, so that sending again is safe. Works as a plain form without us. */
(function () {
  "use strict";
  const NAME = "yifa-trips", STORE = "kept", WAIT = 30000, AGAIN = 20000, OLD = 3 * 86400000, SIDE = 1600;
  let busy = false;

  function open() {
    return new Promise(function (yes, no) {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE, { keyPath: "key" }); };
      asked.onsuccess = function () { yes(asked.result); };
      asked.onerror = asked.onblocked = function () { no(asked.error); };
    });
  }
  async function store(mode, act) {
    const db = await open();
    return new Promise(function (yes, no) {
      const way = db.transaction(STORE, mode), asked = act(way.objectStore(STORE));
      way.oncomplete = function () { db.close(); yes(asked.result); };
      way.onerror = way.onabort = function () { db.close(); no(way.error); };
    });
  }
  const keep = function (entry) { return store("readwrite", function (s) { return s.put(entry); }); };
  const drop = function (key) { return store("readwrite", function (s) { return s.delete(key); }); };
  async function all() {
    const found = await store("readonly", function (s) { return s.getAll(); });
    return found.sort(function (a, b) { return a.at - b.at; });
  }

  /* a photo as large as a receipt needs, so that it passes a thin network */
  async function small(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < 400000 || !window.createImageBitmap) { return file; }
    try {
      const seen = await createImageBitmap(file), part = Math.min(1, SIDE / Math.max(seen.width, seen.height));
      const sheet = document.createElement("canvas");
      sheet.width = Math.round(seen.width * part); sheet.height = Math.round(seen.height * part);
      sheet.getContext("2d").drawImage(seen, 0, 0, sheet.width, sheet.height);
      const made = await new Promise(function (yes) { sheet.toBlob(yes, "image/jpeg", 0.82); });
      return made && made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch (e) { return file; }
  }
  async function read(form) {
    const fields = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken") { continue; }
      if (value instanceof File) {
        if (value.size) { fields.push([name, await small(value), value.name]); }
      } else { fields.push([name, value, ""]); }
    }
    return { key: form.elements.key.value, url: form.getAttribute("action") || location.pathname, what: form.dataset.kept,
             at: Date.now(), fields: fields, why: "" };
  }

  /* send one; answers {state: done | wrong | away | shut, …} and never throws */
  async function send(entry) {
    if (navigator.onLine === false) { return { state: "away" }; }
    const body = new FormData(), stop = new AbortController(), end = setTimeout(function () { stop.abort(); }, WAIT);
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    body.append("csrfmiddlewaretoken", token ? token.value : "");
    entry.fields.forEach(function (f) { if (f[1] instanceof Blob) { body.append(f[0], f[1], f[1].name || f[2]); } else { body.append(f[0], f[1]); } });
    try {
      const answer = await fetch(entry.url, { method: "POST", body: body, headers: { "X-Yifa-Kept": "1" }, signal: stop.signal, redirect: "manual" });
      const link = /^\/\w+\/[^/]+\/[\w-]{22}\//.test(entry.url);
      if (link && answer.status === 403) { return { state: "shut", text: "有网络时重新打开一次链接，再自动发送。" }; }
      if (answer.type === "opaqueredirect" || answer.status === 403) { return { state: "shut", text: "登录已过期。重新登录后自动发送。" }; }
      if (answer.status === 410) { return { state: "shut", text: (await answer.json()).text }; } /* the link has ended */
      if (link && answer.status === 404) { return { state: "wrong", text: "这一条已改派、取消或者过期，不能再登记。" }; }
      if (answer.status === 404) { return { state: "shut", text: "这份登记属于另一名驾驶员，由本人登录后自动发送。" }; }
      if (!/json/.test(answer.headers.get("Content-Type") || "")) { return { state: "away" }; }
      const said = await answer.json();
      return said.done ? { state: "done", text: said.text, url: said.url } : { state: "wrong", text: said.errors.join("") };
    } catch (e) { return { state: "away" }; } finally { clearTimeout(end); }
  }

  function line(tag, text, cls) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (cls) { made.className = cls; }
    return made;
  }
  async function show() {
    const box = document.getElementById("kept");
    const waiting = await all();
    box.textContent = "";
    waiting.forEach(function (entry) {
      const shown = line("div", "", "y-msg is-" + (entry.why ? "error" : "warning")), at = new Date(entry.at);
      const when = ("0" + at.getHours()).slice(-2) + ":" + ("0" + at.getMinutes()).slice(-2);
      const of = entry.fields.find(function (f) { return f[0] === "matter"; });
      shown.appendChild(line("p", entry.what + (of && of[1] ? "：" + of[1] : "") + "（" + when + " 填写）" + (entry.why ? "：" + entry.why : "已保存在这台手机上，有网络时自动发送，不用再填。")));
      if (entry.why && entry.url !== location.pathname) {
        const go = line("a", "去改");
        go.href = entry.url;
        shown.appendChild(go);
      }
      if (entry.fixing) {
        const away = line("button", "不要了，删除", "y-btn is-small is-quiet");
        away.type = "button";
        away.addEventListener("click", async function () { await drop(entry.key); await show(); reopen(); });
        shown.appendChild(away);
      }
      box.appendChild(shown);
    });
    return waiting;
  }

  /* what waits is sent in the order in which it was entered; what the server found wrong waits for the driver */
  async function flush() {
    if (busy) { return; }
    busy = true;
    try {
      let sent = 0;
      for (const entry of await all()) {
        if (entry.fixing) { continue; }
        const got = await send(entry);
        if (got.state === "away") { break; }
        if (got.state === "done") { await drop(entry.key); forget(entry.url); sent += 1; continue; }
        entry.why = got.text;
        entry.fixing = got.state === "wrong";
        await keep(entry);
        if (entry.fixing) { reopen(); }
      }
      const left = await show();
      if (sent && !left.length && !document.querySelector("form[data-touched]")) { location.reload(); }
    } finally { busy = false; }
  }

  /* words typed and not sent yet: back again after the page was lost */
  const place = function (form) { return NAME + ":" + location.pathname + ":" + form.elements.verb.value; };
  function note(form) {
    const words = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "key") { words[name] = value; }
    }
    try { localStorage.setItem(place(form), JSON.stringify({ at: Date.now(), words: words })); } catch (e) { /* full: the page still holds them */ }
  }
  function forget(url) {
    Object.keys(localStorage).forEach(function (k) { if (k.indexOf(NAME + ":" + url) === 0) { localStorage.removeItem(k); } });
  }
  function fill(form, words) {
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || /^(hidden|file|submit)$/.test(field.type)) { return; }
      if (/^(checkbox|radio)$/.test(field.type)) { field.checked = words[field.name] === field.value; } else if (field.name in words) { field.value = words[field.name]; }
    });
  }
  function recall(form) {
    const text = localStorage.getItem(place(form));
    if (!text || document.getElementById("y-errs")) { return; }
    const was = JSON.parse(text);
    if (Date.now() - was.at > OLD) { localStorage.removeItem(place(form)); return; }
    fill(form, was.words);
    const fold = form.closest("details");
    if (fold) { fold.open = true; }
  }
  async function mend(form) {
    for (const entry of await all()) {
      if (!entry.fixing || entry.url !== location.pathname) { continue; }
      const words = {};
      entry.fields.forEach(function (f) { if (!(f[1] instanceof Blob)) { words[f[0]] = f[1]; } });
      if (words.verb !== form.elements.verb.value) { continue; }
      fill(form, words);
      form.elements.key.value = entry.key;
      const fold = form.closest("details");
      if (fold) { fold.open = true; }
    }
  }

  function reopen() {
    document.querySelectorAll("form[data-kept] button[data-label]").forEach(function (button) {
      button.disabled = false;
      button.textContent = button.dataset.label;
    });
  }
  async function submit(form, button) {
    let entry;
    try {
      entry = await read(form);
      await keep(entry);
    } catch (e) { HTMLFormElement.prototype.submit.call(form); return; } /* no store here: as a plain form */
    busy = true;
    const got = await send(entry);
    busy = false;
    if (got.state === "done") {
      await drop(entry.key);
      forget(location.pathname);
      location.assign(got.url);
    } else if (got.state === "wrong") { /* nothing was written: the page says where */
      await drop(entry.key);
      HTMLFormElement.prototype.submit.call(form);
    } else {
      if (got.state === "shut") { entry.why = got.text; await keep(entry); }
      forget(location.pathname);
      delete form.dataset.touched;
      button.dataset.label = button.textContent;
      button.textContent = "已保存，等待网络";
      await show();
      document.getElementById("kept").scrollIntoView();
    }
  }

  /* a page shown again from the phone bears the key of a form that may be kept or sent already */
  function fresh() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (n) { return ("0" + n.toString(16)).slice(-2); }).join("");
  }
  /* the page is kept for reading without network (trips-worker.js), and so are the open trips of the list */
  function old() {
    const when = document.getElementById("kept").dataset.old;
    if (!when) { return; }
    const said = line("p", "没有网络，显示的是 " + when + " 打开时的内容。照常填写，有网络时自动发送。", "y-msg is-warning");
    document.querySelectorAll(".y-msgs .y-msg").forEach(function (m) { m.remove(); }); /* said then, not now */
    document.querySelectorAll("form[data-kept]").forEach(function (form) { form.elements.key.value = fresh(); });
    document.getElementById("kept").before(said);
  }
  async function readable() {
    const box = document.getElementById("kept");
    if (!navigator.serviceWorker || !window.isSecureContext || box.dataset.old) { return; }
    const first = !navigator.serviceWorker.controller, list = [];
    await navigator.serviceWorker.register(box.dataset.worker, { scope: box.dataset.worker.replace("sw.js", "") });
    const worker = (await navigator.serviceWorker.ready).active;
    if (first) {
      list.push(location.href);
      document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]").forEach(function (e) { list.push(e.href || e.src); });
    }
    document.querySelectorAll("a[data-keep]").forEach(function (a) { list.push(a.href); });
    worker.postMessage(list);
  }

  document.addEventListener("DOMContentLoaded", function () {
    if (!document.getElementById("kept") || !window.indexedDB || !window.fetch || !window.AbortController) { return; }
    old();
    readable().catch(function () { /* no worker here: the page needs the network to open */ });
    document.querySelectorAll("form[data-kept]").forEach(function (form) {
      recall(form);
      mend(form).catch(function () { /* no store */ });
      form.addEventListener("input", function () { form.dataset.touched = "1"; note(form); });
      form.addEventListener("submit", function (ev) {
        const button = form.querySelector("button[type=submit]");
        ev.preventDefault();
        if (button.disabled) { return; }
        button.disabled = true;
        submit(form, button);
      });
    });
    flush().catch(function () { /* no store: plain forms */ });
    window.addEventListener("online", flush);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { flush(); } });
    setInterval(async function () { if ((await all()).some(function (e) { return !e.fixing; })) { flush(); } }, AGAIN);
  });
})();
