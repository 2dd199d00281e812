/* "Another code" and "Listen" in place: what was typed, passwords too, stays.  Without this script
   the button asks the server for the page with a new picture, and the sound opens beside it. */

function renewing(box, form, button) {
  const picture = box.querySelector("img");
  const listen = box.querySelector("[data-listen]");
  const letters = box.querySelector("input[type=text]");
  const told = document.createElement("span");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  box.append(told);

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await fetch(box.dataset.refresh, {
      method: "POST",
      headers: { "X-CSRFToken": form.querySelector("input[name=csrfmiddlewaretoken]").value },
    }).catch(() => null);
    if (!answer || !answer.ok) return;
    const renewed = await answer.json();
    picture.src = renewed.picture;
    box.querySelector("input[type=hidden]").value = renewed.key;
    if (listen) listen.href = renewed.sound;
    letters.value = "";
    letters.focus();
    told.textContent = box.dataset.renewed;
  });
}

for (const box of document.querySelectorAll("[data-verify-code]")) {
  const form = box.closest("form");
  const button = form && form.querySelector("button[name=another_code]");
  const listen = box.querySelector("[data-listen]");
  if (button) renewing(box, form, button);
  if (listen) {
    listen.addEventListener("click", (event) => {
      event.preventDefault();
      new Audio(listen.href).play().catch(() => window.open(listen.href, "_blank", "noopener"));
    });
  }
}
