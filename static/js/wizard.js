// The wizard is complete without this file; here it saves by itself, shows progress and stops double presses.
(() => {
  "use strict";
  const form = document.getElementById("step-form");

  // A pressed button keeps its place and says what happens; a second press does nothing.
  for (const one of document.querySelectorAll("form[data-saving]")) {
    one.addEventListener("submit", (event) => {
      if (one.dataset.busy) { event.preventDefault(); return; }
      one.dataset.busy = "1";
      const button = event.submitter;
      if (button && button.matches(".btn-primary")) button.textContent = one.dataset.saving;
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
    let timer = 0;
    let stopped = false;
    let changed = false;
    let running = null;
    form.addEventListener("input", (event) => {
      if (event.target.type === "file" || stopped) return;
      changed = true;
      clearTimeout(timer);
      timer = setTimeout(() => { running = save(); }, 2500);
    });
    // Whoever leaves by a link or the browser's own buttons leaves nothing behind.
    window.addEventListener("pagehide", () => { if (changed && !stopped) save(true); });
    // A pressed button waits for the save that is under way, or it would carry an older version.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!running || event.defaultPrevented) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      running.finally(() => { running = null; form.requestSubmit(button); });
    }, true);

    async function save(leaving = false) {
      if (form.dataset.busy) return;
      changed = false;
      const data = new FormData(form);
      for (const field of form.querySelectorAll("input[type=file]")) data.delete(field.name);
      let answer;
      try {
        answer = await fetch(form.action || location.href, {
          method: "POST", body: data, headers: { "X-Autosave": "1" }, redirect: "error",
          keepalive: leaving,
        });
      } catch {
        changed = true;
        return; // The network is away: the next word typed tries again.
      } finally {
        running = null;
      }
      if (answer.status === 409) {
        stopped = true;
        line.textContent = line.dataset.conflict;
      } else if (answer.status === 401) {
        line.textContent = line.dataset.signedOut;
      } else if (answer.status === 423) {
        stopped = true;
        line.textContent = line.dataset.locked;
      } else if (answer.ok) {
        const saved = await answer.json();
        form.elements.version.value = saved.version;
        line.textContent = line.dataset.saved.replace("{time}", clock(saved.saved_at));
      }
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
    request.addEventListener("load", () => show(request));
    request.addEventListener("error", () => back(form.dataset.stopped.replace("{percent}", bar.value)));
    request.addEventListener("abort", () => back(""));
    cancel.addEventListener("click", () => request.abort());
    request.open("POST", address);
    request.send(data);
  }

  function show(request) {
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
