// The wizard is complete without this file; here it saves by itself, shows progress and stops double presses.
(() => {
  "use strict";
  const form = document.getElementById("step-form");

  // A pressed button keeps its place and says what happens; a second press does nothing, until
  // it is plain that somebody stopped the page from loading.
  for (const one of document.querySelectorAll("form[data-saving]")) {
    one.addEventListener("submit", (event) => {
      if (one.dataset.busy) { event.preventDefault(); return; }
      one.dataset.busy = "1";
      const button = event.submitter;
      const words = button && button.textContent;
      const speaks = button && button.matches(".btn-primary");
      if (speaks) button.textContent = one.dataset.saving;
      setTimeout(() => {
        delete one.dataset.busy;
        if (speaks) button.textContent = words;
      }, 20000);
    });
  }
  // Coming back by the browser's button finds the form usable again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  if (form && "autosave" in form.dataset) autosave(form);
  for (const one of document.querySelectorAll("form[data-upload]")) upload(one);
  count();
  for (const one of document.querySelectorAll("time[data-own-time]")) {
    one.textContent = one.dataset.ownTime.replace("{time}", clock(one.dateTime));
  }

  function clock(instant) {
    return new Date(instant).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  function autosave(form) {
    const line = form.querySelector("[data-saved]");
    const above = document.querySelector("[data-saved-above]"); // the same, on telephones
    // Milliseconds: of quiet before it is saved, before it is tried again, for a save on a bad link.
    const pause = 2500;
    const again = 10000;
    const patience = 30000;
    const farewell = 30000; // bytes; so many a browser goes on sending for a page that is left
    const refusals = { 401: "signedOut", 409: "conflict", 423: "locked" };
    let timer = 0;
    let changed = false;
    let running = null;
    let lost = false; // the last save did not arrive
    let stopped = false;

    form.addEventListener("input", (event) => {
      if (event.target.type === "file" || stopped) return;
      changed = true;
      later();
    });
    window.addEventListener("online", start);
    // Whoever leaves by a link or the browser's own buttons leaves nothing behind...
    window.addEventListener("pagehide", () => { if (isUnsaved() && !stopped) post(true); });
    // ...or is asked, where it could not be sent in time.
    window.addEventListener("beforeunload", (event) => {
      if (isUnsaved() && (lost || size(typed()) > farewell)) { event.preventDefault(); start(); }
    });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if ((navigator.onLine && !running) || event.defaultPrevented) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!navigator.onLine) { tell("unreachable"); return; }
      // A pressed button waits for the save that is under way, or it would carry an older version.
      const button = event.submitter;
      if (form.dataset.waits) return;
      form.dataset.waits = "1";
      line.textContent = form.dataset.saving;
      running.finally(() => { delete form.dataset.waits; form.requestSubmit(button); });
    }, true);

    function isUnsaved() {
      return changed && !form.dataset.busy;
    }

    function later(wait = pause) {
      clearTimeout(timer);
      timer = setTimeout(start, wait);
    }

    // One at a time: a second one would carry an older version.
    function start() {
      if (running || stopped || !isUnsaved()) return;
      running = save().finally(() => {
        running = null;
        if (isUnsaved()) later(lost ? again : pause);
      });
    }

    async function save() {
      changed = false;
      const answer = await post(false).catch(() => null);
      lost = !(answer && answer.ok);
      if (lost) {
        changed = true;
        stopped = Boolean(answer) && [409, 423].includes(answer.status);
        tell(answer ? refusals[answer.status] || "unsaved" : "unreachable");
        return;
      }
      line.classList.remove("is-lost");
      const saved = await answer.json();
      form.elements.version.value = saved.version;
      line.textContent = line.dataset.saved.replace("{time}", clock(saved.saved_at));
      if (above) above.textContent = line.textContent;
    }

    function tell(what) {
      line.classList.add("is-lost");
      line.textContent = line.dataset[what];
      if (above) above.textContent = "";
    }

    function post(leaving) {
      const data = typed();
      // What is under way arrives first, and makes the next version.
      if (leaving && running) data.set("version", Number(data.get("version")) + 1);
      return fetch(form.action || location.href, {
        method: "POST", body: data, headers: { "X-Autosave": "1" }, redirect: "error",
        keepalive: size(data) <= farewell, signal: leaving ? null : AbortSignal.timeout(patience),
      });
    }

    function typed() {
      const data = new FormData(form);
      for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
      return data;
    }

    function size(data) {
      return new Blob([...data].flat()).size;
    }
  }

  function upload(form) {
    for (const input of form.querySelectorAll("input[type=file]")) {
      const button = input.parentElement.querySelector("button[name=upload]");
      input.addEventListener("change", () => { if (input.files.length) form.requestSubmit(button); });
      drop(form, input, button);
    }
    form.addEventListener("submit", (event) => {
      const button = event.submitter;
      if (!button || button.name !== "upload") return;
      const input = button.parentElement.querySelector("input[type=file]");
      if (!input.files.length) return;
      event.preventDefault();
      send(form, input, button.formAction);
    });
  }

  // The files go up with a bar; the answer is the page itself, of which the content is put in place.
  function send(form, input, address) {
    const place = input.closest(".rx-upload");
    const going = document.createElement("div");
    going.className = "rx-upload rx-going";
    const bar = document.createElement("progress");
    bar.className = "rx-progress";
    bar.max = 100;
    const words = document.createElement("span");
    words.className = "rx-small";
    words.setAttribute("role", "status");
    const cancel = document.createElement("button");
    cancel.type = "button";
    cancel.className = "rx-linkbutton";
    cancel.textContent = form.dataset.cancel;
    going.append(bar, words, cancel);
    place.hidden = true;
    place.after(going);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const file of input.files) data.append(input.name, file);
    const request = new XMLHttpRequest();
    const tell = (loaded, total) => {
      const megabytes = (size) => (size / 1048576).toFixed(1);
      bar.value = total ? Math.round((100 * loaded) / total) : 0;
      bar.setAttribute("aria-label", `${bar.value} %`);
      words.textContent = bar.value === 100 ? form.dataset.checking : form.dataset.uploading
        .replace("{percent}", bar.value).replace("{loaded}", megabytes(loaded)).replace("{total}", megabytes(total));
    };
    const back = (sentence) => {
      going.remove();
      place.hidden = false;
      input.value = "";
      if (!sentence) return;
      const stopped = document.createElement("p");
      stopped.className = "rx-error";
      stopped.setAttribute("role", "alert");
      stopped.textContent = sentence;
      place.before(stopped);
    };
    tell(0, Array.from(input.files).reduce((sum, file) => sum + file.size, 0));
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tell(event.loaded, event.total);
    });
    const stopped = () => back(form.dataset.stopped.replace("{percent}", bar.value));
    request.addEventListener("load", () => { if (request.status < 400) show(request, input.id); else stopped(); });
    request.addEventListener("error", stopped);
    request.addEventListener("abort", () => back(""));
    cancel.addEventListener("click", () => request.abort());
    request.open("POST", address);
    request.send(data);
  }

  function show(request, id) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.querySelector(".rx-slots");
    const here = document.querySelector(".rx-slots");
    if (!fresh || !here) { location.reload(); return; }
    for (const part of [".rx-main", ".rx-steps", ".rx-steps-phone"]) {
      const now = document.querySelector(part);
      const then = page.querySelector(part);
      if (now && then) now.replaceWith(document.importNode(then, true));
    }
    for (const one of document.querySelectorAll("form[data-upload]")) upload(one);
    // Whoever uses the keyboard goes on where the file was chosen.
    const field = document.getElementById(id);
    if (field) field.focus({ preventScroll: true });
  }

  function drop(form, input, button) {
    const place = input.closest("[data-drop]");
    if (!place) return;
    const word = place.querySelector(".rx-drop-word");
    if (word) word.hidden = false;
    // Onto the place itself; onto the rest of the slot where it has only one.
    const target = form.querySelectorAll("[data-drop]").length > 1 ? place : form;
    target.addEventListener("dragover", (event) => event.preventDefault());
    target.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit(button);
    });
  }

  // The length of the plan while it is typed, counted as the server counts.
  function count() {
    const text = document.querySelector("textarea[data-count]");
    if (!text) return;
    const line = document.createElement("p");
    line.className = "rx-small rx-quiet rx-number";
    text.after(line);
    const show = () => {
      const least = Number(text.dataset.count);
      const apart = text.value.replace(/\p{Script=Han}/gu, " x ");
      const length = (apart.match(/\p{L}+(?:['’-]\p{L}+)*|\p{N}+/gu) || []).length;
      line.textContent = least ? `${length} / ${least}` : String(length);
    };
    text.addEventListener("input", show);
    show();
  }
})();
