/* 依法 Yifa: progressive enhancement only. Every page works with scripts off. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  function each(sel, fn, base) { Array.prototype.forEach.call((base || document).querySelectorAll(sel), fn); }
  function typing(el) {
    if (!el || (el.tagName === "INPUT" && /^(checkbox|radio|button|submit|reset|file)$/.test(el.type))) { return false; }
    return /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) || el.isContentEditable;
  }

  /* bulk bar: counts the checked rows and says first what cannot be done */
  function boxesOf(form) {
    return Array.prototype.filter.call(document.querySelectorAll('input[type="checkbox"][name="pk"]'), function (b) { return b.form === form; });
  }
  function bulk(form) {
    var boxes = boxesOf(form), on = boxes.filter(function (b) { return b.checked; });
    form.classList.toggle("is-on", on.length > 0);
    boxes.forEach(function (b) { var tr = b.closest("tr"); if (tr) { tr.classList.toggle("is-on", b.checked); } });
    var count = form.querySelector("[data-count]"), note = form.querySelector("[data-note]");
    if (!note.hasAttribute("data-text")) { note.setAttribute("data-text", note.textContent); }
    if (count) { count.textContent = on.length ? "已选 " + on.length + " 条" : "勾选后办理"; }
    var reasons = {}, order = [];
    each("[data-key]", function (btn) {
      var key = btn.getAttribute("data-key"), free = 0;
      if (!btn.hasAttribute("data-label")) { btn.setAttribute("data-label", btn.textContent); }
      on.forEach(function (b) {
        var why = blocked(b)[key];
        if (!why) { free += 1; return; }
        if (!reasons[why]) { reasons[why] = new Set(); order.push(why); }
        reasons[why].add(b.value);
      });
      btn.textContent = btn.getAttribute("data-label") + (free && free < on.length ? " " + free + " 条" : "");
      btn.disabled = on.length > 0 && free === 0;
    }, form);
    note.textContent = order.length ? "其中 " + order.map(function (w) { return reasons[w].size + " 条" + w; }).join("；") : note.getAttribute("data-text");
    each("input[data-all]", function (all) {
      var mine = boxes.filter(function (b) { return b.closest("table") === all.closest("table"); });
      if (!mine.length) { return; }
      var n = mine.filter(function (b) { return b.checked; }).length;
      all.checked = n === mine.length;
      all.indeterminate = n > 0 && n < mine.length;
    });
  }
  function blocked(box) {
    var tr = box.closest("tr"), text = tr && tr.getAttribute("data-blocked");
    if (!text) { return {}; }
    try { return JSON.parse(text); } catch (e) { return {}; }
  }
  function bulkAll() { each("form[data-bulk]", bulk); }

  /* confirm: the button itself turns into the question, with a way back */
  function ask(btn, ev) {
    if (btn.hasAttribute("data-asked")) { return; }
    ev.preventDefault();
    each("[data-asked]", unask);
    btn.setAttribute("data-asked", btn.textContent);
    var box = document.createElement("span");
    box.className = "y-asked";
    box.setAttribute("role", "alert");
    box.appendChild(document.createTextNode(btn.getAttribute("data-confirm") + " "));
    var back = document.createElement("button");
    back.type = "button"; back.className = "y-btn is-quiet is-small"; back.textContent = "不办了";
    back.addEventListener("click", function () { unask(btn); btn.focus(); });
    box.appendChild(back);
    btn.parentNode.insertBefore(box, btn);
    btn.textContent = "办理：" + btn.getAttribute("data-asked");
  }
  function unask(btn) {
    btn.textContent = btn.getAttribute("data-asked");
    btn.removeAttribute("data-asked");
    var box = btn.parentNode.querySelector(".y-asked");
    if (box) { box.remove(); }
  }

  function nav(open) {
    var el = document.getElementById("nav"), link = document.querySelector("[data-nav-toggle]");
    if (!el) { return; }
    el.classList.toggle("is-open", open);
    if (link) { link.setAttribute("aria-expanded", open ? "true" : "false"); link.textContent = open ? "收起" : "菜单"; }
    if (open) { var first = el.querySelector("ul a"); if (first) { first.focus(); } }
  }

  /* which wings of the menu stand open: kept a year, read by the server, so that no page jumps */
  function keepWings() {
    var open = [];
    each("details[data-wing][open]", function (d) { open.push(d.getAttribute("data-wing")); });
    document.cookie = "yifa_nav=" + open.join(".") + "; path=/; max-age=31536000; SameSite=Lax" + (location.protocol === "https:" ? "; Secure" : "");
  }

  document.addEventListener("click", function (ev) {
    var t = ev.target, el;
    if ((el = t.closest("[data-confirm]"))) { ask(el, ev); return; }
    if (t.closest("[data-print]")) { ev.preventDefault(); window.print(); return; }
    if (t.closest("[data-nav-toggle]")) { ev.preventDefault(); nav(!document.getElementById("nav").classList.contains("is-open")); return; }
    if (t.closest("details[data-wing] > summary")) { setTimeout(keepWings, 0); return; }
    if (t.closest("[data-nav-close]")) { nav(false); return; }
    if ((el = t.closest("[data-clear]")) && el.form) {
      ev.preventDefault();
      boxesOf(el.form).forEach(function (b) { b.checked = false; });
      bulk(el.form);
      return;
    }
    each("details.y-pop[open]", function (d) { if (!d.contains(t)) { d.removeAttribute("open"); } });
  });

  document.addEventListener("change", function (ev) {
    var t = ev.target;
    if (t.matches("input[data-all]")) {
      each('input[name="pk"]', function (b) { if (!b.disabled) { b.checked = t.checked; } }, t.closest("table"));
      bulkAll();
    } else if (t.matches('input[name="pk"]') && t.form && t.form.hasAttribute("data-bulk")) {
      bulk(t.form);
    } else if (t.matches("[data-autosubmit]") && t.form) {
      if (t.form.requestSubmit) { t.form.requestSubmit(); } else { t.form.submit(); }
    } else if (t.matches('input[type="file"]')) {
      names(t);
    } else if (t.matches('.y-opt input[type="radio"]')) {
      each(".y-opt", function (o) { o.classList.toggle("is-on", o.contains(t)); }, t.closest("fieldset"));
    }
  });

  function names(input) {
    var list = Array.prototype.map.call(input.files || [], function (f) { return f.name + "（" + size(f.size) + "）"; });
    var out = input.parentNode.querySelector(".y-files");
    if (!out) {
      out = document.createElement("p");
      out.className = "y-hint y-files";
      out.setAttribute("aria-live", "polite");
      input.insertAdjacentElement("afterend", out);
    }
    out.textContent = list.length ? "已选 " + list.length + " 个文件：" + list.join("、") : "";
  }
  function size(n) { return n < 1024 ? n + " 字节" : n < 1048576 ? Math.round(n / 1024) + " KB" : (n / 1048576).toFixed(1) + " MB"; }

  /* keys: / to search, Esc closes, arrows and j k walk rows and findings */
  document.addEventListener("keydown", function (ev) {
    if (ev.ctrlKey || ev.metaKey || ev.altKey || ev.isComposing) { return; }
    var a = document.activeElement;
    if (ev.key === "Escape") {
      each("details.y-pop[open]", function (d) { var inside = d.contains(a); d.removeAttribute("open"); if (inside) { d.querySelector("summary").focus(); } });
      nav(false);
      return;
    }
    if (ev.key === "/" && !typing(a)) {
      var q = document.querySelector('.y-top input[type="search"], input[type="search"]');
      if (q) { ev.preventDefault(); q.focus(); q.select(); }
      return;
    }
    if (ev.key !== "ArrowDown" && ev.key !== "ArrowUp") { return; }
    if (typing(a) || (a && a.type === "radio")) { return; }
    var down = ev.key === "ArrowDown", row = a && a.closest && a.closest("table[data-rows] tbody tr");
    if (row) {
      var next = down ? row.nextElementSibling : row.previousElementSibling;
      var to = next && (a.type === "checkbox" ? next.querySelector('input[type="checkbox"]') : next.querySelector("a") || next.querySelector("input"));
      if (to) { ev.preventDefault(); to.focus(); }
      return;
    }
    var find = a && a.closest && a.closest(".y-find > li");
    if (find) {
      var f = down ? find.nextElementSibling : find.previousElementSibling, go = f && f.querySelector("a, button");
      if (go) { ev.preventDefault(); go.focus(); }
    }
  });

  /* loading line: only when an answer takes longer than 300 ms */
  var wait;
  document.addEventListener("htmx:beforeRequest", function () {
    clearTimeout(wait);
    wait = setTimeout(function () { var l = document.getElementById("y-loading"); if (l) { l.classList.add("is-on"); } }, 300);
  });
  document.addEventListener("htmx:afterRequest", function () {
    clearTimeout(wait);
    var l = document.getElementById("y-loading");
    if (l) { l.classList.remove("is-on"); }
  });
  document.addEventListener("htmx:afterSwap", bulkAll);
  function failed() {
    var box = document.getElementById("y-messages");
    if (!box) { return; }
    var p = document.createElement("p");
    p.className = "y-msg is-error"; p.setAttribute("role", "alert");
    p.textContent = "没有取到内容，已填的还在。检查网络，再试一次。";
    box.textContent = ""; box.appendChild(p);
  }
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);

  document.addEventListener("DOMContentLoaded", function () {
    bulkAll();
    var errs = document.getElementById("y-errs");
    if (errs) { errs.focus(); }
    /* nobody is signed in here: pages kept for reading without network are gone with the session */
    if (window.caches && document.querySelector('form input[name="login"]')) {
      caches.keys().then(function (names) { names.forEach(function (n) { if (/^yifa-.*-pages$/.test(n)) { caches.delete(n); } }); });
    }
  });
  window.addEventListener("pageshow", bulkAll);
  /* the finding that is open: its place in the text comes in sight beside it */
  window.addEventListener("load", function () {
    var mark = document.querySelector(".y-paper .y-mark.is-on");
    if (!mark || window.innerWidth < 1024 || location.hash.indexOf("#f") !== 0) { return; }
    var top = mark.getBoundingClientRect().top;
    if (top < 80 || top > window.innerHeight - 60) { window.scrollBy(0, top - window.innerHeight / 3); }
  });
})();
